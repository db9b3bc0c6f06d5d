// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/pair_finder.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/image/photo.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

enum class Role { None, Before, After };

constexpr std::array<std::string_view, 10> kBefore{"before", "original", "orig", "source", "src",
                                                   "vorher", "前",       "之前", "修前",   "原图"};
constexpr std::array<std::string_view, 15> kAfter{"after",  "edited",     "edit", "final",  "retouched",
                                                  "graded", "result",     "done", "target", "nachher",
                                                  "fertig", "bearbeitet", "后",   "之后",   "修后"};
constexpr std::string_view kSeparators = " _-.()[]";

Role role_of(std::string_view word) {
  if (std::ranges::find(kBefore, word) != kBefore.end()) return Role::Before;
  if (std::ranges::find(kAfter, word) != kAfter.end()) return Role::After;
  return Role::None;
}

/// ASCII alone: names that differ otherwise differ.
std::string lower(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kSeparators);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSeparators) - first + 1);
}

struct Entry {
  fs::path file;
  std::string key;  ///< what files of a pair have in common
  Role role = Role::None;
  std::size_t source = 0;  ///< number of the folder that it came out of; 0: dropped itself
};

/// The name without the word that says which of a pair it is.
void read_name(Entry& entry) {
  const std::string stem = lower(entry.file.stem().string());
  const std::string_view name = trimmed(stem);
  entry.key = stem;
  const auto last = name.find_last_of(kSeparators);
  const auto first = name.find_first_of(kSeparators);
  if (last == std::string_view::npos) return;
  const auto take = [&](std::string_view word, std::string_view rest) {
    const Role role = role_of(word);
    if (role == Role::None || trimmed(rest).empty()) return false;
    entry.role = role;
    entry.key = std::string(trimmed(rest));
    return true;
  };
  if (take(name.substr(last + 1), name.substr(0, last))) return;
  take(name.substr(0, first), name.substr(first + 1));
}

class Finder {
 public:
  explicit Finder(const RunContext& context) : context_(context) {}

  void add(const fs::path& dropped) {
    context_.check();
    std::error_code error;
    if (!fs::is_directory(dropped, error)) {
      add_file({.file = dropped, .key = {}}, true);
      return;
    }
    const fs::path before = dropped / "before";
    const fs::path after = dropped / "after";
    if (fs::is_directory(before, error) && fs::is_directory(after, error)) {
      add_folder(before, Role::Before, dropped.string() + "/");
      add_folder(after, Role::After, dropped.string() + "/");
    } else {
      add_folder(dropped, role_of(lower(dropped.filename().string())), "");
    }
  }

  FoundPairs finish() {
    std::vector<std::string> order;  // of keys, as they came
    std::map<std::string, std::vector<Entry>> groups;
    for (Entry& entry : entries_) {
      auto& group = groups[entry.key];
      if (group.empty()) order.push_back(entry.key);
      group.push_back(std::move(entry));
    }
    for (const auto& key : order) pair_up(groups[key]);
    if (single_.size() == 2) {
      found_.pairs.push_back({single_[0], single_[1]});
    } else {
      for (const auto& file : single_) found_.loose.push_back({file, LooseFile::Why::NoPartner});
    }
    return std::move(found_);
  }

 private:
  void add_folder(const fs::path& folder, Role role, const std::string& prefix) {
    ++sources_;
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      context_.check();
      if (at->is_regular_file(error) && !at->path().filename().string().starts_with('.'))
        files.push_back(at->path());
    }
    if (error) found_.loose.push_back({folder, LooseFile::Why::Unreadable});
    std::ranges::sort(files);
    for (const auto& file : files) {
      Entry entry{.file = file, .key = {}, .source = sources_};
      read_name(entry);
      // A folder's own name says it of all that is in it.
      if (role != Role::None) {
        if (entry.role != role) entry.key = lower(file.stem().string());
        entry.role = role;
      }
      entry.key = prefix + entry.key;
      add_entry(std::move(entry), false);
    }
  }

  void add_file(Entry entry, bool is_named) {
    read_name(entry);
    add_entry(std::move(entry), is_named);
  }

  /// `is_named`: by the user, who hears of it where it is no picture; a folder may hold what it likes.
  void add_entry(Entry entry, bool is_named) {
    std::error_code error;
    if (!fs::is_regular_file(entry.file, error)) {
      found_.loose.push_back({entry.file, LooseFile::Why::Unreadable});
    } else if (!format_of_extension(entry.file)) {
      if (is_named) found_.loose.push_back({entry.file, LooseFile::Why::NoPicture});
    } else if (std::ranges::find(entries_, entry.file, &Entry::file) == entries_.end()) {
      entries_.push_back(std::move(entry));
    }
  }

  void pair_up(const std::vector<Entry>& group) {
    if (group.size() == 1) {
      single_.push_back(group.front().file);
      return;
    }
    if (group.size() > 2) {
      for (const auto& entry : group) found_.loose.push_back({entry.file, LooseFile::Why::SeveralPartners});
      return;
    }
    const bool in_order = comes_first(group[0], group[1]);
    found_.pairs.push_back(in_order ? FilePair{group[0].file, group[1].file}
                                    : FilePair{group[1].file, group[0].file});
  }

  static bool comes_first(const Entry& a, const Entry& b) {
    const auto rank = [](Role role) { return role == Role::Before ? 0 : role == Role::None ? 1 : 2; };
    if (a.role != b.role) return rank(a.role) < rank(b.role);
    const bool raw_a = format_of_extension(a.file) == PhotoFormat::Raw;
    const bool raw_b = format_of_extension(b.file) == PhotoFormat::Raw;
    if (raw_a != raw_b) return raw_a;
    return a.source <= b.source;
  }

  const RunContext& context_;
  std::size_t sources_ = 0;
  std::vector<Entry> entries_;
  std::vector<fs::path> single_;
  FoundPairs found_;
};

}  // namespace

FoundPairs find_pairs(const std::vector<fs::path>& dropped, const RunContext& context) {
  Finder finder(context);
  for (const auto& path : dropped) finder.add(path);
  return finder.finish();
}

}  // namespace v4e
