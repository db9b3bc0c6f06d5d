// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/teaching/teach_window.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QVBoxLayout>

#include "ui/canvas/dropped_files.h"
#include "ui/widgets/question.h"

namespace v4e::ui {

TeachWindow::TeachWindow(Teacher& teacher, QWidget* parent)
    : QDialog(parent),
      teacher_(teacher),
      messages_(new MessageBar(this)),
      tabs_(new QTabWidget(this)),
      pages_(new QStackedWidget(this)),
      gather_(new GatherPage(teacher, this)),
      learn_(new LearnPage(teacher, this)),
      result_(new ResultPage(teacher, this)),
      taught_(new TaughtPage(teacher, this)) {
  setObjectName("teachWindow");
  setAcceptDrops(true);
  for (QWidget* page :
       {static_cast<QWidget*>(gather_), static_cast<QWidget*>(learn_), static_cast<QWidget*>(result_)})
    pages_->addWidget(page);
  tabs_->addTab(pages_, {});
  tabs_->addTab(taught_, {});
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(messages_);
  column->addWidget(tabs_, 1);
  connect(&teacher_, &Teacher::stateChanged, this, &TeachWindow::showState);
  connect(&teacher_, &Teacher::failed, messages_, &MessageBar::showFailure);
  connect(&teacher_, &Teacher::exported, messages_, [this](const QString& path) {
    messages_->showNote([path] { return tr("Saved as %1.").arg(QDir::toNativeSeparators(path)); });
  });
  connect(&teacher_, &Teacher::kept, this, [this](const TaughtEdit& edit) {
    tabs_->setCurrentWidget(taught_);
    messages_->showNote([name = QString::fromStdString(edit.name)] {
      return tr("“%1” is among the suggestions now.").arg(name);
    });
  });
  connect(learn_, &LearnPage::throwAwayAsked, this, &TeachWindow::askToThrowAway);
  connect(result_, &ResultPage::throwAwayAsked, this, &TeachWindow::askToThrowAway);
  retranslate();
  showState();
  resize(880, 640);
}

void TeachWindow::retranslate() {
  setWindowTitle(tr("Teach by example"));
  tabs_->setAccessibleName(tr("Teach by example"));
  tabs_->setTabText(0, tr("&Teach"));
  tabs_->setTabText(1, tr("Ta&ught edits"));
}

void TeachWindow::showState() {
  switch (teacher_.state()) {
    case Teacher::State::None:
      return pages_->setCurrentWidget(gather_);
    case Teacher::State::Teaching:
      gather_->clear();
      return pages_->setCurrentWidget(learn_);
    case Teacher::State::Paused:
      return pages_->setCurrentWidget(learn_);
    case Teacher::State::Learnt:
      return pages_->setCurrentWidget(result_);
  }
}

void TeachWindow::askToThrowAway() {
  QMessageBox* question = makeQuestion(*this, "throwAwayQuestion", tr("Throw away what it has learned?"),
                                       tr("Your photos stay as they are."));
  addAnswer(question, "throwAwayYes", tr("Throw away"), QMessageBox::AcceptRole, this,
            [this] { teacher_.throwAway(); });
  question->addButton(QMessageBox::Cancel);
  question->open();
}

void TeachWindow::dragEnterEvent(QDragEnterEvent* event) {
  const bool takes = teacher_.state() == Teacher::State::None;
  if (takes && event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void TeachWindow::dropEvent(QDropEvent* event) {
  tabs_->setCurrentWidget(pages_);
  gather_->draft().add(contentOf(*event->mimeData()).paths);
  event->acceptProposedAction();
}

void TeachWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui
