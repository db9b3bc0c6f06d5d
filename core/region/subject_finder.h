// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/resources.h"
#include "core/base/run_context.h"
#include "core/image/image.h"
#include "core/region/coarse_mask.h"

namespace v4e {

/// What stands out in a photo.
struct FoundSubject {
  CoarseMask outline;     ///< soft where the network is unsure; RefinedEdge makes it follow the photo's edges
  double confidence = 0;  ///< 0..1
  bool clear = false;     ///< one may take it for the subject; else it is a guess, to be shown as one
};

/// Finds the subject of a photo with U2-Netp (resources/models/subject). Loads it once; immutable, safe to
/// use from several threads.
class SubjectFinder {
 public:
  /// Throws Error(FileUnreadable | FileMalformed | CheckpointMismatch).
  explicit SubjectFinder(const std::filesystem::path& folder = resource_folder() / "models" / "subject");
  ~SubjectFinder();
  SubjectFinder(SubjectFinder&&) noexcept;
  SubjectFinder& operator=(SubjectFinder&&) noexcept;

  /// One look at the whole photo (any type, in sRGB or something like it): the first answer. Throws
  /// Error(InvalidArgument) without a photo, Cancelled.
  [[nodiscard]] FoundSubject find(const Image& photo, const RunContext& context = {}) const;

  /// A second look, at the part around a subject that fills little of the photo: its rim is seen at a higher
  /// resolution, and a subject that the network does not see again is not clear. One that fills the photo
  /// comes back as it is, at once.
  [[nodiscard]] FoundSubject look_closer(const Image& photo, const FoundSubject& found,
                                         const RunContext& context = {}) const;

  /// Both looks, one after the other.
  [[nodiscard]] FoundSubject find_closely(const Image& photo, const RunContext& context = {}) const;

 private:
  struct Network;
  std::unique_ptr<const Network> network_;
};

}  // namespace v4e
