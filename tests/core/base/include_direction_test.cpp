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

const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"base", {}},
    {"captions", {"base"}},
    {"checkpoints", {"base"}},
    {"document", {"base", "image"}},
    {"edit", {"base", "captions", "image", "nn", "pipelines"}},
    {"evaluation", {"base", "captions", "edit", "image", "training"}},
    {"image", {"base"}},
    {"jobs", {"base"}},
    {"models", {"base", "checkpoints", "nn"}},
    {"nn", {"base"}},
    {"pipelines", {"base", "checkpoints", "models", "nn", "schedulers", "tokenizers"}},
    {"schedulers", {"base"}},
    {"tokenizers", {"base"}},
    {"training", {"base", "captions", "checkpoints", "models", "nn", "tokenizers"}}};

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
    if (!include.starts_with("core/")) return;
    const std::string from = file.substr(5, file.find('/', 5) - 5);
    const std::string to = include.substr(5, include.find('/', 5) - 5);
    if (from == to) return;
    const auto allowed = kMayInclude.find(from);
    ASSERT_NE(allowed, kMayInclude.end()) << "core/" << from << " is new: say here what it may include";
    EXPECT_TRUE(allowed->second.contains(to)) << file << " includes " << include;
  });
  EXPECT_GT(files, 200);
}

TEST(IncludeDirection, TheUiSeesNoTensor) {
  const int files = for_each_include("ui", [](const std::string& file, const std::string& include) {
    EXPECT_FALSE(is_torch(include)) << file << " includes " << include;
    EXPECT_FALSE(include.starts_with("app/")) << file << " includes " << include;
    for (const char* folder : {"nn", "models", "checkpoints", "pipelines", "training", "edit"})
      EXPECT_FALSE(include.starts_with("core/" + std::string(folder) + "/"))
          << file << " includes " << include;
  });
  EXPECT_GT(files, 100);
}

}  // namespace
}  // namespace v4e
