// SPDX-License-Identifier: GPL-3.0-or-later
// What the window is made of, and its layout.
#include "ui/windows/main_window.h"

#include <QCloseEvent>
#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QStatusBar>
#include <QVBoxLayout>
#include <array>
#include <utility>

#include "ui/canvas/overlays.h"
#include "ui/canvas/screen_profile.h"
#include "ui/captions/panel_command.h"
#include "ui/engine/failure_text.h"
#include "ui/engine/image_convert.h"
#include "ui/settings/icon.h"
#include "ui/widgets/banner_stack.h"
#include "ui/widgets/panel_scroll.h"

namespace v4e::ui {
namespace {

constexpr QSize kFirstSize(1280, 800);
constexpr QSize kLeastPage(320, 240);

}  // namespace

MainWindow::MainWindow(Settings& settings, EditEngine& engine, const std::filesystem::path& resources,
                       QWidget* parent)
    : QMainWindow(parent),
      settings_(settings),
      engine_(engine),
      resources_(resources),
      document_(new PhotoDocument(this)),
      commands_(new Commands(settings, *this)),
      centre_(new QStackedWidget(this)),
      welcome_(new WelcomePage(settings, resources / "samples", this)),
      canvas_(new Canvas(this)),
      messages_(new MessageBar(this)),
      alarm_(new AlarmBar(this)),
      session_(new EditSession(engine, *document_, *messages_, this)),
      intake_(new FileIntake(*this, *document_, settings, *messages_, this)),
      exports_(new ExportActions(*this, *document_, engine, settings, this)),
      panel_(new InstructionPanel(resources / "captions", this)),
      status_(new StatusStrip(this)) {
  setObjectName("mainWindow");
  setWindowIcon(programIcon());
  setAcceptDrops(true);
  setDockNestingEnabled(true);
  addCommands();
  buildCentre();
  buildDocks();
  buildMenus();
  connectCommands();
  connectParts();
  connectSession();
  panel_->instruction().setHistory(InstructionHistory(settings_.instructionHistory()));
  engine_.setLearntSeconds(settings_.learntSeconds());
  retranslate();
  updateCommands();
  resize(kFirstSize);
}

MainWindow::~MainWindow() = default;

void MainWindow::buildCentre() {
  QAction* gap = nullptr;
  bar_ = new CanvasBar(
      {command("view.compareEdit"), command("view.compareSplit"), command("view.compareSide"), gap,
       command("view.difference"), command("view.mask"), gap},
      {command("view.hand"), command("view.zoomOut"), command("view.zoomIn"), command("view.fit")}, this);
  auto* editor = new QWidget(this);
  auto* column = new QVBoxLayout(editor);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(canvas_, 1);
  column->addWidget(bar_);
  centre_->setObjectName("centre");
  centre_->addWidget(new PanelScroll(welcome_, kLeastPage));
  centre_->addWidget(editor);
  auto* middle = new QWidget(this);
  auto* layout = new QVBoxLayout(middle);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(centre_, 1);
  auto* banners = new BannerStack(*middle);
  banners->add(alarm_);
  banners->add(messages_);
  setCentralWidget(middle);
  statusBar()->addPermanentWidget(status_, 1);
  statusBar()->setSizeGripEnabled(false);
}

void MainWindow::addCanvasPanel(QWidget* panel) {
  canvas_panel_ = new PanelScroll(panel, {kLeastPage.width(), bar_->minimumSizeHint().height()});
  canvas_panel_->hide();
  bar_->parentWidget()->layout()->addWidget(canvas_panel_);
}

void MainWindow::setCanvasPanelShown(bool shown) {
  // Never both at once: the window would grow for them.
  QWidget* goes = shown ? static_cast<QWidget*>(bar_) : canvas_panel_;
  QWidget* comes = shown ? canvas_panel_ : static_cast<QWidget*>(bar_);
  goes->hide();
  comes->show();
}

void MainWindow::connectParts() {
  connect(instruction_dock_, &QDockWidget::visibilityChanged, this, [this](bool visible) {
    if (!visible) leaveHidden(*instruction_dock_);
  });
  document_->setProgramFolder(QString::fromStdString(resources_.string()));
  connect(document_, &PhotoDocument::opened, this, &MainWindow::showDocument);
  connect(document_, &PhotoDocument::closed, this, &MainWindow::showNoDocument);
  connect(document_, &PhotoDocument::draftReady, this, [this](const auto& draft) {
    canvas_->setPhoto(draft);
    centre_->setCurrentIndex(1);
  });
  // Queued: opened() comes after it. A draft does not stay where the whole could not be opened.
  connect(
      document_, &PhotoDocument::openingChanged, this,
      [this](bool opening) {
        if (opening || document_->hasPhoto() || centre_->currentIndex() == 0) return;
        canvas_->setPhoto(nullptr);
        centre_->setCurrentIndex(0);
      },
      Qt::QueuedConnection);
  connect(exports_, &ExportActions::targetChanged, this, [this](const QString& path) {
    export_target_ = path;
    nameExport();
  });
  connect(document_, &PhotoDocument::photoShown, this, [this] {
    const double split = canvas_->split();
    canvas_->setPhoto(document_->photoPyramid());
    canvas_->setSplit(split);
    updateStatus();
  });
  connect(document_, &PhotoDocument::editShown, this, &MainWindow::showEdit);
  connect(document_, &PhotoDocument::lookShown, this, &MainWindow::showLook);
  connect(document_, &PhotoDocument::lookPending, this, [this] {
    bar_->grip().setFile({}, {});
    setOverlay(overlay_);
  });
  connect(document_, &PhotoDocument::editChanged, this, [this] {
    bar_->grip().setFile({}, {});
    updateCommands();
  });
  connect(document_, &PhotoDocument::openingChanged, welcome_, &WelcomePage::setBusy);
  connect(document_, &PhotoDocument::openingChanged, this, &MainWindow::updateStatus);
  connect(document_, &PhotoDocument::failed, messages_, &MessageBar::showFailure);
  connect(document_, &PhotoDocument::exported, this, [this](const QString& path, const QStringList& notes) {
    messages_->showNote(
        [path, notes] { return (QStringList{tr("Saved as %1.").arg(path)} + notes).join(' '); });
  });
  connect(document_, &PhotoDocument::dragFileReady, this, [this](const QString& path) {
    const auto edit = document_->shownPyramid();
    const auto& shown = edit ? edit : document_->photoPyramid();
    bar_->grip().setFile(path, shown ? shown->levelFor(0.05) : QImage());
  });
  connect(&document_->undoStack(), &QUndoStack::indexChanged, this, &MainWindow::updateCommands);
  connect(&bar_->grip(), &DragGrip::fileWanted, document_, &PhotoDocument::makeDragFile);
  connect(bar_, &CanvasBar::originalHeld, canvas_, &Canvas::setOriginalShown);
  connect(canvas_, &Canvas::zoomChanged, bar_, &CanvasBar::setZoom);
  connect(canvas_, &Canvas::zoomChanged, status_, &StatusStrip::setZoom);
  connect(canvas_, &Canvas::compareModeChanged, this, &MainWindow::updateCommands);
  connect(welcome_, &WelcomePage::openAsked, intake_, &FileIntake::askForFile);
  connect(welcome_, &WelcomePage::pasteAsked, intake_, &FileIntake::paste);
  connect(welcome_, &WelcomePage::fileChosen, intake_, &FileIntake::openFile);
  connect(welcome_, &WelcomePage::sampleChosen, intake_, &FileIntake::openSample);
  connect(intake_, &FileIntake::modelsAdded, command("generate.models"), &QAction::trigger);
  connect(panel_, &InstructionPanel::edited, this,
          [this](const PanelValues& before, const PanelValues& after) {
            document_->undoStack().push(new PanelCommand(*panel_, before, after));
          });
  AskBox& ask = panel_->ask();
  ask.setChoice(settings_.captionChoice());
  ask.setPhotoSource([this] { return session_->nextSource(); });
  connect(&ask, &AskBox::choiceChanged, this,
          [this](const CaptionChoice& choice) { settings_.setCaptionChoice(choice); });
  connect(&panel_->parameters(), &ParameterBox::modelChanged, this, [this] {
    if (const ModelInfo* model = panel_->parameters().model())
      settings_.setModelId(QString::fromStdString(model->id));
    updateStatus();
  });
  connect(&engine_, &EditEngine::modelsFound, this, [this] {
    panel_->setModels(engine_.models(), settings_.modelId());
    if (engine_.models().isEmpty())
      panel_->setModelProblem(tr("No models found. Open Models to add a folder."));
    startAwaited();
  });
  connect(&engine_, &EditEngine::failed, this, [this](const Failure& failure) {
    messages_->showFailure(failure);
    panel_->setModelProblem(tr("There is no model to edit with."));
    awaited_start_.clear();
  });
  connect(&settings_, &Settings::modelFoldersChanged, this, &MainWindow::findModels);
  connect(&settings_, &Settings::recentFilesChanged, this, &MainWindow::fillRecentMenu);
  connect(document_, &PhotoDocument::screenChanged, &engine_, &EditEngine::setScreen);
  connect(&settings_, &Settings::screenProfileChanged, this, &MainWindow::screenColoursChanged);
  followScreen(*this, [this](const QColorSpace& colours) { document_->setScreen(colours); });
}

void MainWindow::setScreenProfiles(ScreenProfiles& profiles) {
  screen_profiles_ = &profiles;
  connect(screen_profiles_, &ScreenProfiles::changed, this, &MainWindow::screenColoursChanged);
  Q_EMIT screenColoursChanged();
}

void MainWindow::followScreen(QWidget& other, std::function<void(const QColorSpace&)> take) {
  const auto tell = [this, &other, take = std::move(take)] {
    take(screenColourSpace(settings_.screenProfile(), other.screen(), screen_profiles_));
  };
  connect(this, &MainWindow::screenColoursChanged, &other, tell);
  connect(new ScreenWatcher(other), &ScreenWatcher::changed, &other, tell);
  tell();
}

void MainWindow::retranslate() {
  static constexpr std::array kTitles{QT_TR_NOOP("&File"), QT_TR_NOOP("&Edit"), QT_TR_NOOP("&View"),
                                      QT_TR_NOOP("&Generate"), QT_TR_NOOP("&Help")};
  for (qsizetype i = 0; i < menus_.size(); ++i) menus_[i]->setTitle(tr(kTitles[static_cast<std::size_t>(i)]));
  recent_menu_->setTitle(tr("Open &recent"));
  docks_menu_->setTitle(tr("&Panels"));
  canvas_menu_->setTitle(tr("&Canvas"));
  instruction_dock_->setWindowTitle(tr("Edit"));
  menuBar()->setAccessibleName(tr("Menu"));
  commands_->retranslate();
  nameSteps();
  nameExport();
  fillRecentMenu();
  updateTitle();
  updateStatus();
}

void MainWindow::updateTitle() {
  const QString name = project_path_.isEmpty() ? document_->name() : QFileInfo(project_path_).fileName();
  setWindowTitle(name.isEmpty() ? QString("Video4Edit") : tr("%1[*] – Video4Edit").arg(name));
}

void MainWindow::setProject(const QString& path, bool modified) {
  if (std::exchange(project_path_, path) != path) updateTitle();
  setWindowModified(modified);
}

void MainWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QMainWindow::changeEvent(event);
}

