// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "tests/core/document/test_folder.h"
#include "ui/project/project_nodes.h"

namespace v4e::ui {
namespace {

/// A project as the program wrote it in format 2, when the settings' fields stood among the other parameters.
class ProjectOfBefore : public testing::Test {
 protected:
  ProjectOfBefore() {
    write_database(folder_ / "before.v4e", "project-2.sql");
    photo_->image = test_picture(4, 2, 3, SampleType::U8, 1);
  }

  [[nodiscard]] std::shared_ptr<const EditResult> load(std::size_t index) {
    ProjectFile file = ProjectFile::open(folder_ / "before.v4e");
    return loadNode(file, file.generations().at(index), photo_, photos_, {});
  }

  TestFolder folder_;
  std::shared_ptr<Photo> photo_ = std::make_shared<Photo>();
  SharedPhotos photos_;
};

TEST_F(ProjectOfBefore, OpensWithItsSettings) {
  const auto snow = load(0);
  EXPECT_EQ(snow->settings, (EditSettings{.instruction = "let it snow",
                                          .model = "/models/nano",
                                          .steps = 4,
                                          .guidance = 1.25,
                                          .frames = 3,
                                          .seed = 18364758544493064720U}));
  EXPECT_EQ(snow->caption, "Snow begins to fall.");
  EXPECT_EQ(snow->model_name, "nano");
  EXPECT_EQ(snow->steps_done, 3);
  EXPECT_EQ(snow->settings.strength, 1) << "the last of three frames";
  EXPECT_EQ(snow->frames.size(), 3U);
  EXPECT_EQ(snow->wishes, 1U) << "however its sentence is read today";
  EXPECT_EQ(snow->change, (std::vector<double>{0.0, 0.5, 1.0}));
  EXPECT_EQ(snow->notes, std::vector<std::string>{"a note"});
}

TEST_F(ProjectOfBefore, OpensWithWhatWasPainted) {
  const auto snow = load(0);
  ASSERT_TRUE(snow->edits);
  EXPECT_FALSE(snow->edits->stabilise);
  EXPECT_FALSE(snow->edits->mask.empty());
  ASSERT_EQ(snow->edits->regions.size(), 1U);
  EXPECT_EQ(snow->edits->regions[0].position, 0.25);
}

TEST_F(ProjectOfBefore, TheUsersOwnCaptionStaysTheirs) {
  const auto night = load(1);
  EXPECT_EQ(night->settings.caption, "It gets dark.");
  EXPECT_EQ(night->settings.instruction, "make it \"night\"\nwith 東");
  EXPECT_EQ(night->settings.seed, 3U);
}

TEST_F(ProjectOfBefore, TellsTheSameAfterItWasKeptAgain) {
  const auto snow = load(0);
  const nlohmann::json kept = nlohmann::json::parse(nodeParameters(*snow, photo_));
  EXPECT_EQ(edit_settings_from(kept.at("settings"), "the test"), snow->settings);
}

}  // namespace
}  // namespace v4e::ui
