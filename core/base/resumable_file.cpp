// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resumable_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e {
namespace {

void require_done(const std::filesystem::path& path, const std::error_code& error) {
  if (!error) return;
  const bool full = os::trouble_of(error) == os::Trouble::DiskFull;
  throw Error(ErrorCode::FileUnwritable,
              "cannot write " + path.string() + ": " +
                  (full ? "the disk is full; make room and run the same again: it goes on where it was"
                        : error.message()));
}

}  // namespace

ResumableFile::ResumableFile(std::filesystem::path target, std::string identity)
    : target_(std::move(target)),
      part_(target_.string() + ".part"),
      note_(target_.string() + ".part.json"),
      identity_(std::move(identity)) {
  const std::uint64_t kept = kept_bytes();
  std::error_code error;
  file_ = os::File(part_, os::OpenMode::ReadWrite, error);
  require_done(part_, error);
  position_ = kept;
  rewind(kept);
}

std::uint64_t ResumableFile::kept_bytes() const {
  std::error_code ignored;
  if (!std::filesystem::exists(note_, ignored) || !std::filesystem::exists(part_, ignored)) return 0;
  try {
    const nlohmann::json note = read_json_file(note_);
    if (!note.is_object() || note.value("identity", "") != identity_) return 0;
    const std::uint64_t size = std::filesystem::file_size(part_, ignored);
    return std::min<std::uint64_t>(note.value("bytes", std::uint64_t{0}), ignored ? 0 : size);
  } catch (const std::exception&) {
    return 0;  // a note that cannot be read is as none
  }
}

void ResumableFile::rewind(std::uint64_t position) {
  position_ = std::min(position, position_);
  require_done(part_, file_.resize(position_));
}

void ResumableFile::write(const void* data, std::size_t size_bytes) {
  const os::Transfer written = file_.write(data, size_bytes);
  position_ += written.bytes;
  require_done(part_, written.error);
}

void ResumableFile::keep() {
  require_done(part_, file_.flush_data());
  write_json_file(note_, {{"identity", identity_}, {"bytes", position_}});
}

void ResumableFile::commit() {
  require_done(part_, file_.flush());
  require_done(target_, os::replace_file(part_, target_));
  file_.close();
  std::error_code ignored;
  std::filesystem::remove(note_, ignored);
}

}  // namespace v4e
