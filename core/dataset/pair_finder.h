// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/run_context.h"

namespace v4e {

/// A photo and what was made of it.
struct FilePair {
  std::filesystem::path before;
  std::filesystem::path after;

  bool operator==(const FilePair&) const = default;
};

/// A file that belongs to no pair.
struct LooseFile {
  enum class Why {
    NoPartner,
    SeveralPartners,  ///< more than two files have its name
    NoPicture,        ///< a kind of file that is no picture
    Unreadable,       ///< it is not there, or its folder cannot be listed
  };
  std::filesystem::path file;
  Why why = Why::NoPartner;

  bool operator==(const LooseFile&) const = default;
};

struct FoundPairs {
  std::vector<FilePair> pairs;
  std::vector<LooseFile> loose;
};

/// Finds out which files belong together, by their names alone. Folders stand for the files in them, and for
/// those in their folders "before" and "after". Together belong: one name in two folders; a name and the same
/// with a word in front or behind that says so ("photo", "photo_after", "photo (edited)"); one name with two
/// endings, of which camera raw is the photo; and two files that are left over. Where nothing says which is
/// the photo, it is the first. Never throws for what it finds; Cancelled.
[[nodiscard]] FoundPairs find_pairs(const std::vector<std::filesystem::path>& dropped,
                                    const RunContext& context = {});

}  // namespace v4e
