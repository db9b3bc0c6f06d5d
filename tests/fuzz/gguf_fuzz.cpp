// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a GGUF file; the densest format, Q2_K, makes 1024 bytes of 84.
#include "core/checkpoints/formats/gguf.h"

#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  v4e::test::read_any_bytes<v4e::GgufFile>(data, size_bytes, 13);
  return 0;
}
