// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/zip_directory.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/checkpoints/formats/malformed.h"

namespace v4e {
namespace {

constexpr std::uint64_t kMostFiles = 100'000;
constexpr std::uint64_t kMostDirectoryBytes = 64 << 20;
constexpr std::uint64_t kEndBytes = 22;
constexpr std::uint64_t kMostCommentBytes = 65'535;
constexpr std::uint64_t kLocatorBytes = 20;
constexpr std::uint64_t kEnd64Bytes = 56;
constexpr std::uint64_t kCentralBytes = 46;
constexpr std::uint64_t kLocalBytes = 30;
constexpr std::uint16_t kZip64Field = 1;
constexpr std::uint32_t kIn64 = 0xFFFFFFFFU;

template <typename Number>
Number number_at(std::string_view bytes, std::uint64_t offset) {
  Number value{};
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

std::string read_part(const FileMap& file, std::uint64_t offset, std::uint64_t size_bytes,
                      const std::string& where) {
  if (offset > file.size_bytes() || size_bytes > file.size_bytes() - offset)
    malformed(where, "its directory leads behind the file's end; fetch it again");
  std::string bytes(size_bytes, '\0');
  file.read(offset, size_bytes, bytes.data());
  return bytes;
}

struct Directory {
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
  std::uint64_t entries = 0;
};

Directory find_directory(const FileMap& file, const std::string& where) {
  const std::uint64_t tail = std::min(file.size_bytes(), kEndBytes + kMostCommentBytes);
  const std::uint64_t begin = file.size_bytes() - tail;
  const std::string bytes = read_part(file, begin, tail, where);
  const std::size_t at = bytes.rfind(std::string_view("PK\5\6", 4));
  if (at == bytes.npos || bytes.size() - at < kEndBytes)
    malformed(where, "the file is cut: the archive's directory at its end is missing; fetch it again");
  Directory directory{number_at<std::uint32_t>(bytes, at + 16), number_at<std::uint32_t>(bytes, at + 12),
                      number_at<std::uint16_t>(bytes, at + 10)};
  const std::uint64_t end = begin + at;
  if (end < kLocatorBytes) return directory;
  const std::string locator = read_part(file, end - kLocatorBytes, kLocatorBytes, where);
  if (!locator.starts_with(std::string_view("PK\6\7", 4))) return directory;
  const std::string wide = read_part(file, number_at<std::uint64_t>(locator, 8), kEnd64Bytes, where);
  if (!wide.starts_with(std::string_view("PK\6\6", 4))) malformed(where, "its ZIP64 directory is damaged");
  return {number_at<std::uint64_t>(wide, 48), number_at<std::uint64_t>(wide, 40),
          number_at<std::uint64_t>(wide, 32)};
}

/// Puts in what the ZIP64 field has of sizes that do not fit 32 bits.
void widen(std::string_view extra, std::uint64_t& full_bytes, std::uint64_t& stored_bytes,
           std::uint64_t& local, const std::string& where) {
  while (extra.size() >= 4) {
    const auto id = number_at<std::uint16_t>(extra, 0);
    const auto size_bytes = number_at<std::uint16_t>(extra, 2);
    if (size_bytes > extra.size() - 4) malformed(where, "an entry's extra field is cut");
    std::string_view field = extra.substr(4, size_bytes);
    extra.remove_prefix(4 + std::size_t{size_bytes});
    if (id != kZip64Field) continue;
    for (std::uint64_t* value : {&full_bytes, &stored_bytes, &local}) {
      if (*value != kIn64) continue;
      if (field.size() < 8) malformed(where, "an entry's ZIP64 field is cut");
      *value = number_at<std::uint64_t>(field, 0);
      field.remove_prefix(8);
    }
  }
}

void check_name(const std::string& name, const std::string& where) {
  const bool leads_out = name.empty() || name.front() == '/' || name.find("..") != name.npos ||
                         name.find('\\') != name.npos || name.find('\0') != name.npos;
  if (leads_out) malformed(where, "an entry's name leads out of the archive");
}

ZipEntry locate(const FileMap& file, const std::string& name, std::uint64_t local, std::uint64_t size_bytes,
                std::uint64_t data_end, const std::string& where) {
  const std::string header = read_part(file, local, kLocalBytes, where);
  const auto name_bytes = number_at<std::uint16_t>(header, 26);
  const auto extra_bytes = number_at<std::uint16_t>(header, 28);
  if (!header.starts_with(std::string_view("PK\3\4", 4)) ||
      read_part(file, local + kLocalBytes, name_bytes, where) != name)
    malformed(where, "the archive's directory and its entry " + name + " do not agree");
  const std::uint64_t offset = local + kLocalBytes + name_bytes + extra_bytes;
  if (offset > data_end || size_bytes > data_end - offset)
    malformed(where, "entry " + name + " reaches into the archive's directory");
  return {offset, size_bytes};
}

void check_overlap(const std::map<std::string, ZipEntry>& entries, const std::string& where) {
  std::vector<ZipEntry> order;
  order.reserve(entries.size());
  for (const auto& [name, entry] : entries) order.push_back(entry);
  std::sort(order.begin(), order.end(),
            [](const ZipEntry& a, const ZipEntry& b) { return a.offset < b.offset; });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (order[i].offset < order[i - 1].offset + order[i - 1].size_bytes)
      malformed(where, "two entries of the archive overlap");
  }
}

}  // namespace

std::map<std::string, ZipEntry> read_zip_directory(const FileMap& file, const std::string& where) {
  const Directory directory = find_directory(file, where);
  if (directory.entries > kMostFiles || directory.size_bytes > kMostDirectoryBytes)
    malformed(where, "its archive has an impossible number of entries");
  const std::string bytes = read_part(file, directory.offset, directory.size_bytes, where);
  std::map<std::string, ZipEntry> entries;
  std::uint64_t at = 0;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    if (bytes.size() - at < kCentralBytes || bytes.compare(at, 4, "PK\1\2", 4) != 0)
      malformed(where, "the archive's directory is damaged");
    const auto flags = number_at<std::uint16_t>(bytes, at + 8);
    const auto method = number_at<std::uint16_t>(bytes, at + 10);
    std::uint64_t stored_bytes = number_at<std::uint32_t>(bytes, at + 20);
    std::uint64_t full_bytes = number_at<std::uint32_t>(bytes, at + 24);
    const auto name_bytes = number_at<std::uint16_t>(bytes, at + 28);
    const auto extra_bytes = number_at<std::uint16_t>(bytes, at + 30);
    const auto comment_bytes = number_at<std::uint16_t>(bytes, at + 32);
    std::uint64_t local = number_at<std::uint32_t>(bytes, at + 42);
    const std::uint64_t rest = std::uint64_t{name_bytes} + extra_bytes + comment_bytes;
    if (rest > bytes.size() - at - kCentralBytes) malformed(where, "the archive's directory is cut");
    const std::string name = bytes.substr(at + kCentralBytes, name_bytes);
    check_name(name, where);
    widen(std::string_view(bytes).substr(at + kCentralBytes + name_bytes, extra_bytes), full_bytes,
          stored_bytes, local, where);
    if ((flags & 1U) != 0 || method != 0 || stored_bytes != full_bytes)
      throw Error(ErrorCode::Unsupported,
                  where + ": entry " + name + " is compressed or encrypted; torch.save() writes none so");
    if (!entries.emplace(name, locate(file, name, local, full_bytes, directory.offset, where)).second)
      malformed(where, "entry " + name + " is there twice");
    at += kCentralBytes + rest;
  }
  check_overlap(entries, where);
  return entries;
}

}  // namespace v4e
