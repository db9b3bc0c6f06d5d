// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/output_name.h"

#include <array>
#include <chrono>
#include <cstring>
#include <ctime>

#include "core/base/error.h"
#include "core/base/os/file.h"
#include "core/base/os/process.h"
#include "core/base/text.h"
#include "core/image/photo_kinds.h"

namespace v4e {
namespace {

constexpr std::size_t kMostStemBytes = 160;
constexpr std::size_t kMaxInstructionBytes = 48;

std::string safe_name(std::string name) {
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < 32 || std::strchr("/\\:*?\"<>|", c)) c = '-';
  }
  const auto first = name.find_first_not_of(" .");
  if (first == std::string::npos) return "edit";
  name = cut_text(name.substr(first), kMostStemBytes);
  return name.substr(0, name.find_last_not_of(" .") + 1);
}

std::string today() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  const std::tm local = os::local_time(now).value_or(std::tm{});
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &local);
  return text.data();
}

std::string part_value(const std::string& part, const OutputNameParts& parts) {
  if (part == "name") return parts.photo.stem().string();
  if (part == "instruction") return cut_text(parts.instruction, kMaxInstructionBytes);
  if (part == "seed") return std::to_string(parts.seed);
  if (part == "counter") return std::to_string(parts.counter);
  if (part == "date") return today();
  throw Error(ErrorCode::InvalidArgument,
              "{" + part +
                  "} in the name pattern is unknown; use {name}, {instruction}, {seed}, {counter} or {date}");
}

void require(const std::filesystem::path& path, const std::error_code& error) {
  if (!error) return;
  const std::string detail = os::trouble_of(error) == os::Trouble::DiskFull
                                 ? "the disk is full; free some space or choose another folder"
                                 : error.message();
  throw Error(ErrorCode::FileUnwritable, "cannot write " + path.string() + ": " + detail);
}

}  // namespace

std::filesystem::path output_path(const OutputRule& rule, const OutputNameParts& parts) {
  std::string name;
  for (std::size_t at = 0; at < rule.pattern.size();) {
    const auto close = rule.pattern[at] == '{' ? rule.pattern.find('}', at) : std::string::npos;
    if (close == std::string::npos) {
      name += rule.pattern[at++];
    } else {
      name += part_value(rule.pattern.substr(at + 1, close - at - 1), parts);
      at = close + 1;
    }
  }
  const auto folder = rule.folder.empty() ? parts.photo.parent_path() : rule.folder / parts.subfolder;
  return folder / (safe_name(name) + (rule.extension.empty() ? output_extension(parts.photo) : rule.extension));
}

std::filesystem::path numbered_path(const std::filesystem::path& path, int number) {
  if (number <= 1) return path;
  return path.parent_path() /
         file_name(path.stem().string(), " (" + std::to_string(number) + ")", path.extension().string());
}

bool move_without_replacing(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  const bool moved = os::move_without_replacing(from, to, error);
  require(to, error);
  return moved;
}

void flush_file(const std::filesystem::path& path) {
  require(path, os::flush_file(path));
}

}  // namespace v4e
