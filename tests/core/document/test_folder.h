// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "core/image/image.h"

namespace v4e {

/// A fresh folder that is gone after the test.
class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "v4e-document-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline void write_text(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A database made of SQL text, as an earlier version of the program left it; see tests/core/document/before.
inline void write_database(const std::filesystem::path& path, const std::string& sql_file) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  char* message = nullptr;
  const std::string sql =
      read_text(std::filesystem::path(V4E_SOURCE_DIR "/tests/core/document/before") / sql_file);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message;
  sqlite3_free(message);
  sqlite3_close(database);
}

/// Smooth with some noise, as photos are.
inline Image test_picture(int width, int height, int channels, SampleType type, unsigned seed) {
  Image image(width, height, channels, type);
  std::mt19937 random(seed);
  auto* bytes = reinterpret_cast<unsigned char*>(image.mutable_data());
  for (std::size_t i = 0; i < image.size_bytes(); ++i) {
    bytes[i] = static_cast<unsigned char>((i / 97 + seed * 31) % 200 + random() % 4);
  }
  return image;
}

inline bool same_pixels(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height() && a.channels() == b.channels() &&
         a.type() == b.type() && std::equal(a.data(), a.data() + a.size_bytes(), b.data());
}

}  // namespace v4e
