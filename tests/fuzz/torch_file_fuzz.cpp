// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a PyTorch file, whole, and as the pickle inside one. A tensor may be an expanded view.
#include "core/checkpoints/formats/torch_file.h"

#include <string_view>

#include "core/checkpoints/formats/pickle.h"
#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  v4e::test::read_any_bytes<v4e::TorchFile>(data, size_bytes, 64);
  try {
    const v4e::Pickle pickle({reinterpret_cast<const char*>(data), size_bytes}, "fuzz");
    (void)pickle.root().kind;
  } catch (const v4e::Error& error) {
    if (error.code() == v4e::ErrorCode::Internal) throw;
  }
  return 0;
}
