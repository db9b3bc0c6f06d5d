// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "core/models/umt5/umt5_encoder.h"
#include "core/tokenizers/tokenizer.h"

namespace v4e {

/// Texts cleaned, tokenised, encoded on the encoder's device: [B, text_len, D] fp32, rows behind a text's end
/// zero.
[[nodiscard]] at::Tensor encode_texts(Umt5Encoder& encoder, const Tokenizer& tokenizer,
                                      const std::vector<std::string>& texts, std::int64_t text_len);

}  // namespace v4e
