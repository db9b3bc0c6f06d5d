// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz target over its corpus (V4E_CORPUS) as an ordinary test: what once was found stays fixed.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>

#include "core/base/atomic_file.h"
#include "core/base/log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes);

namespace {

constexpr int kMutations = 300;

void run(const std::string& bytes) {
  EXPECT_NO_THROW(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

/// Calls `use` with each file of the corpus; returns how many there are.
template <typename Use>
int for_each_input(const Use& use) {
  int count = 0;
  for (const auto& item : std::filesystem::directory_iterator(V4E_CORPUS)) {
    SCOPED_TRACE(item.path().string());
    use(v4e::read_file(item.path(), 1 << 20));
    ++count;
  }
  return count;
}

/// A few bytes overwritten, doubled or left out.
std::string mutated(std::string bytes, std::mt19937& random) {
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
  for (std::size_t changes = 1 + below(4); changes > 0 && !bytes.empty(); --changes) {
    const std::size_t at = below(bytes.size());
    switch (below(4)) {
      case 0:
        bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes[at] = "0123456789[]{},:\"-"[below(18)];
        break;
      case 2:
        bytes.insert(at, bytes.substr(at, 1 + below(16)));
        break;
      default:
        bytes.erase(at, 1 + below(16));
        break;
    }
  }
  return bytes;
}

TEST(FuzzCorpus, EveryInputIsAcceptedOrRefusedWithAnError) {
  EXPECT_GT(for_each_input([](const std::string& bytes) { run(bytes); }), 5);
}

TEST(FuzzCorpus, SoAreInputsChangedAtRandom) {
  v4e::logger("checkpoint").set_level(spdlog::level::off);
  std::mt19937 random(1);  // NOLINT(cert-msc51-cpp): the same changes on every run
  for_each_input([&](const std::string& bytes) {
    for (int i = 0; i < kMutations; ++i) run(mutated(bytes, random));
  });
}

}  // namespace
