// SPDX-License-Identifier: GPL-3.0-or-later
// Includes point one way: app -> ui -> core, and inside core only to what lies below.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace v4e {
namespace {

namespace fs = std::filesystem;

using Order = std::map<std::string, std::set<std::string>>;

const Order kCoreMayInclude = {
    {"base", {}},
    {"captions", {"base", "chat"}},
    {"chat", {"base"}},
    {"checkpoints", {"base", "tokenizers"}},
    {"dataset", {"base", "image", "merge", "pipelines", "training"}},
    {"document", {"base", "edit", "image"}},
    {"edit",
     {"base", "captions", "evolution", "image", "library", "merge", "nn", "pipelines", "region",
      "schedulers"}},
    {"evaluation",
     {"base", "captions", "chat", "checkpoints", "dataset", "edit", "image", "library", "merge", "models",
      "nn", "pipelines", "tokenizers", "training"}},
    {"evolution", {"base", "image"}},
    {"experiment",
     {"base", "checkpoints", "dataset", "edit", "merge", "pipelines", "schedulers", "training"}},
    {"image", {"base"}},
    {"jobs", {"base"}},
    {"library", {"base", "checkpoints", "models", "nn", "pipelines", "schedulers", "tokenizers"}},
    {"merge", {"base", "image"}},
    {"models", {"base", "checkpoints", "nn"}},
    {"nn", {"base"}},
    {"pipelines", {"base", "checkpoints", "models", "nn", "schedulers", "tokenizers"}},
    {"region", {"base", "checkpoints", "image", "merge", "models"}},
    {"schedulers", {"base"}},
    {"teaching", {"base", "captions", "dataset", "edit", "image", "library", "nn", "pipelines", "training"}},
    {"tokenizers", {"base"}},
    {"training",
     {"base", "captions", "checkpoints", "library", "models", "nn", "pipelines", "schedulers", "tokenizers"}},
    {"verify", {"base", "checkpoints", "models", "pipelines", "schedulers", "tokenizers"}}};

// Inside core/image: values, then colours, then files.
const Order kImageMayInclude = {{"", {}}, {"colour", {""}}, {"io", {"", "colour"}}};

const Order kUiMayInclude = {
    {"canvas", {"engine", "settings", "widgets"}},
    {"captions", {"engine", "models", "settings", "widgets"}},
    {"commands", {"settings"}},
    {"compare", {"canvas", "captions", "engine", "settings", "timeline", "widgets"}},
    {"document", {"canvas", "engine", "settings", "widgets"}},
    {"engine", {}},
    {"export", {"commands", "document", "engine", "settings", "widgets"}},
    {"history", {"engine", "settings", "widgets"}},
    {"masks", {"canvas", "document", "engine", "settings", "timeline", "widgets"}},
    {"models", {"canvas", "engine", "settings", "widgets"}},
    {"project",
     {"canvas", "commands", "document", "engine", "history", "masks", "settings", "sketch", "widgets"}},
    {"queue", {"canvas", "captions", "engine", "settings", "widgets"}},
    {"settings", {"engine"}},
    {"sketch", {"canvas", "document", "engine", "settings", "widgets"}},
    {"teaching", {"canvas", "engine", "settings", "widgets"}},
    {"timeline", {"canvas", "engine", "settings", "widgets"}},
    {"widgets", {"engine", "settings"}},
    {"windows",
     {"canvas", "captions", "commands", "compare", "document", "engine", "export", "history", "masks",
      "models", "project", "queue", "settings", "sketch", "teaching", "timeline", "widgets"}}};

/// What needs no LibTorch; these are in the library that the window links.
const std::set<std::string> kPlainEditValues = {
    "core/edit/comparison.h",    "core/edit/edit_layers.h",   "core/edit/edit_provenance.h",
    "core/edit/edit_request.h",  "core/edit/edit_settings.h", "core/edit/ending.h",
    "core/edit/finish.h",        "core/edit/look.h",          "core/edit/outside_change.h",
    "core/edit/region_choice.h", "core/edit/sketch.h"};

/// The folder of a path below `top` ("core/nn/linear.h", "core/" -> "nn"); empty for a file that lies there
/// itself.
std::string folder_below(const std::string& path, const std::string& top) {
  const std::size_t end = path.find('/', top.size());
  return end == std::string::npos ? "" : path.substr(top.size(), end - top.size());
}

void expect_order(const Order& order, const std::string& top, const std::string& file,
                  const std::string& include) {
  if (!file.starts_with(top) || !include.starts_with(top)) return;
  const std::string from = folder_below(file, top);
  const std::string to = folder_below(include, top);
  if (from == to) return;
  const auto allowed = order.find(from);
  ASSERT_NE(allowed, order.end()) << top << from << " is new: say here what it may include";
  EXPECT_TRUE(allowed->second.contains(to)) << file << " includes " << include;
}

/// What a file includes, as written between the quotes or angle brackets.
std::vector<std::string> includes_of(const fs::path& path) {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*["<]([^">]+)[">])re");
  std::vector<std::string> found;
  std::ifstream stream(path);
  std::smatch match;
  for (std::string line; std::getline(stream, line);) {
    if (std::regex_search(line, match, kInclude)) found.push_back(match[1]);
  }
  return found;
}

