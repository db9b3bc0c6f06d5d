// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/ask_box.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <nlohmann/json.hpp>

#include "tests/core/chat/fake_server.h"
#include "tests/ui/fake_backend.h"
#include "tests/ui/patience.h"
#include "ui/captions/instruction_panel.h"

namespace v4e::ui {
namespace {

using v4e::test::FakeConnection;
using v4e::test::FakeRequest;
using v4e::test::FakeServer;

const QString kHat = "A red hat slowly appears on her head, while all else stays.";

std::string hatJson(const FakeRequest&) {
  return nlohmann::json{{"kind", "add"}, {"caption", kHat.toStdString()}}.dump();
}

std::shared_ptr<const Photo> smallPhoto() {
  auto photo = std::make_shared<Photo>();
  photo->image = Image(40, 30, 3, SampleType::U8);
  return photo;
}

class AskBoxTest : public testing::Test {
 protected:
  void SetUp() override {
    box_.setInstruction("put a red hat on her");
    box_.setPhotoSource(smallPhoto);
    box_.show();
    QObject::connect(&box_, &AskBox::captionWritten, &box_, [this](const QString& text) { written_ = text; });
  }
  void choose(const std::string& address, bool photo = false) {
    box_.setChoice({QString::fromStdString(address), "fake-7b", 60, photo});
  }
  QPushButton& button() { return *box_.findChild<QPushButton*>("askCaption"); }
  QLabel& label(const char* name) { return *box_.findChild<QLabel*>(name); }

  AskBox box_{std::filesystem::path()};
  QString written_;
};

TEST_F(AskBoxTest, IsFoldedAndAsksNobodyAtFirst) {
  EXPECT_FALSE(box_.findChild<QLineEdit*>("askAddress")->isVisible());
  EXPECT_TRUE(box_.choice().address.isEmpty());
  EXPECT_FALSE(box_.choice().sends_photo);
  EXPECT_FALSE(button().isEnabled());
}

TEST_F(AskBoxTest, NothingIsSentBeforeTheButton) {
  FakeServer server(v4e::test::model_that_writes(hatJson));
  choose(server.address());
  box_.setInstruction("put a blue hat on her");
  QTest::qWait(200);
  EXPECT_TRUE(server.requests().empty());
  QTest::mouseClick(&button(), Qt::LeftButton);
  ASSERT_EVENTUALLY(!written_.isEmpty());
  EXPECT_EQ(written_, kHat);
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_THAT(server.requests().front().body, testing::HasSubstr("put a blue hat on her"));
  EXPECT_THAT(server.requests().front().body, testing::Not(testing::HasSubstr("image_url")));
  EXPECT_TRUE(label("askSaid").text().contains("fake-7b"));
}

TEST_F(AskBoxTest, ThePhotoIsSentWhereThatIsSwitchedOn) {
  FakeServer server(v4e::test::model_that_writes(hatJson));
  choose(server.address(), true);
  QTest::mouseClick(&button(), Qt::LeftButton);
  ASSERT_EVENTUALLY(!written_.isEmpty());
  EXPECT_THAT(server.requests().front().body, testing::HasSubstr("data:image/jpeg;base64,"));
}

TEST_F(AskBoxTest, AnAddressElsewhereIsMarked) {
  choose("http://localhost:8080");
  EXPECT_FALSE(label("askPlace").isVisible());
  EXPECT_TRUE(button().isEnabled());
  choose("https://example.org/v1");
  EXPECT_TRUE(label("askPlace").isVisible());
  EXPECT_TRUE(label("askPlace").text().startsWith("example.org is not this computer"));
  EXPECT_FALSE(label("askPlace").text().contains("photo"));
  choose("https://example.org/v1", true);
  EXPECT_TRUE(label("askPlace").text().contains("photo"));
  choose("example.org");
  EXPECT_FALSE(button().isEnabled());
}

TEST_F(AskBoxTest, AFailureIsSaidAndTheCaptionStays) {
  choose(v4e::test::dead_address());
  QTest::mouseClick(&button(), Qt::LeftButton);
  ASSERT_EVENTUALLY(!box_.isAsking());
  EXPECT_TRUE(label("askSaid").text().contains("is the server running"));
  EXPECT_TRUE(written_.isEmpty());
}

TEST_F(AskBoxTest, TheButtonAndAnotherInstructionEndTheWaiting) {
  std::atomic<int> asked = 0;
  FakeServer server([&asked](const FakeRequest&, const FakeConnection& connection) {
    ++asked;
    connection.hang();
  });
  choose(server.address());
  QTest::mouseClick(&button(), Qt::LeftButton);
  ASSERT_EVENTUALLY(asked == 1);
  EXPECT_EQ(button().text(), "Stop asking");
  QTest::mouseClick(&button(), Qt::LeftButton);
  EXPECT_FALSE(box_.isAsking());
  QTest::mouseClick(&button(), Qt::LeftButton);
  ASSERT_EVENTUALLY(asked == 2);
  box_.setInstruction("make it snow");
  EXPECT_FALSE(box_.isAsking());
  EXPECT_TRUE(written_.isEmpty());
}

TEST(InstructionPanelTest, ACaptionThatWasWrittenCountsAsTheUsersOwnAndCanBeUndone) {
  FakeServer server(v4e::test::model_that_writes(hatJson));
  InstructionPanel panel(std::filesystem::path(V4E_SOURCE_DIR) / "resources" / "captions");
  ModelInfo large;
  large.id = large.name = "large";
  large.ready = true;
  large.wants_detailed_caption = true;
  ModelInfo nano = large;
  nano.id = nano.name = "nano";
  nano.wants_detailed_caption = false;
  panel.show();
  panel.setModels({nano, large}, "nano");
  EXPECT_FALSE(panel.ask().isVisible());
  panel.setModels({nano, large}, "large");
  EXPECT_TRUE(panel.ask().isVisible());
  panel.instruction().setPlainText("put a red hat on her");
  panel.ask().setChoice({QString::fromStdString(server.address()), "fake-7b", 60, false});
  QList<PanelValues> after;
  QObject::connect(&panel, &InstructionPanel::edited, &panel,
                   [&after](const PanelValues&, const PanelValues& values) { after << values; });
  QTest::mouseClick(panel.ask().findChild<QPushButton*>("askCaption"), Qt::LeftButton);
  ASSERT_EVENTUALLY(!after.isEmpty());
  EXPECT_EQ(after.last().caption, kHat);
  EXPECT_EQ(panel.order().caption, kHat.toStdString());
}

}  // namespace
}  // namespace v4e::ui
