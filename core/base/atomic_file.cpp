// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"

#include <atomic>
#include <fstream>
#include <string>

#include "core/base/error.h"
#include "core/base/os/process.h"
#include "core/base/text.h"

namespace v4e {
namespace {

constexpr std::size_t kMostStemBytes = 64;  // of the target's name in the temporary one

std::string remedy(const std::error_code& error) {
  switch (os::trouble_of(error)) {
    case os::Trouble::DiskFull:
      return "the disk is full; free some space or choose another folder";
    case os::Trouble::NoPermission:
      return "no permission to write here; choose another folder";
    case os::Trouble::NameTooLong:
      return "the name is too long; give a shorter one";
    case os::Trouble::NoFolder:
      return "the folder does not exist; create it or choose another";
    case os::Trouble::Other:
      break;
  }
  return error.message();
}

void require(const std::filesystem::path& target, const std::error_code& error) {
  if (error) throw Error(ErrorCode::FileUnwritable, "cannot write " + target.string() + ": " + remedy(error));
}

std::filesystem::path temporary_name(const std::filesystem::path& target) {
  static std::atomic<unsigned> counter{0};
  // Not the whole name: it may be as long as names can be, and this one is longer.
  auto name = "." + cut_text(target.stem().string(), kMostStemBytes) + ".part" + std::to_string(os::process_id()) +
              "-" + std::to_string(counter++) + target.extension().string();
  return target.parent_path() / name;
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path target)
    : target_(std::move(target)), temporary_(temporary_name(target_)) {
  std::error_code error;
  file_ = os::File(temporary_, os::OpenMode::CreateNew, error);
  require(target_, error);
}

AtomicFile::~AtomicFile() {
  if (!file_.is_open()) return;
  file_.close();
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
}

void AtomicFile::write(const void* data, std::size_t size_bytes) {
  require(target_, file_.write(data, size_bytes).error);
}

void AtomicFile::commit() {
  // A library may have replaced the file at temporary_path(): flush what the name stands for now.
  require(target_, os::flush_file(temporary_));
  require(target_, os::replace_file(temporary_, target_));
  file_.close();
}

std::string read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  std::error_code ignored;
  // Opening a pipe would wait for somebody who writes into it.
  const bool is_file = std::filesystem::is_regular_file(path, ignored);
  std::ifstream file;
  if (is_file) file.open(path, std::ios::binary | std::ios::ate);
  const auto size = is_file && file ? static_cast<std::streamoff>(file.tellg()) : -1;
  if (size < 0) {
    throw Error(ErrorCode::FileUnreadable,
                "cannot read " + path.string() + ": no such file, or no permission to read it");
  }
  if (static_cast<std::size_t>(size) > max_bytes) {
    throw Error(ErrorCode::FileMalformed, path.string() + " has " + std::to_string(size) +
                                              " bytes, more than the " + std::to_string(max_bytes) +
                                              " allowed for such a file");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(text.data(), size)) {
    throw Error(ErrorCode::FileUnreadable, "cannot read " + path.string() + " to its end");
  }
  return text;
}

}  // namespace v4e
