// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/benchmark/benchmark_folder.h"

#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/image/io/photo_io.h"
#include "core/image/io/shown_photo.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr int kSmallSidePx = 384;
constexpr std::size_t kMostOutcomeBytes = 1u << 20;

/// An id as a file's name: what names cannot have is replaced, and a piece of its hash tells such ids apart.
std::string name_of(const std::string& id) {
  constexpr std::size_t kMostLetters = 100;
  std::string name = id.substr(0, kMostLetters);
  std::ranges::replace_if(
      name,
      [](char c) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              c == '-' || c == '_';
        return !is_plain;
      },
      '_');
  if (name == id) return name;
  Sha256 hash;
  hash.update(id.data(), id.size());
  return name + "-" + hash.finish().substr(0, 8);
}

void make_folder_of(const fs::path& file) {
  std::error_code failure;
  fs::create_directories(file.parent_path(), failure);
  if (failure)
    throw Error(ErrorCode::FileUnwritable,
                "cannot make the folder " + file.parent_path().string() + ": " + failure.message());
}

void write_picture(const fs::path& file, const Image& image, const RunContext& context) {
  make_folder_of(file);
  Photo photo;
  photo.image = image;
  write_photo(file, photo, {.format = PhotoFormat::Png}, context);
}

void write_small_copy(const fs::path& file, const Image& image, const RunContext& context) {
  make_folder_of(file);
  Photo photo;
  photo.image = image;
  AtomicFile out(file);
  out.write(shown_jpeg(photo, kSmallSidePx, context));
  out.commit();
}

}  // namespace

fs::path BenchmarkFolder::edit_of(const BenchmarkItem& item, std::string_view system) const {
  return path_ / system / item.output;
}

fs::path BenchmarkFolder::small_copy_of(const BenchmarkItem& item, std::string_view what) {
  return fs::path("pictures") / (name_of(item.id) + "-" + std::string(what) + ".jpg");
}

fs::path BenchmarkFolder::outcome_file(const BenchmarkItem& item) const {
  return path_ / "items" / (name_of(item.id) + ".json");
}

std::optional<ItemOutcome> BenchmarkFolder::find(const BenchmarkItem& item) const {
  const auto file = outcome_file(item);
  std::error_code missing;
  if (!fs::is_regular_file(file, missing)) return std::nullopt;
  try {
    ItemOutcome outcome = item_outcome_from(read_json_file(file, kMostOutcomeBytes), file.string());
    const bool is_whole = outcome.state != ItemOutcome::State::Done ||
                          std::ranges::all_of(kSystems, [&](std::string_view system) {
                            return fs::is_regular_file(edit_of(item, system), missing);
                          });
    if (is_whole && outcome.id == item.id) return outcome;
  } catch (const Error&) {
    // What cannot be read is made once more.
  }
  return std::nullopt;
}

void BenchmarkFolder::keep(const BenchmarkItem& item, const ItemOutcome& outcome,
                           const ItemPictures& pictures, const RunContext& context) const {
  write_picture(edit_of(item, kSystems[0]), pictures.raw, context);
  write_picture(edit_of(item, kSystems[1]), pictures.composited, context);
  for (const std::string_view system : kSystems) {
    if (!item.photo_copy.empty()) write_picture(path_ / system / item.photo_copy, pictures.photo, context);
  }
  write_small_copy(path_ / small_copy_of(item, "photo"), pictures.photo, context);
  write_small_copy(path_ / small_copy_of(item, kSystems[0]), pictures.raw, context);
  write_small_copy(path_ / small_copy_of(item, kSystems[1]), pictures.composited, context);
  keep(item, outcome);
}

void BenchmarkFolder::keep(const BenchmarkItem& item, const ItemOutcome& outcome) const {
  const auto file = outcome_file(item);
  make_folder_of(file);
  write_json_file(file, to_json(outcome));
}

}  // namespace v4e
