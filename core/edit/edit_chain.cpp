// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_chain.h"

#include <algorithm>
#include <utility>

#include "core/base/part_of.h"
#include "core/edit/shown_frames.h"
#include "core/image/colour/plain_srgb.h"
#include "core/merge/content_map.h"
#include "core/merge/strength.h"

namespace v4e {
namespace {

/// A position on all frames in a row as one on the frames from `first` on.
double local_position(double position, std::size_t all, std::size_t first, std::size_t frames) {
  if (frames < 2) return position > 0 ? 1.0 : 0.0;
  const double frame = position * static_cast<double>(all - 1) - static_cast<double>(first);
  return std::clamp(frame / static_cast<double>(frames - 1), 0.0, 1.0);
}

bool has_regions(const std::shared_ptr<const MergeEdits>& edits) {
  return edits && !edits->regions.empty();
}

std::shared_ptr<const MergeEdits> without_regions(const std::shared_ptr<const MergeEdits>& edits) {
  if (!has_regions(edits)) return edits;
  auto fewer = std::make_shared<MergeEdits>(*edits);
  fewer->regions.clear();
  return fewer;
}

/// Where any of two changed the photo; both of the photo's size, or empty.
Image either_mask(const Image& left, const Image& right) {
  if (left.empty() || left.size_bytes() != right.size_bytes() || right.type() != SampleType::U8) return right;
  Image both = right;
  auto* out = reinterpret_cast<std::uint8_t*>(both.mutable_data());
  const auto* in = reinterpret_cast<const std::uint8_t*>(left.data());
  for (std::size_t i = 0; i < both.size_bytes(); ++i) out[i] = std::max(out[i], in[i]);
  return both;
}

void add_new(std::vector<std::string>& notes, const std::vector<std::string>& more) {
  for (const std::string& note : more) {
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }
}

/// Whether the frames of all steps are of the same part of the photo, at one size.
bool see_alike(const std::vector<ChainedEdit::Step>& steps) {
  const EditResult& first = steps.front().result;
  return std::ranges::all_of(steps, [&first](const ChainedEdit::Step& step) {
    const EditRegion* one = first.region.get();
    const EditRegion* other = step.result.region.get();
    const bool same_region =
        one && other ? one->mask == other->mask && one->part == other->part : one == other;
    return same_region && size_of(step.result.frames.front()) == size_of(first.frames.front());
  });
}

/// The frames as those of an edit of all of the photo: to be looked at, not to be merged.
void show_in_photo(EditResult& result) {
  const Image& photo = result.edited.image;
  result.frames = frames_in_photo(result);
  const Image& frame = result.frames.front();
  result.map = content_map(photo.width(), photo.height(), frame.width(), frame.height());
  result.region = nullptr;
  result.refined = false;
}

/// Wishes that are done one after the other are made of one part of the photo, so that their frames fit
/// together: all of it where one of them needs that.
void see_one_part(const Editor& editor, std::vector<EditRequest>& wishes) {
  const bool needs_all = std::ranges::any_of(wishes, [&editor](const EditRequest& wish) {
    return editor.plan(wish).region_use == RegionUse::Whole;
  });
  if (wishes.size() < 2 || !needs_all) return;
  const Image& photo = wishes.front().photo->image;
  for (EditRequest& wish : wishes) wish.part = PixelArea{0, 0, photo.width(), photo.height()};
}

/// The last step's picture with what all steps up to it changed.
void take_picture(ChainedEdit& chain, std::size_t last) {
  EditResult& whole = chain.whole;
  whole.edited = chain.steps[last].result.edited;
  Image mask;
  MergeMetrics metrics = chain.steps.front().result.merge.metrics;
  for (std::size_t i = 0; i <= last; ++i) {
    const MergeResult& merge = chain.steps[i].result.merge;
    mask = either_mask(mask, merge.mask);
    metrics.changed_share = std::max(metrics.changed_share, merge.metrics.changed_share);
    metrics.edited_share = std::max(metrics.edited_share, merge.metrics.edited_share);
    metrics.background_psnr_db = std::min(metrics.background_psnr_db, merge.metrics.background_psnr_db);
  }
  whole.merge = chain.steps[last].result.merge;
  whole.merge.mask = std::move(mask);
  whole.merge.metrics = metrics;
}

}  // namespace

void join(ChainedEdit& chain) {
  EditResult& whole = chain.whole;
  whole = chain.steps.front().result;
  if (chain.steps.size() == 1) return;
  const bool alike = see_alike(chain.steps);
  if (!alike) show_in_photo(whole);
  whole.wishes = {whole.caption};
  for (std::size_t i = 1; i < chain.steps.size(); ++i) {
    const EditResult& step = chain.steps[i].result;
    whole.wishes.push_back(step.caption);
    whole.prompt += ", then " + step.prompt;
    const std::vector<Image> frames =
        alike ? step.frames : frames_in_photo(step, size_of(whole.frames.front()));
    whole.frames.insert(whole.frames.end(), frames.begin(), frames.end());
    whole.steps += step.steps;
    whole.times.insert(whole.times.end(), step.times.begin(), step.times.end());
    add_new(whole.notes, step.notes);
  }
  whole.caption = joined_captions(whole.wishes);
  take_picture(chain, chain.steps.size() - 1);
}

std::vector<EditRequest> plan_chain(const Editor& editor, const EditRequest& request) {
  std::vector<EditRequest> wishes;
  const EditSettings& asked = request.settings;
  if (asked.caption.empty() && asked.ending.empty() && editor.model().wants_short_captions()) {
    const InstructionReading reading = editor.rewriter().read(asked.instruction, has_region(request));
    for (const EvolutionCaption& step : reading.steps) {
      wishes.push_back(request);
      if (reading.steps.size() > 1) wishes.back().settings.instruction = step.wish;
    }
  } else {
    wishes.push_back(request);
  }
  for (const EditRequest& wish : wishes) (void)editor.plan(wish);
  return wishes;
}

ChainedEdit edit_chain(Editor& editor, const EditRequest& request, const EditHooks& hooks) {
  request.validate();
  std::vector<EditRequest> wishes = plan_chain(editor, request);
  if (has_region(request) && !request.part) see_one_part(editor, wishes);
  const int count = static_cast<int>(wishes.size());
  ChainedEdit chain;
  std::vector<std::string> not_begun;
  for (int i = 0; i < count; ++i) {
    EditRequest& wish = wishes[static_cast<std::size_t>(i)];
    if (i > 0 && hooks.keep.stop_requested()) {
      not_begun.push_back("\"" + wish.settings.instruction +
                          "\" was not begun: the edit was stopped before.");
      continue;
    }
    if (i > 0) {
      wish.photo = std::make_shared<const Photo>(chain.steps.back().result.edited);
      if (const auto& region = chain.steps.front().result.region; region && has_region(request)) {
        wish.region = region->mask;
        wish.part = region->part;
      }
    }
    if (count > 1) {
      // The next wish builds on this one in full.
      wish.settings.strength = 1.0;
      wish.edits = without_regions(request.edits);
      // Their frames stand in a row, and are of one part of the photo.
      wish.settings.refine = RefineMode::Off;
    }
    EditResult result = editor.edit(wish, {part_of(hooks.run, i, count), hooks.keep, hooks.on_preview});
    chain.steps.push_back({std::move(wish), std::move(result)});
  }
  join(chain);
  chain.whole.settings.instruction = request.settings.instruction;
  chain.whole.settings.strength = request.settings.strength;
  chain.whole.settings.refine = request.settings.refine;
  if (count > 1 && request.settings.refine == RefineMode::On)
    add_new(chain.whole.notes,
            {"The edit was not refined: several wishes in one instruction are made of all of the photo. Give "
             "them one by one."});
  if (count > 1)
    add_new(chain.whole.notes,
            editor.rewriter().read(request.settings.instruction, has_region(request)).whole.notes);
  add_new(chain.whole.notes, not_begun);
  if (count > 1 && (request.settings.strength < 1.0 || has_regions(request.edits)))
    merge_chain_again(editor, request, chain, hooks);
  return chain;
}

void merge_chain_again(Editor& editor, const EditRequest& asked, ChainedEdit& chain, const EditHooks& hooks) {
  std::size_t all = 0;
  for (const ChainedEdit::Step& step : chain.steps) all += step.result.frames.size();
  std::size_t first = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < chain.steps.size(); ++i) {
    auto& [request, result] = chain.steps[i];
    if (i > 0) request.photo = std::make_shared<const Photo>(chain.steps[i - 1].result.edited);
    request.settings.merge = asked.settings.merge;
    request.settings.amount = asked.settings.amount;
    const auto local = [&](double position) {
      return chain.steps.size() == 1 ? position : local_position(position, all, first, result.frames.size());
    };
    request.settings.strength = local(asked.settings.strength);
    request.edits = asked.edits;
    request.area = asked.area;
    request.scale = asked.scale;
    double most = request.settings.strength;
    if (has_regions(asked.edits)) {
      auto edits = std::make_shared<MergeEdits>(*asked.edits);
      for (TimeRegion& region : edits->regions) {
        region.position = local(region.position);
        most = std::max(most, region.position);
      }
      request.edits = std::move(edits);
    }
    if (i > 0 && most <= 0) break;
    const EditHooks part{
        part_of(hooks.run, static_cast<int>(i), static_cast<int>(chain.steps.size())), hooks.keep, {}};
    editor.merge_again(request, result, part);
    last = i;
    first += result.frames.size();
  }
  take_picture(chain, last);
  chain.whole.settings.strength = asked.settings.strength;
}

