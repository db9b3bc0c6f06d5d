// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/edit_history.h"

#include <QDateTime>
#include <algorithm>
#include <utility>

#include "core/merge/strength.h"
#include "ui/engine/image_convert.h"
#include "ui/history/history_commands.h"
#include "ui/history/history_thumbnail.h"

namespace v4e::ui {
namespace {

int nearestFrame(const EditResult& result) {
  return static_cast<int>(nearest_frame(result.settings.strength, result.frames.size()));
}

/// What the model made, until the edit itself is ready for the screen.
QImage thumbnailOf(const EditResult& result, const QColorSpace& screen) {
  return historyThumbnail(
      toScreenImage(result.frames.at(static_cast<std::size_t>(nearestFrame(result))), screen));
}

QImage thumbnailOf(const ImagePyramid& picture) {
  const double scale = 2.0 * kThumbnailSide / std::max(1, picture.size().width());
  return historyThumbnail(picture.levelFor(scale));
}

/// As far as they can be read: what is damaged is no reason not to export.
EditSettings readSettings(const Generation& step) {
  try {
    return storedSettings(step);
  } catch (const Error&) {
    return {.instruction = step.instruction, .seed = step.seed};
  }
}

}  // namespace

EditHistory::EditHistory(PhotoDocument& document, EditSession& session, QObject* parent)
    : QObject(parent), document_(document), session_(session), updater_(model_, results_, document, session) {
  document_.setStepsBefore([this](const ResultPtr& result) { return stepsBefore(result); });
  connect(&document_, &PhotoDocument::opened, this, &EditHistory::startDocument);
  connect(&document_, &PhotoDocument::closed, this, &EditHistory::startDocument);
  connect(&document_, &PhotoDocument::editShown, this, &EditHistory::showSmall);
  connect(&session_, &EditSession::editMade, this, &EditHistory::addGeneration);
  connect(&document_, &PhotoDocument::editChanged, this, &EditHistory::followDocument);
  connect(&session_, &EditSession::sourceChosen, this,
          [this](BuildsOn base) { source_node_ = sourceNode(base); });
  connect(&model_, &HistoryModel::currentChanged, this, [this] { showCurrent(true); });
  connect(&model_, &HistoryModel::switched, this, [this] { showCurrent(false); });
  connect(&model_, &HistoryModel::changed, this, &EditHistory::changed);
  connect(&updater_, &ChainUpdater::sourceWanted, this, &EditHistory::sourceWanted);
  connect(&updater_, &ChainUpdater::remade, this, &EditHistory::showRemade);
}

void EditHistory::startDocument() {
  updater_.reset();
  results_.clear();
  last_id_ = source_node_ = awaited_ = wanted_copy_ = kPhotoNode;
  if (!document_.hasPhoto()) return model_.clear();
  following_ = true;
  model_.reset(thumbnailOf(*document_.photoPyramid()));
  following_ = false;
}

/// With its selection and in its shape, which a frame of the model does not know.
void EditHistory::showSmall() {
  const auto& picture = document_.result() ? document_.editPyramid() : document_.photoPyramid();
  const std::int64_t id = nodeOf(document_.result());
  if (picture && id >= 0) model_.setThumbnail(id, thumbnailOf(*picture));
}

std::int64_t EditHistory::nodeOf(const ResultPtr& result) const {
  return result ? results_.stepOf(result) : kPhotoNode;
}

std::int64_t EditHistory::sourceNode(BuildsOn base) const {
  // Where all steps are off the photo is shown, and yet the next edit stands behind them.
  if (session_.buildsOn() == BuildsOn::Photo) return kPhotoNode;
  // The current node may still wait for its result, while the edit before is on the canvas.
  if (awaited_ == kPhotoNode) return model_.current();
  return base == BuildsOn::Edit ? std::max(nodeOf(document_.result()), kPhotoNode) : kPhotoNode;
}

std::int64_t EditHistory::nextSource() const {
  return sourceNode(document_.result() ? session_.buildsOn() : BuildsOn::Photo);
}

std::vector<EditSettings> EditHistory::stepsBefore(const ResultPtr& result) const {
  std::vector<EditSettings> steps;
  const std::int64_t last = nodeOf(result);
  if (last < 0) return steps;
  for (std::int64_t id = model_.pictureOf(model_.parentOf(last)); id != kPhotoNode;
       id = model_.pictureOf(model_.parentOf(id))) {
    steps.push_back(settingsOf(id));
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

/// As the step is now, with the model's name.
EditSettings EditHistory::settingsOf(std::int64_t id) const {
  const Generation& step = model_.node(id)->generation;
  const StepResults::Entry* entry = results_.find(id);
  EditSettings settings = entry && entry->result ? entry->result->settings : readSettings(step);
  settings.model = step.model;
  return settings;
}

Look EditHistory::lookOf(std::int64_t id) const {
  Look look;
  for (; id != kPhotoNode; id = model_.parentOf(id))
    look.steps.push_back({.settings = settingsOf(id), .on = model_.isOn(id)});
  std::reverse(look.steps.begin(), look.steps.end());
  return look;
}

void EditHistory::addGeneration(const ResultPtr& result) {
  Generation generation;
  generation.id = ++last_id_;
  if (source_node_ != kPhotoNode) {
    generation.parent = source_node_;
    generation.parent_frame = model_.node(source_node_)->generation.edit_frame;
  }
  generation.created_ms = QDateTime::currentMSecsSinceEpoch();
  generation.instruction = result->settings.instruction;
  generation.caption = result->caption;
  generation.model = result->model_name;
  generation.seed = result->settings.seed;
  generation.frame_count = static_cast<int>(result->frames.size());
  generation.edit_frame = nearestFrame(*result);
  results_.add(generation.id, result);
  awaited_ = kPhotoNode;
  following_ = true;
  model_.add(generation, thumbnailOf(*result, document_.screen()));
  following_ = false;
}

void EditHistory::takeVersion(std::int64_t id, const ResultPtr& result) {
  const ResultPtr before = results_.find(id)->result;
  results_.set(id, result);
  if (before && before->settings.strength == result->settings.strength && before->photo == result->photo &&
      before->geometry == result->geometry)
    return;
  model_.setFrames(id, static_cast<int>(result->frames.size()), nearestFrame(*result));
  model_.setThumbnail(id, thumbnailOf(*result, document_.screen()));
}

/// The node that is current when that one's result is shown: it may stand for steps behind it that are off.
std::int64_t EditHistory::currentFor(std::int64_t shown) const {
  for (const std::int64_t id : {model_.current(), model_.parentOf(model_.current())}) {
    if (model_.pictureOf(id) == shown) return id;
  }
  return shown;
}

void EditHistory::followDocument() {
  const ResultPtr result = document_.result();
  const std::int64_t id = nodeOf(result);
  if (showing_ || awaited_ != kPhotoNode || id < 0) return;
  following_ = true;
  if (result) takeVersion(id, result);
  const std::int64_t left = model_.current();
  model_.setCurrent(currentFor(id));
  following_ = false;
  if (result && left != model_.current())
    Q_EMIT orderUndone(result->settings, QString::fromStdString(model_.node(left)->generation.instruction));
  Q_EMIT changed();
  updater_.update();
}

void EditHistory::showCurrent(bool withOrder) {
  if (following_) return;
  const std::int64_t shown = model_.pictureOf(model_.current());
  const ResultPtr result = shown == kPhotoNode ? nullptr : results_.find(shown)->result;
  awaited_ = kPhotoNode;
  if (shown != kPhotoNode && !result) {
    awaited_ = shown;
    awaits_order_ = withOrder;
    withOrder ? Q_EMIT resultWanted(shown) : Q_EMIT sourceWanted(shown);
    return;
  }
  showing_ = true;
  if (result != document_.result()) document_.replaceResult(result);
  const StepResults::Entry* own = results_.find(model_.current());
  const ResultPtr& order = own && own->result ? own->result : result;
  if (order && withOrder) Q_EMIT orderShown(order->settings);
  showing_ = false;
  updater_.update();
}

void EditHistory::showRemade(std::int64_t id) {
  const ResultPtr result = results_.find(id)->result;
  Q_EMIT stepRemade(id, result);
  model_.setFrames(id, static_cast<int>(result->frames.size()), nearestFrame(*result));
  model_.setThumbnail(id, thumbnailOf(*result, document_.screen()));
  if (awaited_ != kPhotoNode || id != model_.pictureOf(model_.current())) return;
  showing_ = true;
  document_.replaceResult(result);
  showing_ = false;
}

std::vector<ProjectNode> EditHistory::nodes() const {
  std::vector<ProjectNode> nodes;
  for (const auto& [id, entry] : results_.entries())
    nodes.push_back({model_.node(id)->generation, entry.result, entry.version, entry.made});
  return nodes;
}

void EditHistory::restore(const std::vector<Generation>& generations, std::int64_t current,
                          const std::map<std::int64_t, std::int64_t>& sources) {
  const QImage photo = model_.node(kPhotoNode)->thumbnail;
  for (const Generation& generation : generations) {
    const auto source = sources.find(generation.id);
    results_.add(generation.id, nullptr, source == sources.end() ? StepResults::kUnknown : source->second);
    last_id_ = std::max(last_id_, generation.id);
  }
  following_ = true;
  model_.reset(photo, generations);
  model_.setCurrent(current);
  following_ = false;
  showCurrent(true);
}

void EditHistory::provide(std::int64_t id, const ResultPtr& result) {
  results_.load(id, result);
  if (std::exchange(wanted_copy_, wanted_copy_ == id ? kPhotoNode : wanted_copy_) == id && result)
    addCopy(id);
  if (awaited_ != id) return updater_.update();
  awaited_ = kPhotoNode;
  result ? showCurrent(awaits_order_) : followDocument();
}

void EditHistory::goTo(std::int64_t id) {
  if (isBusy() || id == model_.current()) return;
  document_.undoStack().push(new GoToCommand(model_, id));
}

void EditHistory::remove(std::int64_t id) {
  if (isBusy() || id == kPhotoNode) return;
  document_.undoStack().push(new RemoveGenerationCommand(model_, id));
}

void EditHistory::rename(std::int64_t id, const QString& name) {
  if (id == kPhotoNode || !model_.node(id)) return;
  // A step that is called after its instruction needs no name of its own.
  const QString own =
      name == QString::fromStdString(model_.node(id)->generation.instruction) ? QString() : name;
  document_.undoStack().push(new RenameCommand(model_, id, own));
}

void EditHistory::setOn(std::int64_t id, bool on) {
  if (isBusy() || id == kPhotoNode || !model_.node(id) || model_.isOn(id) == on) return;
  document_.undoStack().push(new SwitchCommand(model_, id, on));
}

void EditHistory::duplicate(std::int64_t id) {
  const StepResults::Entry* entry = results_.find(id);
  if (isBusy() || !entry) return;
  if (entry->result) return addCopy(id);
  wanted_copy_ = id;
  Q_EMIT sourceWanted(id);
}

void EditHistory::addCopy(std::int64_t id) {
  const HistoryNode original = *model_.node(id);
  auto result = std::make_shared<EditResult>(*results_.find(id)->result);
  Generation generation = original.generation;
  generation.id = ++last_id_;
  generation.created_ms = QDateTime::currentMSecsSinceEpoch();
  result->copy = generation.id;
  if (result->unshaped) {
    auto unshaped = std::make_shared<EditResult>(*result->unshaped);
    unshaped->copy = generation.id;
    result->unshaped = unshaped;
  }
  results_.add(generation.id, result);
  Q_EMIT stepCopied(id, generation.id);
  document_.undoStack().push(new DuplicateCommand(model_, generation, original.thumbnail));
}

}  // namespace v4e::ui
