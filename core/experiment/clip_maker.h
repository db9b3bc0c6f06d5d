// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "core/training/triplets.h"

namespace v4e::training {

/// Frames of a clip: the photo and two latent frames of four.
inline constexpr std::int64_t kClipFrames = 9;

/// Something that happens in a clip, as its captions tell: in the present tense, and in no word that names an
/// edit or asks for one.
struct ClipProcess {
  std::string name;
  char group = 'A';                   ///< see group_of(); 'D': a nuisance, no edit at all
  std::string edit;                   ///< id of the edit that it is related to; empty for 'D'
  std::vector<std::string> captions;  ///< with {target} and {colour}
};

[[nodiscard]] const std::vector<ClipProcess>& clip_processes();

/// A caption of `captions` with its subject and its colour.
[[nodiscard]] std::string clip_caption(const std::string& pattern, const std::string& subject,
                                       const std::string& colour);
/// What a clip's captions call an edit, with its colour and its subject; empty for edits that no clip shows.
[[nodiscard]] std::string clip_caption_of(const Effect& edit, const std::string& subject);
/// What they say where the camera does not move.
inline constexpr const char* kCameraStands = ", the camera stands still";
/// The caption of a clip in which nothing happens.
inline constexpr const char* kNothingMoves = "nothing moves, the camera stands still";

struct Clip {
  at::Tensor frames;  ///< [9, 3, H, W] in 0..1
  std::string caption;
  std::string process;
  std::string nuisance;     ///< on top of it, or alone; empty: none
  bool has_flakes = false;  ///< its flakes are a function of the noise it was made with
};

/// Makes films of photos in which something happens: what a video model is trained on.
class ClipMaker {
 public:
  /// `edit_colours`: of the edits that are tested; things in clips take on others.
  ClipMaker(const TripletMaker& maker, const std::vector<std::string>& edit_colours);

  /// noise [C, size/8, size/8] is that of the last latent frame. The same seed gives the same clip.
  [[nodiscard]] Clip make(std::int64_t size_px, const at::Tensor& noise, std::uint64_t seed) const;
  /// A clip of one process; without its nuisance.
  [[nodiscard]] Clip make_one(const ClipProcess& process, std::int64_t size_px, const at::Tensor& noise,
                              std::mt19937_64& random) const;

 private:
  [[nodiscard]] std::string colour_for(const ClipProcess& process, std::mt19937_64& random) const;

  const TripletMaker& maker_;
  std::vector<std::string> colours_;  ///< that no edit has
};

}  // namespace v4e::training
