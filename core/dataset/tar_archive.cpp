// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/tar_archive.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>

#include "core/base/error.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBlock = 512;
constexpr std::uint64_t kMostHeaderBytes = 1u << 20;  // of a long name or a pax header

[[noreturn]] void malformed(const fs::path& path, const std::string& what) {
  throw Error(ErrorCode::FileMalformed, path.string() + ": " + what);
}

/// "x.tar.split.007" -> {"x.tar.split.", "007"}; a whole archive has no number.
std::optional<std::pair<std::string, std::string>> numbered(const std::string& name) {
  const auto digits = name.find_last_not_of("0123456789");
  if (digits == std::string::npos || digits + 1 == name.size() || name[digits] != '.') return std::nullopt;
  if (name.find(".tar.") == std::string::npos) return std::nullopt;
  return std::pair{name.substr(0, digits + 1), name.substr(digits + 1)};
}

std::string text_field(std::string_view header, std::size_t begin, std::size_t size) {
  const auto field = header.substr(begin, size);
  return std::string(field.substr(0, field.find('\0')));
}

/// Octal, or binary where the first bit is set (GNU).
std::optional<std::uint64_t> number_field(std::string_view header, std::size_t begin, std::size_t size) {
  const auto field = header.substr(begin, size);
  std::uint64_t value = 0;
  if ((static_cast<unsigned char>(field[0]) & 0x80) != 0) {
    for (std::size_t i = 1; i < size; ++i) {
      if (value >> 56 != 0) return std::nullopt;
      value = value << 8 | static_cast<unsigned char>(field[i]);
    }
    return value;
  }
  const auto begin_digits = field.find_first_not_of(' ');
  if (begin_digits == std::string_view::npos || field[begin_digits] == '\0') return 0;
  const auto [end, error] =
      std::from_chars(field.data() + begin_digits, field.data() + field.size(), value, 8);
  const bool ends = end == field.data() + field.size() || *end == '\0' || *end == ' ';
  if (error != std::errc() || !ends) return std::nullopt;
  return value;
}

bool has_right_sum(std::string_view header) {
  const auto stored = number_field(header, 148, 8);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i)
    sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(header[i]);
  return stored && *stored == sum;
}

/// The value of a key in a pax header: records "LENGTH KEY=VALUE\n".
std::optional<std::string> pax_value(std::string_view records, std::string_view key) {
  std::optional<std::string> value;
  while (!records.empty()) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(records.data(), records.data() + records.size(), length);
    const auto digits = static_cast<std::size_t>(end - records.data());
    if (error != std::errc() || length <= digits + 1 || length > records.size()) return value;
    const auto record = records.substr(digits + 1, length - digits - 2);
    if (record.starts_with(key) && record.substr(key.size()).starts_with('='))
      value = record.substr(key.size() + 1);
    records.remove_prefix(length);
  }
  return value;
}

/// What the headers before a member say of it.
struct Announced {
  std::optional<std::string> name;
  std::optional<std::uint64_t> size;
};

std::string own_name(std::string_view header) {
  const auto name = text_field(header, 0, 100);
  const auto prefix = header.substr(257, 5) == "ustar" ? text_field(header, 345, 155) : std::string();
  return prefix.empty() ? name : prefix + "/" + name;
}

}  // namespace

bool is_tar_name(const fs::path& path) {
  const std::string name = path.filename().string();
  if (name.ends_with(".tar")) return true;
  const auto parts = numbered(name);
  return parts && parts->second.find_first_not_of('0') == std::string::npos;
}

TarArchive::TarArchive(const fs::path& first_part, const RunContext& context) {
  std::vector<fs::path> files{first_part};
  if (const auto name = numbered(first_part.filename().string())) {
    // Numbers of one width, one after the other; a gap would put later bytes in the wrong place.
    auto number = std::stoull(name->second);
    for (;;) {
      auto digits = std::to_string(++number);
      if (digits.size() < name->second.size()) digits.insert(0, name->second.size() - digits.size(), '0');
      const auto next = first_part.parent_path() / (name->first + digits);
      if (!fs::exists(next)) break;
      files.push_back(next);
    }
  }
  std::uint64_t begin = 0;
  for (const auto& file : files) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (error)
      throw Error(ErrorCode::FileUnreadable, "cannot read " + file.string() + ": " + error.message());
    parts_.push_back({file, begin, size});
    begin += size;
  }
  read_headers(context);
}

std::string TarArchive::bytes(std::uint64_t begin, std::uint64_t size) const {
  std::string result(size, '\0');
  std::uint64_t done = 0;
  for (const Part& part : parts_) {
    if (done == size) break;
    const auto at = begin + done;
    if (at >= part.begin + part.size) continue;
    std::ifstream file(part.path, std::ios::binary);
    const auto wanted = std::min(size - done, part.begin + part.size - at);
    file.seekg(static_cast<std::streamoff>(at - part.begin));
    if (!file.read(result.data() + done, static_cast<std::streamsize>(wanted)))
      throw Error(ErrorCode::FileUnreadable, "cannot read " + part.path.string() + " to its end");
    done += wanted;
  }
  if (done != size)
    malformed(parts_.front().path, "the archive ends within a member: fetch it again, with all its parts");
  return result;
}

void TarArchive::read_headers(const RunContext& context) {
  const fs::path& path = parts_.front().path;
  Announced next;
  std::uint64_t at = 0;
  bool has_end = false;
  while (at + kBlock <= total()) {
    context.check();
    const std::string header = bytes(at, kBlock);
    at += kBlock;
    has_end = header.find_first_not_of('\0') == std::string::npos;
    if (has_end) break;
    if (!has_right_sum(header)) {
      if (header.starts_with("version https://git-lfs"))
        malformed(path, "is a pointer of Git LFS, not the archive: fetch the file itself (git lfs pull)");
      malformed(path, at == kBlock ? "is not a tar archive, or a packed one: unpack it to .tar first"
                                   : "the archive is damaged: fetch it again");
    }
    const auto size = next.size ? next.size : number_field(header, 124, 12);
    if (!size || *size > total() - at)
      malformed(path, "the archive ends within a member: fetch it again, with all its parts");
    const char type = header[156];
    if (type == 'x' || type == 'L' || type == 'g') {
      if (*size > kMostHeaderBytes) malformed(path, "a name in the archive is longer than a megabyte");
      const std::string text = bytes(at, *size);
      if (type == 'L') next.name = text.substr(0, text.find('\0'));
      if (type == 'x') {
        if (const auto name = pax_value(text, "path")) next.name = *name;
        if (const auto length = pax_value(text, "size"))
          next.size = std::strtoull(length->c_str(), nullptr, 10);
      }
    } else {
      if (type == '0' || type == '\0') {
        const std::string name = next.name.value_or(own_name(header));
        if (members_.insert_or_assign(name, Member{at, *size}).second) names_.push_back(name);
      }
      next = {};
    }
    at += (*size + kBlock - 1) / kBlock * kBlock;
  }
  if (!has_end) malformed(path, "the archive stops before its end: fetch it again, with all its parts");
}

std::string TarArchive::read(const std::string& name, std::uint64_t max_bytes) const {
  const auto found = members_.find(name);
  if (found == members_.end())
    throw Error(ErrorCode::FileUnreadable, parts_.front().path.string() + " has no member \"" + name + "\"");
  if (found->second.size > max_bytes)
    malformed(parts_.front().path, "its member " + name + " is larger than any picture");
  return bytes(found->second.begin, found->second.size);
}

}  // namespace v4e
