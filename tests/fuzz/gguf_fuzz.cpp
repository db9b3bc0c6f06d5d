// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a GGUF file, with the tokenizer in its header; the densest format, Q2_K, makes 1024 bytes
// of 84.
#include "core/checkpoints/formats/gguf_tokenizer.h"

#include "core/base/log.h"
#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  v4e::test::read_any_bytes<v4e::GgufFile>(data, size_bytes, 13);
  v4e::logger("checkpoint").set_level(spdlog::level::off);
  const v4e::test::MemoryFile memory(data, size_bytes);
  try {
    static_cast<void>(v4e::sentencepiece_model(v4e::GgufFile(memory.path())));
  } catch (const v4e::Error& error) {
    if (error.code() == v4e::ErrorCode::Internal) throw;
  }
  return 0;
}
