// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/lora_list.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "ui/captions/lora_texts.h"

namespace v4e::ui {
namespace {

using Expert = LoraChoice::Expert;
using Fit = LoraReport::Fit;
using Loras = std::vector<LoraChoice>;

LoraReport report(Fit fit, int reached = 0, int unused = 0) {
  LoraReport made;
  made.fit = fit;
  made.layers = 488;
  made.reached = reached;
  made.unused = unused;
  made.detail = "blocks.7.audio.q";
  return made;
}

TEST(LoraSentence, SaysHowManyLayersAreReached) {
  EXPECT_EQ(loraSentence(report(Fit::Good, 480)), "Reaches 480 of the model's 488 layers.");
  EXPECT_TRUE(loraSentence(report(Fit::Good, 480, 3)).contains("3 of its parts"));
  const QString partly = loraSentence(report(Fit::Partly, 20, 400));
  EXPECT_TRUE(partly.contains("another model") && partly.contains("20 of the model's 488"))
      << partly.toStdString();
}

TEST(LoraSentence, HasPlainWordsForWhatDoesNotFit) {
  QSet<QString> sentences;
  for (const Fit fit : {Fit::OtherModel, Fit::UnreadKind, Fit::NoLora, Fit::Unreadable}) {
    const QString text = loraSentence(report(fit));
    EXPECT_FALSE(text.contains("blocks.7")) << "tensors are for the tooltip";
    sentences << text;
  }
  EXPECT_EQ(sentences.size(), 4);
}

TEST(LoraSentence, SaysWhatItIsAskedForWith) {
  LoraReport taught = report(Fit::Good, 480);
  taught.texts = {"our studio look"};
  EXPECT_TRUE(loraSentence(taught).endsWith("Ask for it with “our studio look”.")) << loraSentence(taught).toStdString();
}

TEST(LoraName, IsTheFilesWithoutItsEnding) {
  EXPECT_EQ(loraName("/loras/old.film.v2.safetensors"), "old.film.v2");
  EXPECT_TRUE(isLoraName("/x/A.SAFETENSORS"));
  EXPECT_FALSE(isLoraName("/x/photo.jpg"));
}

class LoraListTest : public testing::Test {
 protected:
  void SetUp() override {
    model_.id = "large";
    list_.setModel(&model_);
    list_.setChecker([this](const std::string& file, const std::string& model, auto done) {
      asked_ << QString::fromStdString(model + ' ' + file);
      answers_.push_back(std::move(done));
    });
    QObject::connect(&list_, &LoraList::edited, &list_, [this](const Loras& before, const Loras& after) {
      befores_.push_back(before);
      afters_.push_back(after);
    });
    list_.resize(320, 400);
    list_.show();
  }
  QString file(const QString& name) {
    QFile made(folder_.filePath(name));
    EXPECT_TRUE(made.open(QIODevice::WriteOnly));
    return made.fileName();
  }
  template <typename T>
  T& field(const char* name, int row = 0) {
    return *list_.findChildren<T*>(name).at(row);
  }
  QString status(int row = 0) { return field<QLabel>("loraStatus", row).text(); }
  bool drop(const QList<QUrl>& urls) {
    QMimeData data;
    data.setUrls(urls);
    QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    enter.setAccepted(false);
    QApplication::sendEvent(&list_, &enter);
    if (!enter.isAccepted()) return false;
    QDropEvent dropped({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&list_, &dropped);
    return true;
  }

  QTemporaryDir folder_;
  ModelInfo model_;
  QStringList asked_;
  std::vector<std::function<void(const LoraReport&)>> answers_;
  std::vector<Loras> befores_;
  std::vector<Loras> afters_;
  LoraList list_;
};

TEST_F(LoraListTest, FilesThatAreDroppedAreAddedInOneStep) {
  const QString film = file("film.safetensors");
  const QString fog = file("fog & rain.safetensors");
  EXPECT_TRUE(drop({QUrl::fromLocalFile(film), QUrl::fromLocalFile(fog), QUrl("https://example.org/x")}));
  ASSERT_EQ(afters_.size(), 1U);
  EXPECT_TRUE(befores_[0].empty());
  EXPECT_EQ(afters_[0], (Loras{{film.toStdString()}, {fog.toStdString()}}));
  EXPECT_EQ(field<QLabel>("loraName", 1).text(), "fog & rain");
  EXPECT_TRUE(field<QCheckBox>("loraOn").isChecked());
  EXPECT_EQ(field<QDoubleSpinBox>("loraStrength").value(), 1);
}

TEST_F(LoraListTest, PhotosAreLeftToTheWindow) {
  EXPECT_FALSE(drop({QUrl::fromLocalFile(file("photo.jpg"))}));
  EXPECT_FALSE(drop({QUrl::fromLocalFile(folder_.path())}));
  EXPECT_FALSE(drop({QUrl::fromLocalFile("/nowhere/x.safetensors")}));
  EXPECT_TRUE(list_.choices().empty());
}

TEST_F(LoraListTest, TheSameFileIsNotAddedTwice) {
  const QString film = file("film.safetensors");
  list_.add({film, film});
  list_.add({film});
  EXPECT_EQ(list_.choices().size(), 1U);
  EXPECT_EQ(afters_.size(), 1U);
}

TEST_F(LoraListTest, SliderAndNumberAreOneStrength) {
  list_.setChoices({{"/film.st", 0.333}});
  EXPECT_EQ(field<QSlider>("loraSlider").value(), 33);
  EXPECT_EQ(list_.choices()[0].strength, 0.333) << "showing it does not round it";
  QTest::keyClick(&field<QSlider>("loraSlider"), Qt::Key_Right);
  EXPECT_DOUBLE_EQ(field<QDoubleSpinBox>("loraStrength").value(), 0.38);
  auto& number = field<QDoubleSpinBox>("loraStrength");
  number.selectAll();
  QTest::keyClicks(&number, QLocale().toString(-1.5));
  QTest::keyClick(&number, Qt::Key_Return);
  EXPECT_EQ(field<QSlider>("loraSlider").value(), 0) << "its end";
  ASSERT_EQ(afters_.size(), 2U);
  EXPECT_EQ(befores_[1][0].strength, 0.38);
  EXPECT_EQ(afters_[1][0].strength, -1.5);
}

TEST_F(LoraListTest, SwitchedOffItStaysWithItsStrength) {
  list_.setChoices({{"/film.st", 0.5}});
  QTest::keyClick(&field<QCheckBox>("loraOn"), Qt::Key_Space);
  ASSERT_EQ(afters_.size(), 1U);
  EXPECT_EQ(afters_[0], (Loras{{"/film.st", 0.5, Expert::Both, false}}));
}

TEST_F(LoraListTest, RemovingGivesTheFocusOn) {
  list_.setChoices({{"/a.st"}, {"/b.st"}, {"/c.st"}});
  list_.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&list_));
  field<QToolButton>("loraRemove", 1).setFocus();
  QTest::keyClick(&field<QToolButton>("loraRemove", 1), Qt::Key_Space);
  EXPECT_EQ(list_.choices(), (Loras{{"/a.st"}, {"/c.st"}}));
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  EXPECT_EQ(QApplication::focusWidget(), &field<QCheckBox>("loraOn", 1));
  QTest::mouseClick(&field<QToolButton>("loraRemove", 0), Qt::LeftButton);
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  QTest::mouseClick(&field<QToolButton>("loraRemove", 0), Qt::LeftButton);
  EXPECT_TRUE(list_.choices().empty());
  EXPECT_EQ(QApplication::focusWidget(), list_.addButton());
}

TEST_F(LoraListTest, IsComparedWithTheModelAtOnce) {
  list_.add({file("film.safetensors")});
  EXPECT_EQ(asked_, QStringList("large " + folder_.filePath("film.safetensors")));
  EXPECT_TRUE(status().contains("compared")) << status().toStdString();
  EXPECT_FALSE(list_.hasMisfit()) << "not known yet";
  const QSignalSpy changed(&list_, &LoraList::changed);
  answers_[0](report(Fit::Good, 480));
  EXPECT_TRUE(status().contains("480 of the model's 488"));
  EXPECT_EQ(changed.count(), 1);
  EXPECT_EQ(field<QCheckBox>("loraOn").accessibleDescription(), status()) << "read out with the switch";
}

TEST_F(LoraListTest, KnowsTheWordsThatOneWasTaughtWithWhileItIsOn) {
  list_.add({file("look.safetensors")});
  EXPECT_FALSE(list_.isTaught("our studio look"));
  LoraReport taught = report(Fit::Good, 480);
  taught.texts = {"our studio look"};
  answers_[0](taught);
  EXPECT_TRUE(list_.isTaught("our studio look"));
  EXPECT_TRUE(list_.isTaught(" Our Studio look. "));
  EXPECT_FALSE(list_.isTaught("our studio"));
  field<QCheckBox>("loraOn").setChecked(false);
  EXPECT_FALSE(list_.isTaught("our studio look"));
}

TEST_F(LoraListTest, WhatDoesNotFitIsSaidUntilItIsSwitchedOff) {
  list_.add({file("sdxl.safetensors")});
  answers_[0](report(Fit::OtherModel));
  EXPECT_TRUE(list_.hasMisfit());
  EXPECT_EQ(field<QLabel>("loraStatus").property("role"), "error");
  EXPECT_EQ(field<QLabel>("loraStatus").toolTip(), "blocks.7.audio.q");
  field<QCheckBox>("loraOn").setChecked(false);
  EXPECT_FALSE(list_.hasMisfit());
  EXPECT_EQ(field<QLabel>("loraStatus").property("role"), "muted");
}

TEST_F(LoraListTest, AnotherModelIsComparedAnewAndLateAnswersDoNotCount) {
  list_.add({file("film.safetensors")});
  model_.id = "other";
  list_.setModel(&model_);
  ASSERT_EQ(asked_.size(), 2);
  EXPECT_TRUE(asked_[1].startsWith("other "));
  answers_[0](report(Fit::OtherModel));
  EXPECT_FALSE(list_.hasMisfit()) << "that was about the model before";
  answers_[1](report(Fit::Good, 480));
  EXPECT_TRUE(status().contains("480"));
  model_.ready = false;
  list_.setModel(&model_);
  EXPECT_EQ(asked_.size(), 2) << "nothing to compare with";
  EXPECT_TRUE(status().isEmpty());
}

TEST_F(LoraListTest, ExpertsAreChosenWhereTheModelHasTwo) {
  list_.setChoices({{"/film.st"}});
  EXPECT_TRUE(field<QComboBox>("loraExpert").isHidden());
  model_.has_two_experts = true;
  list_.setModel(&model_);
  EXPECT_FALSE(field<QComboBox>("loraExpert").isHidden());
  QTest::keyClick(&field<QComboBox>("loraExpert"), Qt::Key_End);
  EXPECT_EQ(list_.choices()[0].expert, Expert::LowNoise);
  list_.add({file("4steps_HIGH_noise.safetensors")});
  EXPECT_EQ(list_.choices()[1].expert, Expert::HighNoise) << "what it is named for";
}

TEST_F(LoraListTest, OneForAnExpertDoesNotFitAModelWithoutThem) {
  list_.setChoices({{"/film.st", 1.0, Expert::LowNoise}});
  answers_[0](report(Fit::Good, 480));
  EXPECT_TRUE(list_.hasMisfit());
  EXPECT_TRUE(status().contains("both")) << status().toStdString();
  ASSERT_FALSE(field<QComboBox>("loraExpert").isHidden()) << "so that it can be put right";
  QTest::keyClick(&field<QComboBox>("loraExpert"), Qt::Key_Home);
  EXPECT_FALSE(list_.hasMisfit());
}

class LoraPurposeTest : public LoraListTest {
 protected:
  void SetUp() override {
    LoraListTest::SetUp();
    list_.setPurposeKeeper([this](const std::string& file, const std::string& model, LoraPurpose purpose,
                                  std::function<void()> done) {
      kept_ << QString::fromStdString(model + ' ' + file);
      purpose_ = purpose;
      done_ = std::move(done);
    });
    list_.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&list_));
    list_.setChoices({{"/a.st"}});
  }
  static LoraReport asking(LoraPurpose purpose = LoraPurpose::Any, PurposeBasis basis = PurposeBasis::Open) {
    LoraReport made = report(Fit::Good, 480);
    made.may_say_purpose = true;
    made.purpose = purpose;
    made.purpose_basis = basis;
    return made;
  }
  [[nodiscard]] QComboBox& purpose() { return field<QComboBox>("loraPurpose"); }

  QStringList kept_;
  LoraPurpose purpose_ = LoraPurpose::Any;
  std::function<void()> done_;
};

