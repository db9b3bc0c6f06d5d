// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/teaching/taught_edits.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/captions/same_instruction.h"
#include "core/pipelines/lora_texts.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBase = "v4e.base";
constexpr const char* kTeaching = "v4e.teaching";
constexpr const char* kMetadata = "__metadata__";
constexpr std::uint64_t kMostHeaderBytes = 64u << 20;
constexpr std::size_t kMostNameBytes = 200;

/// Header and body of a safetensors file: 8 bytes with the length of the JSON header, little-endian, the
/// header, the tensors.
class WeightFile {
 public:
  explicit WeightFile(const fs::path& path) : path_(path), file_(path, std::ios::binary) {
    std::uint64_t length = 0;
    std::uint8_t bytes[8] = {};
    if (!file_.read(reinterpret_cast<char*>(bytes), sizeof(bytes))) fail();
    for (int i = 7; i >= 0; --i) length = length << 8 | bytes[i];
    if (length == 0 || length > kMostHeaderBytes) fail();
    std::string text(length, '\0');
    if (!file_.read(text.data(), static_cast<std::streamsize>(length))) fail();
    header_ = parse_json(text, path.string());
    if (!header_.is_object()) fail();
  }

  [[nodiscard]] std::string text(const char* key) const {
    const auto found = header_.find(kMetadata);
    if (found == header_.end() || !found->is_object() || !found->contains(key)) return {};
    return found->at(key).is_string() ? found->at(key).get<std::string>() : std::string();
  }
  void set(const char* key, const std::string& value) { header_[kMetadata][key] = value; }

  /// Copies it with the metadata as they are now.
  void write(const fs::path& target) {
    std::string header = header_.dump();
    header.resize((header.size() + 7) / 8 * 8, ' ');  // tensors begin where eight bytes do
    std::uint8_t length[8] = {};
    for (std::size_t i = 0; i < sizeof(length); ++i)
      length[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(header.size()) >> (8 * i));
    AtomicFile file(target);
    file.write(length, sizeof(length));
    file.write(header);
    std::vector<char> part(1u << 20);
    while (file_.read(part.data(), static_cast<std::streamsize>(part.size())) || file_.gcount() > 0)
      file.write(part.data(), static_cast<std::size_t>(file_.gcount()));
    if (file_.bad()) fail();
    file.commit();
  }

 private:
  [[noreturn]] void fail() const {
    throw Error(ErrorCode::FileUnreadable,
                path_.string() + ": cannot be read as a LoRA; teach the edit again");
  }

  fs::path path_;
  std::ifstream file_;
  nlohmann::json header_;
};

std::vector<std::string> texts_of(const WeightFile& file, const char* key) {
  const std::string list = file.text(key);
  if (list.empty()) return {};
  return parse_json(list, key).get<std::vector<std::string>>();
}

TaughtEdit read(const fs::path& path) {
  const WeightFile file(path);
  TaughtEdit edit;
  edit.file = path;
  edit.model_name = file.text(kBase);
  const auto names = texts_of(file, kLoraNames);
  const auto texts = texts_of(file, kLoraTexts);
  if (!names.empty()) edit.name = names.front();
  if (names.empty() && !texts.empty()) edit.name = texts.front();
  if (edit.name.empty()) throw Error(ErrorCode::FileMalformed, path.string() + ": does not say what it does");
  if (const std::string teaching = file.text(kTeaching); !teaching.empty()) {
    const auto json = parse_json(teaching, path.string());
    edit.pairs = json.value("pairs", 0);
    edit.untouched_db = json.value("untouched_db", 0.0);
    edit.made_db = json.value("made_db", 0.0);
  }
  return edit;
}

/// What of a name may stand in a file's.
std::string plain(const std::string& name) {
  std::string result;
  for (const char letter : name) {
    const bool is_bad = static_cast<unsigned char>(letter) < ' ' || std::strchr("/\\:*?\"<>|", letter);
    result += is_bad ? '-' : letter;
  }
  return result.starts_with('.') ? "-" + result : result;
}

fs::path free_path(const fs::path& folder, const std::string& name) {
  for (int number = 1;; ++number) {
    const auto path =
        folder / file_name(plain(name), number == 1 ? "" : " " + std::to_string(number), ".safetensors");
    std::error_code error;
    if (!fs::exists(path, error)) return path;
  }
}

}  // namespace

std::vector<TaughtEdit> TaughtEdits::list() const {
  std::vector<TaughtEdit> edits;
  std::error_code error;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() != ".safetensors") continue;
    try {
      edits.push_back(read(at->path()));
    } catch (const std::exception& failure) {
      logger("teaching").warn("{}: {}", at->path().string(), failure.what());
    }
  }
  std::ranges::sort(edits, {}, [](const TaughtEdit& edit) { return std::pair(edit.name, edit.file); });
  return edits;
}

void TaughtEdits::check_name(const std::string& name, const std::string& model, const fs::path& own) const {
  if (name.find_first_not_of(" \t\n") == std::string::npos || name.size() > kMostNameBytes || !is_utf8(name))
    throw Error(ErrorCode::InvalidArgument,
                "a name must be 1 to " + std::to_string(kMostNameBytes) + " bytes of text");
  for (const auto& other : list()) {
    if (other.file == own || other.model_name != model || !same_instruction(other.name, name)) continue;
    throw Error(ErrorCode::InvalidArgument,
                "\"" + other.name + "\" is a taught edit of this model already; choose another name");
  }
}

TaughtEdit TaughtEdits::keep(const Lesson& lesson, const LessonResult& result) const {
  check_name(lesson.words, lesson.model_name, {});
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error)
    throw Error(ErrorCode::FileUnwritable,
                "cannot make the folder " + folder_.string() + ": " + error.message());
  WeightFile file(result.lora);
  file.set(kTeaching, nlohmann::json{{"pairs", result.taught_pairs},
                                     {"held_out", result.held_out.size()},
                                     {"untouched_db", result.untouched_db()},
                                     {"made_db", result.made_db()}}
                          .dump());
  const auto target = free_path(folder_, lesson.words);
  file.write(target);
  return read(target);
}

TaughtEdit TaughtEdits::rename(const TaughtEdit& edit, const std::string& name) const {
  check_name(name, edit.model_name, edit.file);
  WeightFile file(edit.file);
  file.set(kLoraNames, nlohmann::json::array({name}).dump());
  // The file stays where it is: projects and the queue name it.
  file.write(edit.file);
  return read(edit.file);
}

void TaughtEdits::remove(const TaughtEdit& edit) const {
  std::error_code error;
  fs::remove(edit.file, error);
  if (error)
    throw Error(ErrorCode::FileUnwritable, "cannot remove " + edit.file.string() + ": " + error.message());
}

void TaughtEdits::export_to(const TaughtEdit& edit, const fs::path& target) {
  WeightFile(edit.file).write(target);
}

}  // namespace v4e
