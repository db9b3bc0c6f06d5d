// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/answer_cache.h"

#include <algorithm>
#include <system_error>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/resources.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostCachedBytes = 64u << 10;

struct KeptAnswer {
  fs::path file;
  fs::file_time_type used;
  std::size_t bytes = 0;
};

}  // namespace

AnswerCache::AnswerCache(fs::path folder) : AnswerCache(std::move(folder), Limits()) {}

fs::path AnswerCache::file_of(std::string_view question) const {
  Sha256 hash;
  hash.update(question.data(), question.size());
  return folder_ / (hash.finish() + ".txt");
}

std::optional<std::string> AnswerCache::find(std::string_view question) const {
  if (folder_.empty()) return std::nullopt;
  const fs::path file = file_of(question);
  std::error_code missing;
  if (!fs::is_regular_file(file, missing)) return std::nullopt;
  try {
    std::string answer = read_file(file, kMostCachedBytes);
    fs::last_write_time(file, fs::file_time_type::clock::now(), missing);
    return answer;
  } catch (const Error& error) {
    logger("chat").debug("a kept answer cannot be read: {}", error.what());
    return std::nullopt;
  }
}

void AnswerCache::keep(std::string_view question, std::string_view answer) const {
  if (folder_.empty() || answer.size() > kMostCachedBytes) return;
  try {
    fs::create_directories(folder_);
    AtomicFile file(file_of(question));
    file.write(answer);
    file.commit();
    make_room();
  } catch (const Error& error) {
    logger("chat").debug("an answer cannot be kept: {}", error.what());
  } catch (const fs::filesystem_error& error) {
    logger("chat").debug("an answer cannot be kept: {}", error.what());
  }
}

void AnswerCache::make_room() const {
  std::vector<KeptAnswer> kept;
  std::size_t bytes = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
    std::error_code gone;  // another program makes room, too
    if (!entry.is_regular_file(gone) || entry.path().extension() != ".txt") continue;
    KeptAnswer answer{entry.path(), entry.last_write_time(gone), entry.file_size(gone)};
    if (gone) continue;
    bytes += answer.bytes;
    kept.push_back(std::move(answer));
  }
  std::ranges::sort(kept, {}, &KeptAnswer::used);
  std::size_t files = kept.size();
  for (const KeptAnswer& answer : kept) {
    if (files <= limits_.files && bytes <= limits_.bytes) return;
    std::error_code gone;
    fs::remove(answer.file, gone);
    --files;
    bytes -= answer.bytes;
  }
}

fs::path answer_folder() {
  const fs::path folder = user_cache_folder();
  return folder.empty() ? folder : folder / "answers";
}

}  // namespace v4e
