// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/encoding_cache.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/resources.h"
#include "core/checkpoints/formats/safetensors.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

/// Goes up where encoders come to compute something else of the same weights.
constexpr const char* kVersion = "1";
constexpr const char* kTensor = "encoding";
constexpr const char* kEnding = ".safetensors";
constexpr std::int64_t kPages = 64;
constexpr std::int64_t kPageBytes = 4096;
constexpr std::int64_t kHeadBytes = std::int64_t{1} << 20;

std::vector<fs::path> files_of(const fs::path& weights) {
  std::error_code ignored;
  if (!fs::is_directory(weights, ignored)) return {weights};
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(weights, ignored), end; entry != end; entry.increment(ignored)) {
    if (entry->is_regular_file(ignored)) files.push_back(entry->path());
  }
  std::ranges::sort(files);
  return files;
}

std::int64_t size_of(const fs::path& file) {
  std::error_code failure;
  const auto size = fs::file_size(file, failure);
  return failure ? 0 : static_cast<std::int64_t>(size);
}

/// The beginning, which holds names and shapes, and pages at even distances, which hold weights.
void add_file(const fs::path& file, ContentKey& key) {
  const std::int64_t size = size_of(file);
  key.add(file.filename().string()).add(size);
  std::ifstream stream(file, std::ios::binary);
  std::string buffer;
  const auto add = [&](std::int64_t at, std::int64_t count) {
    buffer.assign(static_cast<std::size_t>(std::min(count, size - at)), '\0');
    stream.seekg(at);
    stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    key.add(buffer);
  };
  if (size == 0) return;
  add(0, kHeadBytes);
  for (std::int64_t page = 1; page < kPages && size > kHeadBytes; ++page)
    add(size / kPages * page, kPageBytes);
}

}  // namespace

void ContentKey::add_bytes(const void* bytes, std::size_t count) {
  const auto* at = static_cast<const unsigned char*>(bytes);
  for (std::size_t i = 0; i < count; ++i) {
    first_ = (first_ ^ at[i]) * 0x100000001b3U;
    second_ = (second_ + at[i] + 1) * 0x9e3779b97f4a7c15U;
    second_ ^= second_ >> 29;
  }
}

ContentKey& ContentKey::add(const std::string& text) {
  add(static_cast<std::int64_t>(text.size()));
  add_bytes(text.data(), text.size());
  return *this;
}

ContentKey& ContentKey::add(std::int64_t number) {
  add_bytes(&number, sizeof number);
  return *this;
}

ContentKey& ContentKey::add(const at::Tensor& tensor) {
  if (!tensor.defined()) return add(std::string("none"));
  add(static_cast<std::int64_t>(tensor.scalar_type()));
  for (const std::int64_t side : tensor.sizes()) add(side);
  const at::Tensor values = tensor.to(at::kCPU).contiguous();
  add_bytes(values.const_data_ptr(), static_cast<std::size_t>(values.nbytes()));
  return *this;
}

std::string ContentKey::text() const {
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx", static_cast<unsigned long long>(first_),
                static_cast<unsigned long long>(second_));
  return text.data();
}

bool EncodingCache::keeps(const fs::path& weights) const {
  if (options_.folder.empty() || options_.most_bytes <= 0) return false;
  std::int64_t total = 0;
  for (const fs::path& file : files_of(weights)) total += size_of(file);
  return total >= options_.least_weights_bytes;
}

const std::string& EncodingCache::identity(const fs::path& weights) {
  const auto [known, is_new] = identities_.try_emplace(weights);
  if (!is_new) return known->second;
  ContentKey key(kVersion);
  for (const fs::path& file : files_of(weights)) add_file(file, key);
  return known->second = key.text();
}

at::Tensor EncodingCache::find(const ContentKey& key) const {
  const fs::path file = options_.folder / (key.text() + kEnding);
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return {};
  try {
    const at::Tensor kept = SafetensorsFile(file).read(kTensor).clone();
    if (!at::isfinite(kept).all().item<bool>()) throw Error(ErrorCode::FileMalformed, "it is not finite");
    fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
    return kept;
  } catch (const std::exception& error) {
    logger("cache").warn("{} is dropped: {}", file.filename().string(), error.what());
    fs::remove(file, ignored);
    return {};
  }
}

void EncodingCache::keep(const ContentKey& key, const at::Tensor& encoding) const {
  try {
    fs::create_directories(options_.folder);
    // By what a caption says a stranger may not look.
    fs::permissions(options_.folder, fs::perms::owner_all);
    save_safetensors(options_.folder / (key.text() + kEnding), {{kTensor, encoding.contiguous()}});
    make_room();
  } catch (const std::exception& error) {
    logger("cache").warn("an encoding could not be kept: {}", error.what());
  }
}

void EncodingCache::make_room() const {
  struct Kept {
    fs::file_time_type used;
    fs::path file;
    std::int64_t bytes;
  };
  std::vector<Kept> all;
  std::int64_t total = 0;
  for (const fs::path& file : files_of(options_.folder)) {
    if (file.extension() != kEnding) continue;
    std::error_code failure;
    const auto used = fs::last_write_time(file, failure);
    if (failure) continue;  // another program took it away
    all.push_back({used, file, size_of(file)});
    total += all.back().bytes;
  }
  std::ranges::sort(all, {}, &Kept::used);
  for (const Kept& oldest : all) {
    if (total <= options_.most_bytes) return;
    std::error_code ignored;
    fs::remove(oldest.file, ignored);
    total -= oldest.bytes;
  }
}

EncodingCacheOptions user_encoding_cache() {
  EncodingCacheOptions options;
  const fs::path own = user_cache_folder();
  if (!own.empty()) options.folder = own / "encodings";
  if (const char* megabytes = std::getenv("V4E_CACHE_MB"))
    options.most_bytes = std::clamp(std::strtoll(megabytes, nullptr, 10), 0LL, 1LL << 20) << 20;
  return options;
}

}  // namespace v4e