void MainWindow::askBeforeClosing() {
  if (findChild<QMessageBox*>("closeQuestion")) return;
  auto* question = new QMessageBox(QMessageBox::Question, windowTitle(),
                                   session_->isEditing()
                                       ? tr("An edit is still running. Stop it and close?")
                                       : tr("The queue is still running. Close now and continue next time?"),
                                   QMessageBox::Cancel, this);
  question->setObjectName("closeQuestion");
  question->setAttribute(Qt::WA_DeleteOnClose);
  QPushButton* close = question->addButton(tr("Stop and close"), QMessageBox::AcceptRole);
  connect(close, &QPushButton::clicked, this, [this] {
    session_->drop();
    busy_ = false;
    QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
  });
  question->open();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (session_->isEditing() || busy_) {
    askBeforeClosing();
    return event->ignore();
  }
  if (!intake_->mayLeave([this] { close(); })) return event->ignore();
  if (command("view.hidePanels")->isChecked()) togglePanels(false);
  settings_.setWindow(saveGeometry(), saveState());
  settings_.setInstructionHistory(panel_->instruction().history().instructions());
  settings_.setLearntSeconds(engine_.learntSeconds());
  settings_.setSession(project_path_.isEmpty() ? document_->path() : project_path_,
                       panel_->instruction().toPlainText());
  session_->drop();
  QMainWindow::closeEvent(event);
  Q_EMIT closed();
}

