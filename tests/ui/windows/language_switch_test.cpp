// SPDX-License-Identifier: GPL-3.0-or-later
// After a switch of the language, the window says everything as if it had started in that language: texts,
// tooltips and names of all widgets, actions and menus, and what the screen shows of painted texts.
#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTabBar>
#include <map>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/settings/language.h"
#include "ui/timeline/timeline_view.h"

namespace v4e::ui {
namespace {

using Texts = std::map<QString, QString>;

/// Where an object is: the names of all that it is in. Unnamed ones are counted among their siblings.
QString placeOf(const QObject* object) {
  QString place;
  for (; object; object = object->parent()) {
    QString name = object->objectName();
    if (name.isEmpty() && object->parent()) {
      name = QString("%1#%2")
                 .arg(object->metaObject()->className())
                 .arg(object->parent()->children().indexOf(object));
    }
    place.prepend('/' + name);
  }
  return place;
}

/// What a person may see or be told of an object.
void takeTexts(const QObject* object, Texts& texts) {
  const auto note = [&](const char* kind, const QString& text) {
    if (!text.isEmpty()) texts[placeOf(object) + ' ' + kind] = text;
  };
  if (const auto* action = qobject_cast<const QAction*>(object)) {
    note("text", action->text());
    note("tip", action->toolTip());
  }
  const auto* widget = qobject_cast<const QWidget*>(object);
  if (!widget) return;
  note("tip", widget->toolTip());
  note("title", widget->windowTitle());
  note("name", widget->accessibleName());
  note("description", widget->accessibleDescription());
  if (const auto* label = qobject_cast<const QLabel*>(object)) note("text", label->text());
  if (const auto* button = qobject_cast<const QAbstractButton*>(object)) note("text", button->text());
  if (const auto* menu = qobject_cast<const QMenu*>(object)) note("menu", menu->title());
  if (const auto* line = qobject_cast<const QLineEdit*>(object)) note("hint", line->placeholderText());
  if (const auto* edit = qobject_cast<const QPlainTextEdit*>(object)) note("hint", edit->placeholderText());
  if (const auto* box = qobject_cast<const QComboBox*>(object))
    for (int i = 0; i < box->count(); ++i) note(qPrintable(QString("item%1").arg(i)), box->itemText(i));
  if (const auto* bar = qobject_cast<const QTabBar*>(object))
    for (int i = 0; i < bar->count(); ++i) note(qPrintable(QString("tab%1").arg(i)), bar->tabText(i));
}

class LanguageSwitchTest : public WindowTest {
 protected:
  void TearDown() override {
    window_.reset();
    language_.apply("en");
    QLocale::setDefault(QLocale::c());  // as the other tests have it
  }

  void use(const char* language) {
    language_.apply(language);
    for (int i = 0; i < 5; ++i) QCoreApplication::processEvents();
  }

  Texts textsOfWindow() {
    Texts texts;
    takeTexts(window_.get(), texts);
    for (const QObject* object : window_->findChildren<QObject*>()) takeTexts(object, texts);
    return texts;
  }

  [[nodiscard]] Workspace& workspace() const { return *window_->findChild<Workspace*>(); }

  void expectSameAsInEnglish(const char* state) {
    QTest::qWait(500);  // the instruction is read, a moment after it changed
    // What is measured in the background adds words to the strength of a suggested stop.
    const TimelineModel& model = workspace().timeline().model();
    ASSERT_TRUE(QTest::qWaitFor([&] { return model.isEmpty() || !model.drift().empty(); }, test::kPatience_ms))
        << state;
    use("en");
    const Texts english = textsOfWindow();
    EXPECT_GT(english.size(), 250U);
    use("zh_CN");
    const Texts chinese = textsOfWindow();
    use("de");
    const Texts german = textsOfWindow();
    int translated = 0;
    for (const auto& [place, text] : german) {
      // Chinese has one word in common with no other language: what stays German there was left behind.
      const auto other = chinese.find(place);
      if (other == chinese.end() || other->second != text) {
        ++translated;
        continue;
      }
      const auto former = english.find(place);
      EXPECT_TRUE(former != english.end() && former->second == text)
          << state << ": stays as it was in another language: " << place.toStdString() << " “"
          << text.toStdString() << "”";
    }
    EXPECT_GT(translated, 200);
    use("en");
    const Texts again = textsOfWindow();
    for (const auto& [place, text] : english) {
      const auto now = again.find(place);
      if (now == again.end()) continue;
      EXPECT_EQ(now->second, text) << state << ": " << place.toStdString();
    }
  }