EditStates merged_states(Editor& editor, const EditRequest& asked, ChainedEdit chain) {
  EditStates states;
  states.count = chain.whole.frames.size();
  states.state = [&editor, asked, chain = std::move(chain)](std::size_t index, const RunContext& context) {
    ChainedEdit at = chain;
    EditRequest here = asked;
    here.settings.strength = strength_of(index, chain.whole.frames.size());
    merge_chain_again(editor, here, at, {context, {}, {}});
    return at.whole.edited;
  };
  return states;
}

EvolutionFrames merged_evolution(Editor& editor, const EditRequest& asked, ChainedEdit chain) {
  EvolutionFrames frames;
  frames.count = chain.whole.frames.size();
  frames.width = chain.whole.edited.image.width();
  frames.height = chain.whole.edited.image.height();
  frames.frame = [states = merged_states(editor, asked, std::move(chain))](std::size_t index,
                                                                           const RunContext& context) {
    return plain_srgb(states.state(index, context), context);
  };
  return frames;
}

ChainedEdit restore_chain(const Editor& editor, const EditRequest& request, EditResult whole,
                          std::size_t count) {
  EditRequest forced = request;
  forced.force = true;  // the model has done it already
  std::vector<EditRequest> wishes = plan_chain(editor, forced);
  // Fewer than planned: the user stopped and kept what there was. Rules that read a sentence as several
  // wishes today may have read it as one when it was edited.
  if (count < wishes.size()) wishes.resize(std::max<std::size_t>(1, count));
  if (count < 2 || wishes.size() != count || whole.frames.size() % count != 0) wishes = {forced};
  const auto share = static_cast<std::ptrdiff_t>(whole.frames.size() / wishes.size());
  ChainedEdit chain;
  auto begin = whole.frames.begin();
  for (EditRequest& wish : wishes) {
    EditResult part = whole;
    part.frames.assign(begin, begin + share);
    part.caption = editor.plan(wish);
    begin += share;
    if (wishes.size() > 1) whole.wishes.push_back(part.caption);
    whole.caption = part.caption;
    chain.steps.push_back({std::move(wish), std::move(part)});
  }
  if (!whole.wishes.empty()) whole.caption = joined_captions(whole.wishes);
  chain.whole = std::move(whole);
  return chain;
}

}  // namespace v4e