void MainWindow::findModels() {
  std::vector<std::filesystem::path> folders;
  for (const QString& folder : settings_.modelFolders()) folders.emplace_back(folder.toStdString());
  engine_.findModels(std::move(folders));
}

void MainWindow::showDocument() {
  canvas_->setPhoto(document_->photoPyramid());
  centre_->setCurrentIndex(1);
  panel_->setHasPhoto(true);
  messages_->hide();
  awaited_start_.clear();
  const QString sample = intake_->takeSample();
  if (!document_->path().isEmpty() && sample.isEmpty() && !intake_->opensProject())
    settings_.addRecentFile(document_->path());
  if (document_->embeddedOrder()) panel_->setOrder(*document_->embeddedOrder());
  if (!sample.isEmpty()) startSample(sample);
  updateTitle();
  updateStatus();
  updateCommands();
  goToInstruction();
}

void MainWindow::showNoDocument() {
  canvas_->setPhoto(nullptr);
  centre_->setCurrentIndex(0);
  panel_->setHasPhoto(false);
  messages_->hide();
  awaited_start_.clear();
  updateTitle();
  updateStatus();
  updateCommands();
}

void MainWindow::showEdit() {
  canvas_->setEdit(document_->editPyramid());
  setOverlay(overlay_);
  updateCommands();
}

