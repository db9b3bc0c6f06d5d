// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/file.h"

#include <algorithm>

#include "core/base/os/windows/handle.h"

namespace v4e::os {
namespace {

// Without the last one an open file could be neither renamed nor removed.
constexpr DWORD kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
constexpr int kQuotaExceeded = 1295;           // ERROR_DISK_QUOTA_EXCEEDED, not in all headers
constexpr std::size_t kMostBytesAtOnce = 1U << 30;  // lengths have 32 bits

HANDLE handle_of(std::intptr_t handle) {
  return reinterpret_cast<HANDLE>(handle);
}

DWORD access_of(OpenMode mode) {
  return mode == OpenMode::Read ? GENERIC_READ
         : mode == OpenMode::CreateNew ? GENERIC_WRITE
                                       : GENERIC_READ | GENERIC_WRITE;
}

DWORD disposition_of(OpenMode mode) {
  return mode == OpenMode::Read ? OPEN_EXISTING : mode == OpenMode::CreateNew ? CREATE_NEW : OPEN_ALWAYS;
}

DWORD part_of(std::size_t size_bytes) {
  return static_cast<DWORD>(std::min(size_bytes, kMostBytesAtOnce));
}

OVERLAPPED place_of(std::uint64_t offset) {
  OVERLAPPED place{};
  place.Offset = static_cast<DWORD>(offset);
  place.OffsetHigh = static_cast<DWORD>(offset >> 32);
  return place;
}

/// Of a name that is too long the system says that there is no such file or folder.
std::error_code explained(const std::filesystem::path& path, std::error_code error) {
  constexpr std::size_t kLongestName = 255;
  if (trouble_of(error) == Trouble::NoFolder && path.filename().native().size() > kLongestName)
    error.assign(ERROR_FILENAME_EXCED_RANGE, std::system_category());
  return error;
}

/// Nanoseconds since 1970 of tenths of microseconds since 1601.
std::int64_t unix_ns(const FILETIME& time) {
  constexpr std::int64_t kFrom1601To1970 = 116'444'736'000'000'000;
  const auto ticks = static_cast<std::int64_t>(joined(time.dwHighDateTime, time.dwLowDateTime));
  return (ticks - kFrom1601To1970) * 100;
}

}  // namespace

Trouble trouble_of(const std::error_code& error) {
  switch (error.value()) {
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
    case kQuotaExceeded:
      return Trouble::DiskFull;
    case ERROR_ACCESS_DENIED:
    case ERROR_WRITE_PROTECT:
      return Trouble::NoPermission;
    case ERROR_FILENAME_EXCED_RANGE:
    case ERROR_INVALID_NAME:
      return Trouble::NameTooLong;
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
      return Trouble::NoFolder;
    default:
      return Trouble::Other;
  }
}

File::File(const std::filesystem::path& path, OpenMode mode, std::error_code& error)
    : handle_(reinterpret_cast<std::intptr_t>(::CreateFileW(path.c_str(), access_of(mode), kShareAll, nullptr,
                                                            disposition_of(mode), FILE_ATTRIBUTE_NORMAL,
                                                            nullptr))) {
  static_assert(sizeof(HANDLE) == sizeof(std::intptr_t));
  error = is_open() ? std::error_code() : explained(path, last_error());
}

void File::close() {
  if (is_open()) ::CloseHandle(handle_of(std::exchange(handle_, kNone)));
}

std::optional<std::uint64_t> File::size() const {
  LARGE_INTEGER size{};
  if (::GetFileType(handle_of(handle_)) != FILE_TYPE_DISK || !::GetFileSizeEx(handle_of(handle_), &size))
    return std::nullopt;
  return static_cast<std::uint64_t>(size.QuadPart);
}

Transfer File::read_at(std::uint64_t offset, void* to, std::size_t size_bytes) const {
  auto* bytes = static_cast<char*>(to);
  Transfer done;
  while (done.bytes < size_bytes) {
    OVERLAPPED place = place_of(offset + done.bytes);
    DWORD got = 0;
    if (!::ReadFile(handle_of(handle_), bytes + done.bytes, part_of(size_bytes - done.bytes), &got, &place)) {
      if (::GetLastError() != ERROR_HANDLE_EOF) done.error = last_error();
      break;
    }
    if (got == 0) break;
    done.bytes += got;
  }
  return done;
}

Transfer File::write(const void* data, std::size_t size_bytes) {
  const auto* bytes = static_cast<const char*>(data);
  Transfer done;
  while (done.bytes < size_bytes) {
    DWORD written = 0;
    const BOOL succeeded =
        ::WriteFile(handle_of(handle_), bytes + done.bytes, part_of(size_bytes - done.bytes), &written, nullptr);
    done.bytes += written;
    if (!succeeded) {
      done.error = last_error();
      break;
    }
  }
  return done;
}

std::error_code File::resize(std::uint64_t size_bytes) {
  LARGE_INTEGER end{};
  end.QuadPart = static_cast<LONGLONG>(size_bytes);
  return error_of(::SetFilePointerEx(handle_of(handle_), end, nullptr, FILE_BEGIN) &&
                  ::SetEndOfFile(handle_of(handle_)));
}

std::error_code File::flush() {
  return error_of(::FlushFileBuffers(handle_of(handle_)));
}

std::error_code File::flush_data() {
  return flush();
}

bool File::try_lock() {
  OVERLAPPED all{};
  return ::LockFileEx(handle_of(handle_), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, MAXDWORD,
                      MAXDWORD, &all) != 0;
}

std::shared_ptr<void> File::map(std::uint64_t offset, std::size_t size_bytes, std::error_code& error) const {
  SYSTEM_INFO system{};
  ::GetSystemInfo(&system);
  const std::uint64_t lead = offset % system.dwAllocationGranularity;
  const std::uint64_t start = offset - lead;
  // The system sets as much of memory and page file aside as may be written to. While a map is there, the file can
  // be neither cut nor replaced.
  const HANDLE mapping = ::CreateFileMappingW(handle_of(handle_), nullptr, PAGE_WRITECOPY, 0, 0, nullptr);
  void* base = mapping ? ::MapViewOfFile(mapping, FILE_MAP_COPY, static_cast<DWORD>(start >> 32),
                                         static_cast<DWORD>(start), size_bytes + static_cast<std::size_t>(lead))
                       : nullptr;
  error = base ? std::error_code() : last_error();
  if (mapping) ::CloseHandle(mapping);  // the view keeps it
  if (!base) return nullptr;
  const std::shared_ptr<void> owner(base, [](void* address) { ::UnmapViewOfFile(address); });
  return {owner, static_cast<char*>(base) + lead};
}

std::error_code replace_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  return explained(
      to, error_of(::MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)));
}

