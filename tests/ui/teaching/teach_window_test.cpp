// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/teaching/teach_window.h"

#include <gtest/gtest.h>

#include <QFileDialog>
#include <QInputDialog>
#include <QMimeData>
#include <QProgressBar>

#include "tests/ui/teaching/teaching_fixture.h"
#include "ui/settings/language.h"

namespace v4e::ui {
namespace {

using State = Teacher::State;

class TeachWindowTest : public TeachingTest {
 protected:
  template <typename Widget>
  Widget* part(const char* name) {
    return dialog().findChild<Widget*>(name);
  }
  TeachWindow& dialog() { return teaching().showWindow(); }
  void click(const char* name) {
    auto* button = part<QPushButton>(name);
    ASSERT_NE(button, nullptr) << name;
    ASSERT_TRUE(button->isVisible() && button->isEnabled()) << name;
    QTest::mouseClick(button, Qt::LeftButton);
  }
  /// As a file manager drops them.
  void drop(const QStringList& paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& path : paths) urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    QDragEnterEvent enter({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&dialog(), &enter);
    ASSERT_TRUE(enter.isAccepted());
    QDropEvent event(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&dialog(), &event);
    ASSERT_EVENTUALLY(!dialog().draft().isBusy());
  }
  void gather(const QString& words = "our look") {
    drop(makePairs(6));
    QTest::keyClicks(part<QLineEdit>("teachWords"), words);
    ASSERT_EVENTUALLY(part<QPushButton>("startTeaching")->isEnabled());
  }
  void teach(const QString& words = "our look") {
    gather(words);
    click("startTeaching");
    ASSERT_EVENTUALLY(teacher().state() == State::Learnt);
  }
  void keep() {
    click("keepTaught");
    ASSERT_EVENTUALLY(!teacher().taught().isEmpty() && teacher().state() == State::None);
  }
};

TEST_F(TeachWindowTest, StartsWhenThereIsAllThatItNeedsAndSaysWhatIsMissing) {
  const auto plan = [this] { return part<QLabel>("teachPlan")->text(); };
  EXPECT_FALSE(part<QPushButton>("startTeaching")->isEnabled());
  EXPECT_TRUE(plan().contains("5 more")) << plan().toStdString();
  drop(makePairs(3));
  EXPECT_TRUE(plan().contains("2 more")) << plan().toStdString();
  drop(makePairs(6));
  ASSERT_EVENTUALLY(plan().contains("4 minute"));
  EXPECT_TRUE(plan().contains("1 pair")) << plan().toStdString();
  EXPECT_FALSE(part<QPushButton>("startTeaching")->isEnabled()) << "it has no name";
  QTest::keyClicks(part<QLineEdit>("teachWords"), "our look");
  EXPECT_TRUE(part<QPushButton>("startTeaching")->isEnabled());
  QTest::keyClick(part<QLineEdit>("teachWords"), Qt::Key_Return);
  EXPECT_EQ(teacher().state(), State::Teaching) << "Return starts";
  ASSERT_EVENTUALLY(teacher().state() == State::Learnt);
  EXPECT_EQ(teacher().lesson()->pairs.size(), 6u);
  EXPECT_EQ(teacher().lesson()->words, "our look");
}

TEST_F(TeachWindowTest, AModelThatDoesNotFitIsRefusedWithTheNumbers) {
  control_->large_is_ready = true;
  bool found = false;
  QObject::connect(&engine_, &EditEngine::modelsFound, &engine_, [&] { found = true; });
  window_->findModels();
  ASSERT_EVENTUALLY(found);
  gather();
  auto* models = part<QComboBox>("teachModel");
  ASSERT_EQ(models->count(), 2);
  models->setCurrentIndex(1);
  ASSERT_EVENTUALLY(part<QLabel>("teachPlan")->text().contains("160"));
  EXPECT_FALSE(part<QPushButton>("startTeaching")->isEnabled());
  models->setCurrentIndex(0);
  ASSERT_EVENTUALLY(part<QPushButton>("startTeaching")->isEnabled());
}

TEST_F(TeachWindowTest, WhatWasLearntIsShownKeptAndAmongTheSuggestions) {
  teach();
  auto* pictures = part<QScrollArea>("heldOut");
  ASSERT_EVENTUALLY(pictures->widget() && pictures->widget()->findChildren<QLabel*>().size() == 3);
  EXPECT_TRUE(part<QLabel>("teachMeasure")->text().contains("26.0 dB"));
  EXPECT_TRUE(part<QLabel>("teachMeasure")->text().contains("20.0 dB"));
  keep();
  EXPECT_EQ(teacher().taught()[0].name, "our look");
  EXPECT_FALSE(QFileInfo::exists(folder_.filePath("data/lesson")));
  bool offered = false;
  for (const auto* chip : window_->findChild<SuggestionChips*>()->findChildren<QToolButton*>())
    offered |= chip->isVisibleTo(window_.get()) && chip->text() == "our look";
  EXPECT_TRUE(offered);
}

TEST_F(TeachWindowTest, PausesGoesOnAndIsOfferedAfterTheProgramEnded) {
  control_->waits_to_teach = true;
  gather();
  click("startTeaching");
  control_->go_teach.release(2);
  ASSERT_EVENTUALLY(control_->taught_steps == 2);
  click("pauseTeaching");
  ASSERT_EVENTUALLY(teacher().state() == State::Paused);
  click("goOnTeaching");
  EXPECT_EQ(teacher().state(), State::Teaching);
  // The program ends while it learns, and starts again.
  window_.reset();
  makeWindow();
  window_->show();
  EXPECT_EQ(teacher().state(), State::Paused);
  window_->findModels();
  QPushButton* go_on = nullptr;
  ASSERT_EVENTUALLY([&] {
    for (auto* button : window_->messages().findChildren<QPushButton*>())
      if (button->isVisible() && button->text() == "Go on learning") go_on = button;
    return go_on != nullptr;
  }());
  control_->waits_to_teach = false;
  QTest::mouseClick(go_on, Qt::LeftButton);
  ASSERT_EVENTUALLY(teacher().state() == State::Learnt);
  EXPECT_EQ(control_->taught_steps, 4) << "none twice";
}

TEST_F(TeachWindowTest, TrainsLongerAndThrowsAway) {
  teach();
  click("trainLonger");
  ASSERT_EVENTUALLY(teacher().state() == State::Learnt && teacher().result()->round == 2);
  EXPECT_EQ(control_->taught_steps, 8);
  click("throwAwayTaught");
  auto* yes = dialog().findChild<QPushButton*>("throwAwayYes");
  ASSERT_NE(yes, nullptr);
  EXPECT_EQ(teacher().state(), State::Learnt) << "nothing goes before the answer";
  QTest::mouseClick(yes, Qt::LeftButton);
  ASSERT_EVENTUALLY(teacher().state() == State::None);
  EXPECT_FALSE(QFileInfo::exists(folder_.filePath("data/lesson")));
  EXPECT_TRUE(QFileInfo::exists(folder_.filePath("pairs/photo0.png")));
  EXPECT_TRUE(part<QWidget>("gatherPage")->isVisible());
}

TEST_F(TeachWindowTest, AFaultStopsItAndItGoesOn) {
  control_->fails_to_teach = true;
  gather();
  click("startTeaching");
  ASSERT_EVENTUALLY(teacher().state() == State::Paused);
  EXPECT_TRUE(part<QLabel>("teachProblem")->isVisible());
  EXPECT_TRUE(part<QLabel>("teachProblem")->text().contains("disk"));
  control_->fails_to_teach = false;
  click("goOnTeaching");
  ASSERT_EVENTUALLY(teacher().state() == State::Learnt);
}

TEST_F(TeachWindowTest, KeptOnesAreRenamedExportedAndRemoved) {
  teach();
  keep();
  auto* list = part<QListWidget>("taughtList");
  ASSERT_EQ(list->count(), 1);
  QTest::keyClick(list, Qt::Key_F2);
  auto* rename = dialog().findChild<QInputDialog*>("renameDialog");
  ASSERT_NE(rename, nullptr);
  rename->setTextValue("winter look");
  rename->accept();
  ASSERT_EVENTUALLY(teacher().taught()[0].name == "winter look");
  click("exportTaught");
  auto* save = dialog().findChild<QFileDialog*>("exportDialog");
  ASSERT_NE(save, nullptr);
  const QString target = folder_.filePath("for-others.safetensors");
  Q_EMIT save->fileSelected(target);
  save->close();
  ASSERT_EVENTUALLY(QFileInfo::exists(target));
  click("removeTaught");
  auto* yes = dialog().findChild<QPushButton*>("removeYes");
  ASSERT_NE(yes, nullptr);
  QTest::mouseClick(yes, Qt::LeftButton);
  ASSERT_EVENTUALLY(teacher().taught().isEmpty());
}

TEST_F(TeachWindowTest, AnEditByHandComesInBetween) {
  openPhoto();
  control_->waits_to_teach = true;
  gather();
  click("startTeaching");
  control_->go_teach.release();
  ASSERT_EVENTUALLY(control_->taught_steps == 1);
  edit("make it night");
  EXPECT_EQ(teacher().state(), State::Teaching);
  control_->waits_to_teach = false;
  ASSERT_EVENTUALLY(teacher().state() == State::Learnt);
}

TEST_F(TeachWindowTest, EverythingHasANameForScreenReaders) {
  teach();
  for (const char* page : {"gatherPage", "learnPage", "resultPage", "taughtPage"}) {
    for (const QWidget* widget : part<QWidget>(page)->findChildren<QWidget*>()) {
      // The list that a box opens is a window of its own.
      if (!(widget->focusPolicy() & Qt::TabFocus) || widget->window() != &dialog()) continue;
      const auto* button = qobject_cast<const QAbstractButton*>(widget);
      EXPECT_TRUE(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()))
          << page << ": " << widget->metaObject()->className() << " " << widget->objectName().toStdString();
    }
  }
}

TEST_F(TeachWindowTest, ALetterOpensOneThingOfAPageInEachLanguage) {
  LanguageSwitcher language;
  for (const char* code : {"de", "zh_CN", "en"}) {
    language.apply(code);
    QCoreApplication::processEvents();
    const auto* tabs = dialog().findChild<QTabWidget*>();
    for (const char* page : {"gatherPage", "learnPage", "resultPage", "taughtPage"}) {
      QStringList texts{tabs->tabText(0), tabs->tabText(1)};
      for (const auto* button : part<QWidget>(page)->findChildren<QPushButton*>()) texts << button->text();
      for (const auto* label : part<QWidget>(page)->findChildren<QLabel*>())
        if (label->buddy()) texts << label->text();
      QSet<QString> letters;
      for (const QString& text : texts) {
        const QString letter = QKeySequence::mnemonic(text).toString();
        if (letter.isEmpty()) continue;
        EXPECT_FALSE(letters.contains(letter)) << code << ", " << page << ": " << text.toStdString();
        letters << letter;
      }
      EXPECT_GE(letters.size(), 5) << code << ", " << page;
    }
  }
}

}  // namespace
}  // namespace v4e::ui