TEST_F(LoraPurposeTest, IsAskedForWhereNothingTellsIt) {
  EXPECT_TRUE(purpose().isHidden()) << "not known yet";
  answers_.back()(report(Fit::Good, 480));
  EXPECT_TRUE(purpose().isHidden()) << "the model has one use for LoRAs";
  answers_.back()(asking());
  EXPECT_FALSE(purpose().isHidden());
  EXPECT_EQ(purpose().currentIndex(), -1) << "nobody has answered";
  EXPECT_EQ(purpose().placeholderText(), "What is this LoRA for?");
  EXPECT_EQ(purpose().accessibleName(), "What the LoRA a is for");
  EXPECT_FALSE(list_.hasMisfit()) << "it can be used unanswered";
  answers_.back()(asking(LoraPurpose::Sketch, PurposeBasis::Name));
  EXPECT_EQ(purpose().currentText(), "Makes sketches real");
  EXPECT_TRUE(status().contains("sketched")) << status().toStdString();
}

TEST_F(LoraPurposeTest, TheAnswerIsKeptAndCountsOnceItIs) {
  answers_.back()(asking());
  purpose().setFocus();
  QTest::keyClick(&purpose(), Qt::Key_End);
  EXPECT_EQ(kept_, QStringList("large /a.st"));
  EXPECT_EQ(purpose_, LoraPurpose::Finish);
  EXPECT_FALSE(list_.finishing()) << "not kept yet";
  const std::size_t looks = answers_.size();
  done_();
  ASSERT_EQ(answers_.size(), looks + 1) << "it is looked at again";
  answers_.back()(asking(LoraPurpose::Finish, PurposeBasis::Said));
  EXPECT_EQ(list_.finishing(), 0U);
  EXPECT_EQ(purpose().currentText(), "Finishes edits at 2K");
  EXPECT_TRUE(purpose().hasFocus());
  EXPECT_TRUE(afters_.empty()) << "it is no step of the edit";
}

TEST_F(LoraPurposeTest, WhatCouldNotBeKeptIsNotShown) {
  answers_.back()(asking());
  QTest::keyClick(&purpose(), Qt::Key_End);
  done_();
  answers_.back()(asking());
  EXPECT_EQ(purpose().currentIndex(), -1);
}

TEST_F(LoraPurposeTest, IsAskedNowhereElse) {
  list_.setPurposeKeeper({});
  answers_.back()(asking());
  EXPECT_TRUE(purpose().isHidden());
}

TEST_F(LoraListTest, TabGoesThroughTheRows) {
  list_.setChoices({{"/a.st"}, {"/b.st"}});
  list_.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&list_));
  list_.addButton()->setFocus();
  QStringList names;
  for (int i = 0; i < 8; ++i) {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    names << QApplication::focusWidget()->accessibleName();
  }
  EXPECT_EQ(names, (QStringList{"Use the LoRA a", "Remove the LoRA a", "Strength of the LoRA a",
                                "Strength of the LoRA a", "Use the LoRA b", "Remove the LoRA b",
                                "Strength of the LoRA b", "Strength of the LoRA b"}));
}

}  // namespace
}  // namespace v4e::ui
