// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures of a project, as they are read.
#include <algorithm>
#include <deque>
#include <future>
#include <thread>

#include "core/document/project/picture_blob.h"
#include "core/document/project/project_file.h"

namespace v4e {
namespace {

SampleType sample_type(std::int64_t number, std::string_view name) {
  switch (number) {
    case 0:
      return SampleType::U8;
    case 1:
      return SampleType::U16;
    case 2:
      return SampleType::F32;
    default:
      throw Error(ErrorCode::FileMalformed, std::string(name) + " is damaged: unknown sample type");
  }
}

}  // namespace

struct ProjectFile::PackedPicture {
  std::string name;
  PictureLayout layout;
  std::string bytes;

  [[nodiscard]] Image unpack() const { return unpack_picture(bytes, layout, name); }
};

ProjectFile::PackedPicture ProjectFile::packed_picture(PictureId id) {
  PackedPicture packed;
  packed.name = "picture " + std::to_string(id) + " of " + path().string();
  sqlite::Statement query(*database_,
                          "SELECT width, height, channels, type, pixels FROM picture WHERE id = ?");
  if (!query.bind(id).step()) throw Error(ErrorCode::FileMalformed, packed.name + " is missing");
  const auto small = [&](int column) {
    const auto number = query.integer(column);
    return number > 0 && number < 1 << 24 ? static_cast<int>(number) : 0;
  };
  packed.layout = {small(0), small(1), small(2), sample_type(query.integer(3), packed.name)};
  packed.bytes = query.blob(4);
  return packed;
}

Image ProjectFile::picture(PictureId id) {
  return packed_picture(id).unpack();
}

std::vector<Image> ProjectFile::pictures(std::span<const PictureId> ids, const RunContext& context) {
  const std::size_t most = std::max(1U, std::thread::hardware_concurrency());
  std::vector<Image> images;
  std::deque<std::future<Image>> unpacking;  // in the order of `ids`
  const auto take_first = [&] {
    images.push_back(unpacking.front().get());
    unpacking.pop_front();
  };
  for (const PictureId id : ids) {
    context.check();
    if (unpacking.size() == most) take_first();
    unpacking.push_back(
        std::async(std::launch::async, [packed = packed_picture(id)] { return packed.unpack(); }));
  }
  while (!unpacking.empty()) take_first();
  return images;
}

}  // namespace v4e
