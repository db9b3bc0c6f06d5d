// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_store.h"

#include <QUuid>

#include "core/base/log.h"

namespace v4e::ui {
namespace {

constexpr std::size_t kMostWaiting = 4096;

}  // namespace

ProjectStore::ProjectStore(WorkingFolder folder, QObject* parent)
    : QObject(parent),
      folder_(std::move(folder)),
      slot_(std::make_shared<Slot>(folder_, nullptr)),
      relay_(std::make_shared<Relay>(this)),
      worker_(std::make_unique<Worker>(kMostWaiting)) {}

ProjectStore::~ProjectStore() {
  relay_->clear();
  worker_.reset();
  if (discards_) slot_->discard();
}

void ProjectStore::replace(std::shared_ptr<WorkingProject> next) {
  const auto former = std::exchange(slot_, std::make_shared<Slot>(folder_, std::move(next)));
  worker_->submit(
      [former](const RunContext&) {
        former->discard();
        return std::monostate{};
      },
      [](const Outcome<std::monostate>&) {});
}

WorkingProject& ProjectStore::Slot::project() {
  if (!project_) project_ = std::make_shared<WorkingProject>(folder_.newFile());
  return *project_;
}

void ProjectStore::Slot::keep(const ProjectState& state, const RunContext& context) {
  try {
    project().sync(state);
  } catch (const Error& error) {
    logger("ui").warn("{}", error.what());
    startAfresh(state, context);
  }
}

void ProjectStore::Slot::startAfresh(const ProjectState& state, const RunContext& context) {
  const ProjectState whole = withResultsOf(project_.get(), state, context);
  auto fresh = std::make_shared<WorkingProject>(folder_.newFile());
  try {
    fresh->sync(whole);
  } catch (...) {
    fresh->discard();
    throw;
  }
  // What could not be read out of the former file may still be read by other means: then it stays.
  if (project_ && fresh->isComplete(state)) project_->discard();
  project_ = std::move(fresh);
}

void ProjectStore::Slot::save(const ProjectState& state, const std::filesystem::path& target,
                              const RunContext& context) {
  try {
    return project().save(state, target);
  } catch (const Error& error) {
    logger("ui").warn("{}", error.what());
  }
  const ProjectState whole = withResultsOf(project_.get(), state, context);
  const QString name = ".video4edit-" + QUuid::createUuid().toString(QUuid::WithoutBraces) + ".v4e";
  WorkingProject copy(target.parent_path() / name.toStdString());
  copy.discard();
  copy.sync(whole);
  if (!copy.isComplete(state) && std::filesystem::exists(target))
    throw Error(ErrorCode::FileUnwritable, "cannot replace " + target.string() +
                                               ": some of its edits cannot be read any more; save under "
                                               "another name");
  copy.save(whole, target);
}

void ProjectStore::Slot::discard() {
  if (!project_) return;
  project_->discard();
  project_.reset();
}

}  // namespace v4e::ui
