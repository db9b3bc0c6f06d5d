// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/prompt.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace v4e {

at::Tensor encode_texts(Umt5Encoder& encoder, const Tokenizer& tokenizer,
                        const std::vector<std::string>& texts, std::int64_t text_len) {
  std::vector<TokenizedText> tokenized;
  std::int64_t longest = 1;
  for (const std::string& text : texts) {
    tokenized.push_back(tokenizer.encode(text, text_len));
    longest = std::max<std::int64_t>(longest, tokenized.back().length);
  }
  // Padding is masked out in the encoder, so rows of padding alone are left away: the same in less time.
  const auto count = static_cast<std::int64_t>(texts.size());
  at::Tensor ids = at::zeros({count, longest}, at::kLong);
  at::Tensor mask = at::zeros({count, longest}, at::kLong);
  for (std::int64_t i = 0; i < count; ++i) {
    const TokenizedText& text = tokenized[static_cast<std::size_t>(i)];
    ids[i].copy_(at::tensor(text.token_ids, at::kLong).narrow(0, 0, longest));
    mask[i].narrow(0, 0, text.length).fill_(1);
  }
  const at::Device device = encoder->parameters().front().device();
  ids = ids.to(device);
  mask = mask.to(device);
  const at::Tensor rows = encoder->forward(ids, mask).to(at::kFloat) * mask.unsqueeze(2);
  return at::constant_pad_nd(rows, {0, 0, 0, text_len - longest});
}

}  // namespace v4e
