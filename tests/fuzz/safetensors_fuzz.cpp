// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a safetensors file; what was accepted must hold exactly the bytes that its tensors claim.
#include "core/checkpoints/formats/safetensors.h"

#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  v4e::test::read_any_bytes<v4e::SafetensorsFile>(data, size_bytes, 1);
  return 0;
}
