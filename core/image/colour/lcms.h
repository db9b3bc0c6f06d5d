// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of this folder share: Little CMS's handles, rows on all cores.
#pragma once

#include <lcms2.h>

#include <algorithm>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <string>

#include "core/base/run_context.h"

namespace v4e::lcms {

struct ProfileCloser {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct TransformDeleter {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Profile = std::unique_ptr<void, ProfileCloser>;
using Transform = std::unique_ptr<void, TransformDeleter>;

// No cache, so that several threads may share a transform.
inline constexpr cmsUInt32Number kFlags = cmsFLAGS_NOCACHE | cmsFLAGS_BLACKPOINTCOMPENSATION;
inline constexpr int kRowsPerTask = 64;

inline Profile open_profile(const std::string& icc) {
  return Profile(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size())));
}

inline Transform make_transform(const Profile& from, cmsUInt32Number from_type, const Profile& to,
                                cmsUInt32Number to_type) {
  if (!from || !to) return nullptr;
  return Transform(
      cmsCreateTransform(from.get(), from_type, to.get(), to_type, INTENT_RELATIVE_COLORIMETRIC, kFlags));
}

/// Splits rows among the cores, in strips between which a stop is honoured.
template <typename Action>
void for_rows(int rows, const RunContext& context, Action action) {
  const int strip = kRowsPerTask * std::max(1, cv::getNumThreads());
  for (int start = 0; start < rows; start += strip) {
    context.check();
    cv::parallel_for_(cv::Range(start, std::min(rows, start + strip)), [&](const cv::Range& range) {
      for (int y = range.start; y < range.end; ++y) action(y);
    });
  }
}

}  // namespace v4e::lcms
