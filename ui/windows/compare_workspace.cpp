// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/compare_workspace.h"

#include <algorithm>
#include <utility>

#include "ui/compare/variant_text.h"

namespace v4e::ui {

CompareWorkspace::CompareWorkspace(QWidget& window, const EditorParts& editor, EditHistory& history,
                                   QObject* parent)
    : QObject(parent),
      window_(window),
      editor_(editor),
      history_(history),
      command_(editor.commands.add({"generate.compare",
                                    QT_TRANSLATE_NOOP("Commands", "Generate"),
                                    QT_TRANSLATE_NOOP("Commands", "&Compare variants…"),
                                    "compare-side",
                                    {}})),
      run_(new ComparisonRun(editor.engine, this)) {
  editor_.commands.insertBehind("generate.keep", command_);
  connect(command_, &QAction::triggered, this, &CompareWorkspace::showWindow);
  PhotoDocument& document = editor_.document;
  connect(&document, &PhotoDocument::opened, this, &CompareWorkspace::leave);
  connect(&document, &PhotoDocument::closed, this, &CompareWorkspace::leave);
  updateCommand();
}

void CompareWorkspace::updateCommand() {
  command_->setEnabled(editor_.document.hasPhoto());
}

/// What was compared is of a photo that is not open any more.
void CompareWorkspace::leave() {
  run_->clear();
  source_ = {};
  updateCommand();
  if (!compare_) return;
  compare_->showChoice();
  followWish();
  if (!editor_.document.hasPhoto()) compare_->close();
}

void CompareWorkspace::makeWindow() {
  compare_ = new CompareWindow(*run_, &window_);
  compare_->variants().setLoraChecker([this](const std::string& file, const std::string& model, auto done) {
    editor_.engine.checkLora(file, model, std::move(done));
  });
  compare_->setModels(editor_.engine.models());
  connect(&editor_.engine, &EditEngine::modelsFound, compare_,
          [this] {
            compare_->setModels(editor_.engine.models());
            beginChoice();
          });
  connect(compare_, &CompareWindow::compareAsked, this, &CompareWorkspace::begin);
  connect(compare_, &CompareWindow::useAsked, this, &CompareWorkspace::take);
  InstructionPanel& panel = editor_.instruction_panel;
  connect(&panel.instruction(), &QPlainTextEdit::textChanged, compare_, [this] { followWish(); });
  const auto may_take = [this] { compare_->results().setUsable(!editor_.session.isEditing()); };
  connect(&editor_.session, &EditSession::editingChanged, compare_, may_take);
  may_take();
  editor_.follow_screen(*compare_,
                        [this](const QColorSpace& colours) { compare_->results().setScreen(colours); });
}

void CompareWorkspace::showWindow() {
  if (!compare_) makeWindow();
  beginChoice();
  followWish();
  compare_->show();
  compare_->raise();
  compare_->activateWindow();
}

/// The settings of the panel are where one begins; what was chosen before stays.
void CompareWorkspace::beginChoice() {
  VariantList& variants = compare_->variants();
  const bool is_chosen = !variants.isEmpty() && !variants.variants().front().model.empty();
  if (!is_chosen) variants.begin(editor_.instruction_panel.order());
}

QString CompareWorkspace::problem() const {
  if (!editor_.document.hasPhoto()) return tr("Open a photo first.");
  if (editor_.instruction_panel.order().instruction.empty())
    return tr("Write in the main window what to change.");
  return {};
}

void CompareWorkspace::followWish() {
  compare_->setWish(editor_.instruction_panel.order(), editor_.document.name(), problem());
}

void CompareWorkspace::begin(const std::vector<EditSettings>& variants) {
  // What needs a part of the photo asks for it in the main window.
  if (editor_.instruction_panel.proposeRegion()) {
    window_.raise();
    return window_.activateWindow();
  }
  // A caption of the user's own may be newer than the window's choice of variants.
  const EditSettings wish = editor_.instruction_panel.order();
  editor_.instruction_panel.instruction().remember();
  Q_EMIT begins();
  editor_.session.withSource(wish, [this, variants, wish](const EditSession::Source& source) {
    source_ = source;
    source_step_ = history_.nextSource();
    std::vector<EditVariant> all;
    for (std::size_t place = 0; place < variants.size(); ++place) {
      all.push_back({variantLetter(place).toStdString(), variants[place]});
      EditSettings& settings = all.back().settings;
      settings.instruction = wish.instruction;
      settings.caption = wish.caption;
      settings.region = source.request.settings.region;
      settings.sketch = source.request.settings.sketch;
    }
    run_->start(source.request, all);
  });
}

void CompareWorkspace::take(const std::shared_ptr<const EditResult>& result) {
  if (editor_.session.isEditing()) return;
  const std::vector<const HistoryNode*> steps = history_.model().shown();
  const bool is_there = source_step_ == kPhotoNode || std::ranges::any_of(steps, [this](const HistoryNode* step) {
                          return step->generation.id == source_step_;
                        });
  if (!is_there)
    return compare_->tell(tr("The step that these variants were made of has been removed from the history."));
  history_.setNextSource(source_step_);
  editor_.session.take(source_, result);
  compare_->tell(tr("This edit is in the history now."));
}

}  // namespace v4e::ui
