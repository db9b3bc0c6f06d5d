// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/photo_finder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

constexpr std::size_t kBatchFiles = 200;
constexpr int kMaxDepth = 64;

class Finder {
 public:
  Finder(const std::function<void(PhotoBatch)>& on_batch, const RunContext& context)
      : on_batch_(on_batch), context_(context) {}

  void look_at(const std::filesystem::path& path, const std::filesystem::path& subfolder, int depth) {
    context_.check();
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (error || !std::filesystem::exists(status)) {
      skip(path,
           error && error != std::errc::no_such_file_or_directory ? error.message() : "it is not there");
    } else if (std::filesystem::is_directory(status)) {
      look_into(path, subfolder / path.filename(), depth);
    } else if (std::filesystem::is_regular_file(status)) {
      look_at_file(path, subfolder);
    } else {
      skip(path, "not a file");
    }
  }

  void flush() {
    if (batch_.photos.empty() && batch_.skipped.empty()) return;
    on_batch_(std::exchange(batch_, {}));
  }

 private:
  void look_into(const std::filesystem::path& folder, const std::filesystem::path& subfolder, int depth) {
    if (depth > kMaxDepth) return skip(folder, "folders within folders go too deep");
    std::error_code error;
    std::vector<std::filesystem::path> names;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      context_.check();
      const auto name = entry->path().filename().string();
      std::error_code ignored;
      if (name.starts_with('.') || (entry->is_symlink(ignored) && entry->is_directory(ignored))) continue;
      names.push_back(entry->path());
    }
    if (error) skip(folder, "the folder cannot be read: " + error.message());
    std::sort(names.begin(), names.end());
    for (const auto& name : names) look_at(name, subfolder, depth + 1);
  }

  void look_at_file(const std::filesystem::path& path, const std::filesystem::path& subfolder) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return skip(path, std::string("it cannot be read: ") + std::strerror(errno));
    std::array<char, 64> head{};
    file.read(head.data(), head.size());
    try {
      (void)detect_codec({head.data(), static_cast<std::size_t>(file.gcount())}, path.filename().string());
      batch_.photos.push_back({path, subfolder});
      flush_full();
    } catch (const Error& error) {
      skip(path, error.code() == ErrorCode::Unsupported ? error.what() : "not a photo");
    }
  }

  void skip(const std::filesystem::path& path, std::string reason) {
    batch_.skipped.push_back({path, std::move(reason)});
    flush_full();
  }

  void flush_full() {
    if (batch_.photos.size() + batch_.skipped.size() >= kBatchFiles) flush();
  }

  const std::function<void(PhotoBatch)>& on_batch_;
  const RunContext& context_;
  PhotoBatch batch_;
};

}  // namespace

void find_photos(std::span<const std::filesystem::path> paths,
                 const std::function<void(PhotoBatch)>& on_batch, const RunContext& context) {
  Finder finder(on_batch, context);
  for (const auto& path : paths) {
    // "folder/" has no file name, which would lose the folder's own name.
    finder.look_at(path.has_filename() ? path : path.parent_path(), {}, 0);
  }
  finder.flush();
}

}  // namespace v4e