  LanguageSwitcher language_;
};

TEST_F(LanguageSwitchTest, EverythingFollows) {
  use("en");
  // The samples are read in the background.
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->findChild<QWidget*>("sample0") != nullptr; },
                              test::kPatience_ms));
  expectSameAsInEnglish("the first page");
  use("de");
  openPhoto();
  edit("make it snow");
  workspace().masks().session().addRegion();
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return workspace().timeline().model().count() == 5; }, test::kPatience_ms));
  workspace().timeline().model().setCompareFrame(1);
  use("de");
  window_->messages().showFailure({ErrorCode::FileUnwritable, "x"});
  expectSameAsInEnglish("an edit and a failure, both made in German");
  workspace().branchFrom(window_->document().result()->settings.strength);
  expectSameAsInEnglish("a note with an offer");
  window_->document().undoStack().undo();
  expectSameAsInEnglish("something to be done again");
}

TEST_F(LanguageSwitchTest, BannersOfTheQueueFollow) {
  QueueController& queue = workspace().queue().controller();
  QueueDefaults defaults = queue.defaults();
  defaults.instruction = "make it snow";
  queue.setDefaults(defaults);
  use("de");
  control_->fails = true;
  workspace().queue().addPaths(
      {QString::fromStdString(writeTestPhoto(folder_.path().toStdString(), 64, 48)), "/nowhere/x.jpg"});
  ASSERT_TRUE(QTest::qWaitFor([&] { return queue.model().rowCount() == 1; }, test::kPatience_ms));
  auto& text = *window_->findChild<QLabel*>("queueBannerText");
  ASSERT_TRUE(QTest::qWaitFor([&] { return text.text().contains("ausgelassen"); }, test::kPatience_ms))
      << text.text().toStdString();
  use("en");
  EXPECT_TRUE(text.text().contains("left out")) << text.text().toStdString();
}

/// What is painted cannot be read, but compared: it must not be what it was.
TEST_F(LanguageSwitchTest, PaintedTextsFollow) {
  use("en");
  openPhoto();
  edit("make it snow");
  auto& timeline = *window_->findChild<TimelineView*>();
  ASSERT_TRUE(QTest::qWaitFor([this] { return !workspace().timeline().model().drift().empty(); },
                              test::kPatience_ms));
  timeline.setFocus();
  QCoreApplication::processEvents();
  int paints = 0;
  class Counter : public QObject {
   public:
    explicit Counter(int& count) : count_(count) {}
    bool eventFilter(QObject*, QEvent* event) override {
      if (event->type() == QEvent::Paint) ++count_;
      return false;
    }

   private:
    int& count_;
  } counter(paints);
  for (QWidget* widget : {static_cast<QWidget*>(&timeline), static_cast<QWidget*>(&window_->canvas()),
                          static_cast<QWidget*>(&workspace().historyPanel().view())}) {
    for (int i = 0; i < 5; ++i) QCoreApplication::processEvents();
    widget->installEventFilter(&counter);
    paints = 0;
    use("de");
    EXPECT_GT(paints, 0) << widget->objectName().toStdString();
    widget->removeEventFilter(&counter);
    use("en");
  }
}

}  // namespace
}  // namespace v4e::ui