template <typename Check>
int for_each_include(const std::string& top, const Check& check) {
  const fs::path root = V4E_SOURCE_DIR;
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
    const fs::path extension = entry.path().extension();
    if (extension != ".h" && extension != ".cpp") continue;
    ++files;
    for (const std::string& include : includes_of(entry.path()))
      check(fs::relative(entry.path(), root).string(), include);
  }
  return files;
}

bool is_torch(const std::string& include) {
  return include.starts_with("torch/") || include.starts_with("ATen/") || include.starts_with("c10/");
}

TEST(IncludeDirection, CoreFoldersIncludeOnlyWhatLiesBelow) {
  const int files = for_each_include("core", [](const std::string& file, const std::string& include) {
    EXPECT_FALSE(include.starts_with("ui/") || include.starts_with("app/"))
        << file << " includes " << include;
    EXPECT_FALSE(include.starts_with("Q") && !include.ends_with(".h")) << file << " includes " << include;
    expect_order(kCoreMayInclude, "core/", file, include);
    expect_order(kImageMayInclude, "core/image/", file, include);
  });
  EXPECT_GT(files, 200);
}

TEST(IncludeDirection, TheUiSeesNoTensor) {
  const int files = for_each_include("ui", [](const std::string& file, const std::string& include) {
    EXPECT_FALSE(is_torch(include)) << file << " includes " << include;
    EXPECT_FALSE(include.starts_with("app/")) << file << " includes " << include;
    expect_order(kUiMayInclude, "ui/", file, include);
    // Of core/edit the window holds the plain values; the editor itself is behind its engine module.
    if (include.starts_with("core/edit/")) {
      EXPECT_TRUE(kPlainEditValues.contains(include)) << file << " includes " << include;
    }
    for (const char* folder : {"nn", "models", "checkpoints", "pipelines", "training"})
      EXPECT_FALSE(include.starts_with("core/" + std::string(folder) + "/"))
          << file << " includes " << include;
  });
  EXPECT_GT(files, 100);
}

TEST(CoreMessages, NameNoOptionsOfTheCommandLine) {
  // The window shows them too: what would help goes along as Advice, which each program words.
  const std::regex option("\"[^\"]*--[a-z][^\"]*\"");
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(V4E_SOURCE_DIR) / "core")) {
    if (entry.path().extension() != ".cpp") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);)
      EXPECT_FALSE(std::regex_search(line, option)) << entry.path() << ": " << line;
  }
}

}  // namespace
}  // namespace v4e
