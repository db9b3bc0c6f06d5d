// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_sketches.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace v4e::ui {
namespace {

SketchSteps someSketches() {
  SketchStroke brush;
  brush.colour = QColor(214, 40, 40);
  brush.radius = 3.25;
  brush.points << QPointF(10, 20.5) << QPointF(-4.25, 300);
  SketchStroke eraser;
  eraser.erases = true;
  eraser.points << QPointF(1, 2);
  return {{0, {brush, eraser}}, {7, {brush}}};
}

TEST(ProjectSketches, ComeBackAsTheyWere) {
  EXPECT_EQ(sketchesFrom(sketchesText(someSketches())), someSketches());
  EXPECT_EQ(sketchesFrom(sketchesText({})), SketchSteps());
}

TEST(ProjectSketches, DamagedOnesAreRefused) {
  const char* const damaged[] = {
      "",
      "[]",
      "{}",
      R"({"steps": 5})",
      R"({"steps": [{"step": -1, "strokes": [{"radius": 1, "colour": "#000000", "points": [1, 2]}]}]})",
      R"({"steps": [{"step": 0, "strokes": []}]})",
      R"({"steps": [{"step": 0, "strokes": [{"radius": 1, "colour": "#000000", "points": [1]}]}]})",
      R"({"steps": [{"step": 0, "strokes": [{"radius": 1, "colour": "#000000", "points": []}]}]})",
      R"({"steps": [{"step": 0, "strokes": [{"radius": 1, "colour": "#000000", "points": ["a", 2]}]}]})",
      R"({"steps": [{"step": 0, "strokes": [{"radius": 1, "colour": "#000000", "points": [1e300, 2]}]}]})",
      R"({"steps": [{"step": 0, "strokes": [{"radius": 0, "colour": "#000000", "points": [1, 2]}]}]})",
      R"({"steps": [{"step": 0, "strokes": [{"radius": 1, "colour": "mud", "points": [1, 2]}]}]})",
      R"({"steps": [{"step": 0, "strokes": [{"radius": 1, "points": [1, 2]}]}]})",
  };
  for (const char* text : damaged) {
    try {
      (void)sketchesFrom(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::FileMalformed) << text;
    }
  }
}

TEST(ProjectSketches, DoNotKeepADamagedProjectFromOpening) {
  const auto path = std::filesystem::temp_directory_path() / "v4e-damaged-sketches.v4e";
  std::filesystem::remove(path);
  ProjectFile file = ProjectFile::create(path);
  EXPECT_TRUE(loadSketches(file).empty()) << "one of an older program";
  file.set_setting("sketches", sketchesText(someSketches()));
  EXPECT_EQ(loadSketches(file), someSketches());
  file.set_setting("sketches", "{\"steps\": 5}");
  EXPECT_TRUE(loadSketches(file).empty());
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace v4e::ui
