// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/step_results.h"

#include <algorithm>
#include <cstring>

#include "ui/masks/mask_session.h"

namespace v4e::ui {
namespace {

/// What former results may take. The undo stack may hold them all the same; they are shared.
constexpr std::size_t kMostBytes = std::size_t{1} << 30;

std::size_t bytes_of(const EditResult& result) {
  std::size_t bytes = result.edited->image.size_bytes() + result.change_mask.size_bytes();
  for (const Image& frame : result.frames) bytes += frame.size_bytes();
  return bytes;
}

bool is_same_recipe(const EditResult& a, const EditResult& b) {
  EditSettings settings = a.settings;
  settings.strength = b.settings.strength;
  return settings == b.settings;
}

}  // namespace

bool isSamePicture(const std::shared_ptr<const Photo>& a, const std::shared_ptr<const Photo>& b) {
  if (a == b) return true;
  if (!a || !b || a->icc_profile != b->icc_profile) return false;
  const Image& left = a->image;
  const Image& right = b->image;
  return left.width() == right.width() && left.height() == right.height() &&
         left.channels() == right.channels() && left.type() == right.type() &&
         std::memcmp(left.data(), right.data(), left.size_bytes()) == 0;
}

void StepResults::clear() {
  entries_.clear();
  former_.clear();
  known_.clear();
}

void StepResults::add(std::int64_t id, const ResultPtr& result, std::int64_t stored_source) {
  entries_[id] = {result, 0, 0, stored_source, false};
  if (result) remember(id, result);
}

void StepResults::load(std::int64_t id, const ResultPtr& result) {
  const auto entry = entries_.find(id);
  if (entry == entries_.end() || entry->second.result) return;
  entry->second.result = result;
  entry->second.is_lost = !result;
  if (result) remember(id, result);
}

void StepResults::set(std::int64_t id, const ResultPtr& result) {
  Entry& entry = entries_.at(id);
  if (entry.result == result) return;
  ++entry.version;
  if (!isSameTrack(entry.result.get(), result.get())) {
    ++entry.made;
    entry.stored_source = kUnknown;
  }
  entry.result = result;
  remember(id, result);
}

const StepResults::Entry* StepResults::find(std::int64_t id) const {
  const auto entry = entries_.find(id);
  return entry == entries_.end() ? nullptr : &entry->second;
}

std::int64_t StepResults::stepOf(const ResultPtr& result) const {
  // The last one counts: the same edit of the same photo, made twice, is two steps.
  for (auto known = known_.rbegin(); known != known_.rend(); ++known) {
    if (known->second.lock() == result) return known->first;
  }
  for (const auto& [id, entry] : entries_) {
    if (entry.result && isSameTrack(entry.result.get(), result.get())) return id;
  }
  return kUnknown;
}

StepResults::ResultPtr StepResults::former(std::int64_t id, const std::shared_ptr<const Photo>& base) const {
  const Entry* entry = find(id);
  if (!entry || !entry->result) return nullptr;
  for (auto each = former_.rbegin(); each != former_.rend(); ++each) {
    const auto& [step, result] = *each;
    if (step == id && is_same_recipe(*result, *entry->result) && isSamePicture(result->photo, base))
      return result;
  }
  return nullptr;
}

void StepResults::remember(std::int64_t id, const ResultPtr& result) {
  std::erase_if(known_, [&](const auto& known) { return known.second.expired(); });
  known_.emplace_back(id, result);
  std::erase_if(former_, [&](const auto& each) {
    return each.first == id && each.second->photo == result->photo && is_same_recipe(*each.second, *result);
  });
  former_.emplace_back(id, result);
  forgetOldest();
}

void StepResults::forgetOldest() {
  std::size_t bytes = 0;
  for (const auto& each : former_) bytes += bytes_of(*each.second);
  while (bytes > kMostBytes && former_.size() > 1) {
    bytes -= bytes_of(*former_.front().second);
    former_.pop_front();
  }
}

}  // namespace v4e::ui
