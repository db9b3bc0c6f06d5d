// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_store.h"

namespace v4e::ui {
namespace {

constexpr std::size_t kMostWaiting = 4096;

}  // namespace

ProjectStore::ProjectStore(QString folder, QObject* parent)
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
      [](const JobOutcome<std::monostate>&) {});
}

WorkingProject& ProjectStore::Slot::project() {
  if (!project_) project_ = std::make_shared<WorkingProject>(newWorkingFile(folder_));
  return *project_;
}

void ProjectStore::Slot::discard() {
  if (!project_) return;
  project_->discard();
  project_.reset();
}

}  // namespace v4e::ui
