// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/teaching/lesson.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/base/base64.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/log.h"
#include "core/base/text.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLesson = "lesson.json";
constexpr const char* kResult = "result.json";
constexpr int kFormat = 1;
constexpr std::size_t kMostWordBytes = 200;

double mean_of(const std::vector<HeldOutEdit>& edits, double HeldOutEdit::*number) {
  double sum = 0;
  for (const auto& edit : edits) sum += edit.*number;
  return sum / static_cast<double>(std::max<std::size_t>(1, edits.size()));
}

/// A file name may be any bytes, JSON may not: those that are not UTF-8 go as base64.
nlohmann::json path_json(const fs::path& path) {
  const std::string& bytes = path.native();
  if (is_utf8(bytes)) return bytes;
  return {{"base64", to_base64(bytes)}};
}

fs::path path_from(const nlohmann::json& json) {
  if (json.is_string()) return json.get<std::string>();
  return from_base64(json.at("base64").get<std::string>()).value();
}

nlohmann::json to_json(const Lesson& lesson) {
  auto pairs = nlohmann::json::array();
  for (const auto& pair : lesson.pairs)
    pairs.push_back({{"before", path_json(pair.before)}, {"after", path_json(pair.after)}});
  return {{"format", kFormat},
          {"words", lesson.words},
          {"model", path_json(lesson.model)},
          {"model_name", readable(lesson.model_name)},
          {"rounds", lesson.rounds},
          {"pairs", pairs}};
}

Lesson lesson_from(const nlohmann::json& json) {
  Lesson lesson;
  lesson.words = json.at("words");
  lesson.model = path_from(json.at("model")).string();
  lesson.model_name = json.at("model_name");
  lesson.rounds = json.at("rounds");
  for (const auto& pair : json.at("pairs"))
    lesson.pairs.push_back({path_from(pair.at("before")), path_from(pair.at("after"))});
  return lesson;
}

nlohmann::json to_json(const LessonResult& result, const fs::path& folder) {
  const auto inside = [&](const fs::path& path) { return path.lexically_relative(folder).string(); };
  auto held_out = nlohmann::json::array();
  for (const auto& edit : result.held_out)
    held_out.push_back({{"name", readable(edit.name)},
                        {"before", inside(edit.before)},
                        {"after", inside(edit.after)},
                        {"made", inside(edit.made)},
                        {"untouched_db", edit.untouched_db},
                        {"made_db", edit.made_db}});
  auto left_out = nlohmann::json::array();
  for (const auto& line : result.left_out) left_out.push_back(readable(line));
  return {{"format", kFormat},
          {"round", result.round},
          {"lora", inside(result.lora)},
          {"taught_pairs", result.taught_pairs},
          {"last_round_was_better", result.last_round_was_better},
          {"held_out", held_out},
          {"left_out", left_out}};
}

LessonResult result_from(const nlohmann::json& json, const fs::path& folder) {
  LessonResult result;
  const auto inside = [&](const nlohmann::json& name) { return folder / name.get<std::string>(); };
  result.round = json.at("round");
  result.lora = inside(json.at("lora"));
  result.taught_pairs = json.at("taught_pairs");
  result.last_round_was_better = json.at("last_round_was_better");
  for (const auto& edit : json.at("held_out"))
    result.held_out.push_back({edit.at("name"), inside(edit.at("before")), inside(edit.at("after")),
                               inside(edit.at("made")), edit.at("untouched_db"), edit.at("made_db")});
  for (const auto& line : json.at("left_out")) result.left_out.push_back(line);
  return result;
}

/// What a file holds, or nothing; why goes to the log.
template <typename Read>
auto read_if_good(const fs::path& path, const Read& read) -> std::optional<decltype(read(nlohmann::json()))> {
  std::error_code error;
  if (!fs::exists(path, error)) return std::nullopt;
  try {
    const auto json = read_json_file(path, 64u << 20);
    if (json.at("format") == kFormat) return read(json);
    logger("teaching").warn("{}: is of another version of the program", path.string());
  } catch (const std::exception& failure) {
    logger("teaching").warn("{}: {}", path.string(), failure.what());
  }
  return std::nullopt;
}

}  // namespace

double LessonResult::untouched_db() const {
  return mean_of(held_out, &HeldOutEdit::untouched_db);
}

double LessonResult::made_db() const {
  return mean_of(held_out, &HeldOutEdit::made_db);
}

void LessonFolder::begin(const Lesson& lesson) const {
  if (lesson.words.find_first_not_of(" \t\n") == std::string::npos || lesson.words.size() > kMostWordBytes ||
      !is_utf8(lesson.words))
    throw Error(ErrorCode::InvalidArgument,
                "the words of an edit must be 1 to " + std::to_string(kMostWordBytes) + " bytes of text");
  remove();
  write(lesson);
}

void LessonFolder::write(const Lesson& lesson) const {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error)
    throw Error(ErrorCode::FileUnwritable,
                "cannot make the folder " + folder_.string() + ": " + error.message());
  write_json_file(folder_ / kLesson, to_json(lesson));
}

std::optional<Lesson> LessonFolder::lesson() const {
  return read_if_good(folder_ / kLesson, lesson_from);
}

std::optional<LessonResult> LessonFolder::result() const {
  return read_if_good(folder_ / kResult,
                      [this](const nlohmann::json& json) { return result_from(json, folder_); });
}

bool LessonFolder::is_unfinished() const {
  const auto kept = lesson();
  if (!kept) return false;
  const auto done = result();
  return !done || done->round < kept->rounds;
}

void LessonFolder::train_longer() const {
  auto kept = lesson();
  const auto done = result();
  if (!kept || !done)
    throw Error(ErrorCode::InvalidArgument, "there is no lesson that could be gone on with");
  kept->rounds = done->round + 1;
  write(*kept);
}

void LessonFolder::stop_training() const {
  auto kept = lesson();
  const auto done = result();
  if (!kept || !done || done->round >= kept->rounds) return;
  kept->rounds = done->round;
  write(*kept);
}

void LessonFolder::write_result(const LessonResult& result) const {
  write_json_file(folder_ / kResult, to_json(result, folder_));
}

void LessonFolder::remove() const {
  std::error_code ignored;
  // First what makes it a lesson: what is left over then is none.
  fs::remove(folder_ / kLesson, ignored);
  fs::remove(folder_ / kResult, ignored);
  fs::remove_all(folder_, ignored);
}

}  // namespace v4e