void MainWindow::showLook() {
  canvas_->setLook(document_->lookPyramid());
  bar_->grip().setFile({}, {});
  setOverlay(overlay_);
}

void MainWindow::updateStatus() {
  status_->setPhoto(document_->photo().get());
  const ModelInfo* model = panel_->parameters().model();
  status_->setDevice(model ? QString::fromStdString(model->device) : QString());
  if (document_->isOpening()) {
    status_->setPhase(tr("Opening the photo…"));
  } else if (!session_->isEditing()) {
    status_->setPhase({});
  }
}

void MainWindow::setOverlay(Overlay overlay) {
  overlay_ = overlay;
  const auto result = document_->shownResult();
  const auto after = document_->shownPyramid();
  // One of another strength than the picture's would be wrong.
  const bool waits = document_->isLookPending() && !document_->lookPyramid();
  if (overlay == Overlay::None || !result || !after || waits) {
    runner_.cancelAll();
    canvas_->setOverlay({});
    return;
  }
  auto work = [overlay, result, before = document_->photoPyramid(), after](const RunContext& context) {
    return overlay == Overlay::Mask ? maskOverlay(result->change_mask, QColor(255, 64, 64))
                                    : differenceOverlay(*before, *after, context);
  };
  runner_.cancelAll();
  runner_.run(std::move(work), [this](const Outcome<QImage>& outcome) {
    if (const auto* image = std::get_if<QImage>(&outcome)) canvas_->setOverlay(*image);
  });
}

}  // namespace v4e::ui
