// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/teach_workspace.h"

#include <QStatusBar>
#include <cmath>
#include <utility>

#include "ui/teaching/teaching_texts.h"

namespace v4e::ui {

TeachWorkspace::TeachWorkspace(QMainWindow& window, const EditorParts& editor, const QString& folder,
                               QObject* parent)
    : QObject(parent), window_(window), editor_(editor), teacher_(new Teacher(editor.engine, folder, this)), state_(new QToolButton(&window)) {
  QAction* teach = editor_.commands.add({"generate.teach",
                                         QT_TRANSLATE_NOOP("Commands", "Generate"),
                                         QT_TRANSLATE_NOOP("Commands", "&Teach by example…"),
                                         "",
                                         {}});
  editor_.commands.insertBefore("generate.models", teach);
  connect(teach, &QAction::triggered, this, [this] { showWindow(); });
  state_->setObjectName("lessonState");
  state_->setAutoRaise(true);
  window_.statusBar()->addPermanentWidget(state_);
  connect(state_, &QToolButton::clicked, this, [this] { showWindow(); });
  connect(teacher_, &Teacher::stateChanged, this, &TeachWorkspace::showState);
  connect(teacher_, &Teacher::progressed, this, &TeachWorkspace::showState);
  showState();
  connect(teacher_, &Teacher::taughtChanged, this,
          [this] { editor_.instruction_panel.setTaught(teacher_->taught()); });
  connect(teacher_, &Teacher::ended, this, &TeachWorkspace::tellEnd);
  connect(&editor_.engine, &EditEngine::modelsFound, this, &TeachWorkspace::offerWhatIsLeft);
}

TeachWindow& TeachWorkspace::showWindow() {
  if (!teach_window_) teach_window_ = new TeachWindow(*teacher_, &window_);
  teach_window_->show();
  teach_window_->raise();
  teach_window_->activateWindow();
  return *teach_window_;
}

void TeachWorkspace::showState() {
  state_->setVisible(teacher_->lesson().has_value());
  state_->setToolTip(tr("Opens Teach by example"));
  state_->setAccessibleName(state_->toolTip());
  if (!teacher_->lesson()) return;
  constexpr int kWidest = 160;
  const QString words = QString::fromStdString(teacher_->lesson()->words);
  const QString shown = state_->fontMetrics().elidedText(words, Qt::ElideRight, kWidest);
  const auto text = [&](const QString& name) {
    switch (teacher_->state()) {
      case Teacher::State::Teaching:
        return tr("“%1”: %2 % learned").arg(name).arg(std::lround(100 * teacher_->progress().fraction));
      case Teacher::State::Paused:
        return tr("“%1”: learning is paused").arg(name);
      case Teacher::State::Learnt:
        return tr("“%1”: learned, look at it").arg(name);
      case Teacher::State::None:
        break;
    }
    return name;
  };
  state_->setText(text(shown).replace('&', "&&"));
  state_->setAccessibleName(text(words));
}

/// Once, when the program has started.
void TeachWorkspace::offerWhatIsLeft() {
  if (std::exchange(offered_, true) || !teacher_->lesson()) return;
  const QString words = QString::fromStdString(teacher_->lesson()->words);
  if (teacher_->state() == Teacher::State::Paused) {
    editor_.messages.showNote([words] { return tr("Learning “%1” was interrupted.").arg(words); });
    editor_.messages.offer([] { return tr("Go on learning"); }, [this] { teacher_->goOn(); });
  } else if (teacher_->state() == Teacher::State::Learnt) {
    editor_.messages.showNote([words] { return tr("“%1” is learned, and waits for you.").arg(words); });
  } else {
    return;
  }
  editor_.messages.offer([] { return tr("Show it"); }, [this] { showWindow(); });
}

void TeachWorkspace::tellEnd() {
  // Who looks at its window sees it there.
  if ((teach_window_ && teach_window_->isActiveWindow()) || !teacher_->lesson()) return;
  const QString words = QString::fromStdString(teacher_->lesson()->words);
  if (teacher_->failure()) {
    editor_.messages.showFailure(*teacher_->failure());
  } else {
    editor_.messages.showNote([words, result = *teacher_->result()] {
      return tr("“%1” is learned.").arg(words) + ' ' + verdictText(result);
    });
  }
  editor_.messages.offer([] { return tr("Show it"); }, [this] { showWindow(); });
}

}  // namespace v4e::ui