bool move_without_replacing(const std::filesystem::path& from, const std::filesystem::path& to,
                            std::error_code& error) {
  error = explained(to, error_of(::MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_WRITE_THROUGH)));
  const bool is_there = error.value() == ERROR_ALREADY_EXISTS || error.value() == ERROR_FILE_EXISTS;
  if (!error) return true;
  if (is_there) error.clear();
  return false;
}

std::error_code flush_file(const std::filesystem::path& path) {
  // Only who may write may flush; OpenMode::ReadWrite would make a missing file.
  const HANDLE file = ::CreateFileW(path.c_str(), GENERIC_WRITE, kShareAll, nullptr, OPEN_EXISTING,
                                    FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) return last_error();
  const std::error_code error = error_of(::FlushFileBuffers(file));
  ::CloseHandle(file);
  return error;
}

bool is_writable(const std::filesystem::path& path) {
  // Of a folder that bit says something else; whether it takes files is only known by trying.
  const DWORD attributes = ::GetFileAttributesW(path.c_str());
  return attributes != INVALID_FILE_ATTRIBUTES &&
         ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 || (attributes & FILE_ATTRIBUTE_READONLY) == 0);
}

std::optional<FileStatus> status_of(const std::filesystem::path& path) {
  // With this flag folders open, too.
  const HANDLE file = ::CreateFileW(path.c_str(), FILE_READ_ATTRIBUTES, kShareAll, nullptr, OPEN_EXISTING,
                                    FILE_FLAG_BACKUP_SEMANTICS, nullptr);
  if (file == INVALID_HANDLE_VALUE) return std::nullopt;
  BY_HANDLE_FILE_INFORMATION found{};
  const BOOL succeeded = ::GetFileInformationByHandle(file, &found);
  ::CloseHandle(file);
  if (!succeeded) return std::nullopt;
  return FileStatus{.size_bytes = static_cast<std::int64_t>(joined(found.nFileSizeHigh, found.nFileSizeLow)),
                    .modified_ns = unix_ns(found.ftLastWriteTime),
                    .identity = {found.dwVolumeSerialNumber, joined(found.nFileIndexHigh, found.nFileIndexLow)}};
}

}  // namespace v4e::os
