// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "tests/core/dataset/pair_files.h"

namespace v4e::test {

/// PIE-Bench in miniature: three items of 48 x 32 pixels. The first and third ask for what the tiny model of
/// the tests has learnt, the second for what it has not. Of the first, the leftmost 12 columns of each row
/// are the mask.
inline std::filesystem::path write_pie(const std::filesystem::path& folder) {
  std::string runs;
  for (int row = 0; row < 32; ++row) runs += (row > 0 ? "," : "") + std::to_string(row * 48) + ",12";
  write_text(
      folder / "mapping_file.json",
      R"({"000": {"image_path": "9_style/000.jpg", "original_prompt": "a lake", "editing_prompt": "a [night] lake",)"
      R"("editing_instruction": "make it night", "editing_type_id": "9", "blended_word": "", "mask": [)" +
          runs +
          R"(]}, "001": {"image_path": "2_add/001.jpg", "editing_instruction": "add a dragon",)"
          R"("editing_type_id": "2", "mask": [0, 48]},)"
          R"("002": {"image_path": "9_style/002.jpg", "editing_instruction": "make it black and white",)"
          R"("editing_type_id": 9, "mask": []}})");
  write_picture(folder / "annotation_images/9_style/000.jpg", 48, 32, 1);
  write_picture(folder / "annotation_images/2_add/001.jpg", 48, 32, 2);
  write_picture(folder / "annotation_images/9_style/002.jpg", 48, 32, 3);
  return folder;
}

/// Two pictures: one with three turns, one with a turn whose first one is missing.
inline std::filesystem::path write_magic_brush(const std::filesystem::path& folder) {
  const auto turn = [](const std::string& id, int number) {
    const std::string k = std::to_string(number);
    const std::string input =
        number == 1 ? id + "-input.png" : id + "-output" + std::to_string(number - 1) + ".png";
    return R"({"input": ")" + input + R"(", "mask": ")" + id + "-mask" + k + R"(.png", "output": ")" + id +
           "-output" + k + R"(.png", "instruction": "make it night"})";
  };
  write_text(folder / "edit_sessions.json", R"({"7": [)" + turn("7", 1) + "," + turn("7", 2) + "," +
                                                turn("7", 3) + R"(], "8": [)" + turn("8", 2) +
                                                R"(, {"input": "8-input.png"}]})");
  for (const char* name : {"7-input", "7-output1", "7-output2", "7-output3", "7-mask1", "7-mask2", "7-mask3"})
    write_picture(folder / "images/7" / (std::string(name) + ".png"), 48, 32, 4);
  for (const char* name : {"8-output1", "8-output2", "8-mask2"})
    write_picture(folder / "images/8" / (std::string(name) + ".png"), 48, 32, 5);
  return folder;
}

/// One item of each of two groups, in both languages.
inline std::filesystem::path write_gedit(const std::filesystem::path& folder) {
  write_text(
      folder / "metadata.jsonl",
      R"({"task_type": "tone_transfer", "key": "a1", "instruction": "make it night", "instruction_language": "en", "file_name": "p/a1.png"})"
      "\n"
      R"({"task_type": "tone_transfer", "key": "a1", "instruction": "变成夜晚", "instruction_language": "cn", "file_name": "p/a1.png"})"
      "\n"
      R"({"task_type": "color_alter", "key": "b2", "instruction": "make it black and white", "instruction_language": "en", "file_name": "p/b2.png"})"
      "\n{\"task_type\": \"color_alter\"}\n{broken\n");
  write_picture(folder / "p/a1.png", 48, 32, 1);
  write_picture(folder / "p/b2.png", 48, 32, 2);
  return folder;
}

}  // namespace v4e::test
