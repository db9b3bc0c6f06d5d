// SPDX-License-Identifier: GPL-3.0-or-later
// Merging again with what is remembered gives what merging afresh gives.
#include "core/merge/merge_memory.h"

#include <gtest/gtest.h>

#include <cstring>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"
#include "tests/core/merge/merge_pictures.h"

namespace v4e {
namespace {

using pictures::make_request;

void expect_same(const MergeResult& a, const MergeResult& b) {
  EXPECT_EQ(a.way, b.way);
  ASSERT_EQ(a.edit.size_bytes(), b.edit.size_bytes());
  EXPECT_EQ(std::memcmp(a.edit.data(), b.edit.data(), a.edit.size_bytes()), 0);
  EXPECT_EQ(std::memcmp(a.mask.data(), b.mask.data(), a.mask.size_bytes()), 0);
}

std::vector<MergeRequest> some_requests() {
  const cv::Mat scene = pictures::make_scene(900, 600);
  std::vector<MergeRequest> requests;
  requests.push_back(make_request(scene, pictures::night(scene)));
  requests.push_back(make_request(scene, pictures::sepia(scene), SampleType::U16));
  cv::Mat local = scene.clone();
  local(cv::Rect(local.cols / 3, local.rows / 3, local.cols / 5, local.rows / 5)).setTo(cv::Scalar::all(0.1));
  requests.push_back(make_request(scene, local));
  return requests;
}

TEST(MergeMemory, ChangesNothing) {
  MergeMemory memory;
  for (MergeRequest& request : some_requests()) {
    for (const double strength : {1.0, 0.4, 0.4, 0.7, 0.0, 1.0}) {
      request.options.position = strength;
      request.memory = nullptr;
      const MergeResult fresh = merge(request);
      request.memory = &memory;
      expect_same(merge(request), fresh);
    }
    request.options.drift.colour = request.options.drift.shift = false;
    request.memory = nullptr;
    const MergeResult fresh = merge(request);
    request.memory = &memory;
    expect_same(merge(request), fresh);
  }
}

TEST(MergeMemory, ASmallerResultLooksLikeTheWhole) {
  for (MergeRequest& request : some_requests()) {
    request.options.position = 0.7;
    const MergeResult whole = merge(request);
    request.options.scale = 0.3;
    const MergeResult small = merge(request);
    ASSERT_EQ(small.edit.width(), side_at(0.3, whole.edit.width()));
    ASSERT_EQ(small.edit.height(), side_at(0.3, whole.edit.height()));
    EXPECT_EQ(small.way, whole.way);
    cv::Mat shrunk;
    cv::resize(view_mat(whole.edit), shrunk, {small.edit.width(), small.edit.height()}, 0, 0, cv::INTER_AREA);
    const double full = whole.edit.type() == SampleType::U8 ? 255 : 65535;
    const double values = static_cast<double>(shrunk.total()) * shrunk.channels();
    EXPECT_LT(cv::norm(view_mat(small.edit), shrunk, cv::NORM_L1) / values / full, 0.01);
  }
}

TEST(MergeMemory, ASmallerResultHasNoAreaAndNoTiles) {
  MergeRequest request = some_requests().front();
  request.options.scale = 0.5;
  request.options.area = PixelArea{0, 0, 4, 4};
  EXPECT_THROW((void)merge(request), Error);
  request.options.area.reset();
  request.tile_editor = [](const TileRequest& tile) { return tile.source; };
  EXPECT_THROW((void)merge(request), Error);
  request.tile_editor = {};
  request.options.scale = 0;
  EXPECT_THROW((void)merge(request), Error);
}

}  // namespace
}  // namespace v4e
