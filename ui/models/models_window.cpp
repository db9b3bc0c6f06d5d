// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/models_window.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QStorageInfo>
#include <QVBoxLayout>

#include "ui/canvas/dropped_files.h"
#include "ui/engine/find_model.h"
#include "ui/models/kind_question_box.h"
#include "ui/models/model_texts.h"
#include "ui/settings/icon.h"

namespace v4e::ui {

ModelsWindow::ModelsWindow(EditEngine& engine, Settings& settings, QWidget* parent)
    : QDialog(parent),
      engine_(engine),
      settings_(settings),
      models_title_(new QLabel(this)),
      models_(new QListWidget(this)),
      details_(new QTextBrowser(this)),
      questions_(new QVBoxLayout),
      folders_title_(new QLabel(this)),
      folders_(new QListWidget(this)),
      add_(new QPushButton(this)),
      remove_(new QPushButton(this)),
      search_(new QPushButton(this)),
      close_(new QPushButton(this)) {
  setObjectName("modelsWindow");
  setAcceptDrops(true);
  build();
  retranslate();
  connect(models_, &QListWidget::currentRowChanged, this, &ModelsWindow::showModel);
  connect(&engine_, &EditEngine::modelsFound, this, &ModelsWindow::fillModels);
  connect(&settings_, &Settings::modelFoldersChanged, this, &ModelsWindow::fillFolders);
  connect(folders_, &QListWidget::currentRowChanged, this,
          [this](int row) { remove_->setEnabled(row >= 0); });
  connect(add_, &QPushButton::clicked, this, [this] {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("A folder with models"));
    if (!folder.isEmpty()) addFolder(folder);
  });
  connect(remove_, &QPushButton::clicked, this, [this] {
    QStringList folders = settings_.modelFolders();
    const int row = folders_->currentRow();
    if (row >= 0 && row < folders.size()) folders.removeAt(row);
    settings_.setModelFolders(folders);
  });
  connect(search_, &QPushButton::clicked, &settings_, &Settings::modelFoldersChanged);
  connect(close_, &QPushButton::clicked, this, &QDialog::accept);
}

void ModelsWindow::build() {
  models_->setObjectName("modelList");
  details_->setObjectName("modelDetails");
  details_->setOpenExternalLinks(true);
  folders_->setObjectName("modelFolders");
  folders_->setMaximumHeight(96);
  models_title_->setProperty("role", "section");
  models_title_->setBuddy(models_);
  folders_title_->setProperty("role", "section");
  folders_title_->setBuddy(folders_);
  remove_->setEnabled(false);
  close_->setDefault(true);

  auto* upper = new QHBoxLayout;
  upper->setSpacing(16);
  upper->addWidget(models_, 2);
  auto* about = new QVBoxLayout;
  about->setSpacing(8);
  about->addWidget(details_, 1);
  about->addLayout(questions_);
  questions_->setSpacing(8);
  upper->addLayout(about, 3);
  auto* folder_buttons = new QVBoxLayout;
  folder_buttons->setSpacing(8);
  for (QPushButton* button : {add_, remove_, search_}) folder_buttons->addWidget(button);
  folder_buttons->addStretch();
  auto* lower = new QHBoxLayout;
  lower->setSpacing(16);
  lower->addWidget(folders_, 1);
  lower->addLayout(folder_buttons);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(close_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(8);
  layout->addWidget(models_title_);
  layout->addLayout(upper, 1);
  layout->addSpacing(8);
  layout->addWidget(folders_title_);
  layout->addLayout(lower);
  layout->addSpacing(8);
  layout->addLayout(buttons);
  resize(800, 560);
}

void ModelsWindow::retranslate() {
  setWindowTitle(tr("Models"));
  models_title_->setText(tr("&Found on this computer"));
  models_->setAccessibleName(tr("Models"));
  details_->setAccessibleName(tr("About the chosen model"));
  folders_title_->setText(tr("Folders to &look in"));
  folders_->setAccessibleName(tr("Folders to look in"));
  add_->setText(tr("&Add…"));
  remove_->setText(tr("&Remove"));
  search_->setText(tr("Search a&gain"));
  close_->setText(tr("&Close"));
  fillModels();
  fillFolders();
}

void ModelsWindow::fillModels() {
  const QListWidgetItem* shown = models_->currentItem();
  const QString id = shown ? shown->data(Qt::UserRole).toString() : QString();
  const int row = std::max(0, models_->currentRow());
  {
    const QSignalBlocker blocker(models_);
    models_->clear();
    int same = -1;
    for (const ModelInfo& info : engine_.models()) {
      auto* item = new QListWidgetItem(icon(info.ready ? "check" : "warning"),
                                       QString::fromStdString(info.name), models_);
      item->setData(Qt::UserRole, QString::fromStdString(info.id));
      item->setToolTip(info.ready          ? tr("Ready")
                       : hasOpenKind(info) ? tr("Which model it is has to be said")
                                           : tr("Incomplete"));
      if (item->data(Qt::UserRole) == id) same = models_->count() - 1;
    }
    models_->setCurrentRow(same >= 0 ? same : std::min(row, models_->count() - 1));
  }
  showModel();
}

void ModelsWindow::fillFolders() {
  folders_->clear();
  for (const QString& folder : settings_.modelFolders()) {
    auto* item = new QListWidgetItem(icon("folder"), QDir::toNativeSeparators(folder), folders_);
    if (!QFileInfo::exists(folder)) item->setToolTip(tr("This folder does not exist yet."));
  }
}

void ModelsWindow::askForKinds(const ModelInfo& info) {
  for (const KindQuestion& question : info.kinds) {
    auto* box = new KindQuestionBox(question, this);
    questions_->addWidget(box);
    connect(box, &KindQuestionBox::answered, this, &ModelsWindow::keepAnswer);
  }
}

void ModelsWindow::keepAnswer(const KindQuestion& question, const std::string& id) {
  models_->setFocus();  // the button goes
  engine_.answerKind(question, id, [&settings = settings_] { Q_EMIT settings.modelFoldersChanged(); });
}

void ModelsWindow::showModel() {
  while (QLayoutItem* item = questions_->takeAt(0)) {
    item->widget()->hide();
    item->widget()->setParent(nullptr);
    item->widget()->deleteLater();  // it may be telling its answer
    delete item;
  }
  const int row = models_->currentRow();
  if (row < 0 || row >= engine_.models().size()) {
    details_->setHtml(tr("No models found. Add the folder with your models, or drop it here."));
    return;
  }
  const ModelInfo& info = engine_.models()[row];
  const QStorageInfo disk(QString::fromStdString(info.id));
  details_->setHtml(modelHtml(info, disk.isValid() ? disk.bytesAvailable() : 0));
  askForKinds(info);
}

void ModelsWindow::addFolder(const QString& folder) {
  QStringList folders = settings_.modelFolders();
  if (!folders.contains(folder)) folders << folder;
  settings_.setModelFolders(folders);
}

void ModelsWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void ModelsWindow::dropEvent(QDropEvent* event) {
  for (const QString& path : contentOf(*event->mimeData()).paths) {
    const QFileInfo info(path);
    addFolder(info.isDir() ? info.absoluteFilePath() : info.absolutePath());
  }
  event->acceptProposedAction();
}

void ModelsWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui
