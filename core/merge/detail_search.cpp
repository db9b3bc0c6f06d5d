// SPDX-License-Identifier: GPL-3.0-or-later
// Which places of the photo lend their detail to which blocks of the model's picture.
#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <random>

#include "core/image/mat_view.h"
#include "core/merge/detail.h"

namespace v4e {
namespace {

constexpr int kHalfBlock = kDetailBlock / 2;
constexpr int kArea = kDetailBlock * kDetailBlock;
constexpr double kToneRadius = 8;     // working pixels, over which the model's tone is the photo's
constexpr int kFewSources = 16;       // fewer places than that repeat visibly
constexpr int kFirstTries = 24;
constexpr int kRounds = 4;
constexpr float kToneWeight = 0.25F;  // of the mean colour against the structure
constexpr float kEvenWeight = 4;      // of unlike contrast: the least difference alone prefers what is even
constexpr float kFarWeight = 0.5F;    // of a source one diagonal away: what is near has the same light
constexpr float kFloor = 0.01F;       // of the range: deviations below are grain
constexpr float kMostGain = 1.5F;
constexpr float kEdgeLoss = 0.25F;    // of the gain, of an edge that has no match
constexpr float kTexture = 0.5F;      // as BlockFacts::edge: below it nothing tells where an edge lies
constexpr float kEdge = 0.9F;
constexpr float kNoPlace = std::numeric_limits<float>::max();

/// A picture of blocks: colours and structure.
struct Looks {
  cv::Mat colours;  ///< CV_32FC3
  cv::Mat luma;     ///< CV_32F
  cv::Mat tones;      ///< CV_32FC3: the mean of the block whose corner it is
  cv::Mat contrasts;  ///< CV_32F: its luma's deviation

  explicit Looks(const Image& picture) : colours(view_mat(picture)) {
    cv::cvtColor(colours, luma, cv::COLOR_RGB2GRAY);
    const cv::Size block(kDetailBlock, kDetailBlock);
    cv::blur(colours, tones, block, {0, 0}, cv::BORDER_REFLECT);
    cv::Mat mean;
    cv::Mat square;
    cv::blur(luma, mean, block, {0, 0}, cv::BORDER_REFLECT);
    cv::blur(luma.mul(luma), square, block, {0, 0}, cv::BORDER_REFLECT);
    cv::sqrt(cv::max(cv::Mat(square - mean.mul(mean)), 0.0), contrasts);
  }
};

/// Of a block of luma.
struct BlockFacts {
  cv::Vec3f tone;
  float mean = 0;
  float variance = 0;
  float edge = 0;  ///< 0 texture or even, 1 one straight edge
};

BlockFacts facts_of(const Looks& looks, cv::Point at) {
  BlockFacts facts;
  facts.tone = looks.tones.at<cv::Vec3f>(at);
  float sum = 0;
  float square = 0;
  float xx = 0;
  float yy = 0;
  float xy = 0;
  for (int y = 0; y < kDetailBlock; ++y) {
    const float* row = looks.luma.ptr<float>(at.y + y) + at.x;
    const float* below = y + 1 < kDetailBlock ? looks.luma.ptr<float>(at.y + y + 1) + at.x : nullptr;
    for (int x = 0; x < kDetailBlock; ++x) {
      sum += row[x];
      square += row[x] * row[x];
      if (!below || x + 1 == kDetailBlock) continue;
      const float dx = row[x + 1] - row[x];
      const float dy = below[x] - row[x];
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
  }
  facts.mean = sum / kArea;
  facts.variance = std::max(0.0F, square / kArea - facts.mean * facts.mean);
  const float all = xx + yy + 2 * kArea * kFloor * kFloor;
  facts.edge = std::sqrt((xx - yy) * (xx - yy) + 4 * xy * xy) / all;
  return facts;
}

class Search {
 public:
  Search(const Image& before, const Image& model, const cv::Mat& unknown, cv::Mat needed)
      : before_(before), model_(model), needed_(std::move(needed)) {
    const cv::Size size = unknown.size();
    cv::Mat sums;
    cv::integral(unknown / 255, sums, CV_32S);
    may_lend_ = cv::Mat(size, CV_8U, cv::Scalar(0));
    for (int y = 0; y + kDetailBlock <= size.height; ++y) {
      for (int x = 0; x + kDetailBlock <= size.width; ++x) {
        const int right = x + kDetailBlock;
        const int below = y + kDetailBlock;
        const int inside =
            sums.at<int>(below, right) - sums.at<int>(y, right) - sums.at<int>(below, x) + sums.at<int>(y, x);
        if (inside > 0) continue;
        may_lend_.at<std::uint8_t>(y, x) = 1;
        places_.emplace_back(x, y);
      }
    }
    diagonal_ = static_cast<float>(std::hypot(size.width, size.height));
  }

  [[nodiscard]] bool has_sources() const { return places_.size() >= kFewSources; }

  void run(DetailField& field) {
    columns_ = field.columns;
    rows_ = field.rows;
    const auto count = field.blocks.size();
    source_.assign(count, {});
    cost_.assign(count, kNoPlace);
    facts_.resize(count);
    each(false, [&](std::size_t i, cv::Point at) { begin(i, at); });
    for (int round = 0; round < kRounds; ++round)
      each(round % 2 == 1, [&](std::size_t i, cv::Point at) { improve(i, at, round % 2 == 1); });
    each(false, [&](std::size_t i, cv::Point at) { settle(i, at, field); });
  }

 private:
  /// The blocks that are needed, in rows from the top or back from the end: work(index, its corner).
  template <typename Work>
  void each(bool backwards, const Work& work) {
    const int count = columns_ * rows_;
    for (int k = 0; k < count; ++k) {
      const int i = backwards ? count - 1 - k : k;
      const cv::Point at = corner(i % columns_, i / columns_);
      if (cv::countNonZero(needed_(cv::Rect(at, cv::Size(kDetailBlock, kDetailBlock)))) == 0) continue;
      work(static_cast<std::size_t>(i), at);
    }
  }

  /// Blocks at the picture's edge are looked at as far as they lie in it.
  [[nodiscard]] cv::Point corner(int column, int row) const {
    return {std::clamp((column - 1) * kHalfBlock, 0, model_.luma.cols - kDetailBlock),
            std::clamp((row - 1) * kHalfBlock, 0, model_.luma.rows - kDetailBlock)};
  }

  void begin(std::size_t i, cv::Point at) {
    facts_[i] = facts_of(model_, at);
    for (int k = 0; k < kFirstTries; ++k) try_place(i, at, places_[random_() % places_.size()]);
  }

  void improve(std::size_t i, cv::Point at, bool backwards) {
    const int column = static_cast<int>(i) % columns_;
    const int row = static_cast<int>(i) / columns_;
    const int towards = backwards ? 1 : -1;
    for (const auto& [dx, dy] : {std::pair(towards, 0), std::pair(0, towards)}) {
      const int x = column + dx;
      const int y = row + dy;
      if (x < 0 || y < 0 || x >= columns_ || y >= rows_) continue;
      const auto neighbour = static_cast<std::size_t>(y * columns_ + x);
      if (cost_[neighbour] < kNoPlace) try_place(i, at, source_[neighbour] + at - corner(x, y));
    }
    for (int radius = std::max(may_lend_.cols, may_lend_.rows) / 2; radius >= 1; radius /= 2) {
      const auto away = [&] {
        return static_cast<int>(random_() % (2 * static_cast<unsigned>(radius) + 1)) - radius;
      };
      const int x = source_[i].x + away();
      const int y = source_[i].y + away();
      try_place(i, at, {x, y});
    }
  }

  void try_place(std::size_t i, cv::Point at, cv::Point place) {
    if (!cv::Rect({}, may_lend_.size()).contains(place) || !may_lend_.at<std::uint8_t>(place)) return;
    const cv::Point way = place - at;
    const float far = 1 + kFarWeight * static_cast<float>(std::hypot(way.x, way.y)) / diagonal_;
    const float cost = far * (difference(i, at, place, cost_[i] / far) + kArea * kFloor * kFloor);
    if (cost >= cost_[i]) return;
    cost_[i] = cost;
    source_[i] = place;
  }

  /// Squared, of structure and tone; stops where it gets larger than `most`.
  [[nodiscard]] float difference(std::size_t i, cv::Point at, cv::Point place, float most) const {
    const cv::Vec3f tone = before_.tones.at<cv::Vec3f>(place) - facts_[i].tone;
    const float mean = 0.299F * tone[0] + 0.587F * tone[1] + 0.114F * tone[2];
    const float contrast = before_.contrasts.at<float>(place) - std::sqrt(facts_[i].variance);
    float sum = kArea * (kToneWeight * tone.dot(tone) + kEvenWeight * contrast * contrast);
    for (int y = 0; y < kDetailBlock && sum < most; ++y) {
      const float* here = model_.luma.ptr<float>(at.y + y) + at.x;
      const float* there = before_.luma.ptr<float>(place.y + y) + place.x;
      for (int x = 0; x < kDetailBlock; ++x) {
        const float step = there[x] - here[x] - mean;
        sum += step * step;
      }
    }
    return sum;
  }

  void settle(std::size_t i, cv::Point at, DetailField& field) const {
    if (cost_[i] >= kNoPlace) return;
    const BlockFacts& here = facts_[i];
    const BlockFacts there = facts_of(before_, source_[i]);
    constexpr float kNoise = kFloor * kFloor;
    float gain = std::min(kMostGain, std::sqrt((here.variance + kNoise) / (there.variance + kNoise)));
    // An edge that does not lie where the source has it must not be drawn twice; texture has no place.
    const float misfit = difference(i, at, source_[i], kNoPlace) / (kArea * (here.variance + kNoise));
    const float edge = (std::max(here.edge, there.edge) - kTexture) / (kEdge - kTexture);
    gain *= 1 - kEdgeLoss * std::clamp(edge, 0.0F, 1.0F) * std::clamp(misfit, 0.0F, 1.0F);
    const cv::Point way = source_[i] - at;
    field.blocks[i] = {static_cast<int>(std::lround(way.x / field.scale)),
                       static_cast<int>(std::lround(way.y / field.scale)), std::max(gain, 1e-3F)};
  }

  Looks before_;
  Looks model_;
  cv::Mat needed_;    ///< U8
  cv::Mat may_lend_;  ///< U8, by the block's corner
  std::vector<cv::Point> places_;
  float diagonal_ = 1;
  int columns_ = 0;
  int rows_ = 0;
  std::vector<cv::Point> source_;
  std::vector<float> cost_;
  std::vector<BlockFacts> facts_;
  std::mt19937 random_{1};  // the same every time: an edit merged again is the same
};

/// `before` in the tone of the photo, as merges show the model's pixels.
cv::Mat in_photos_tone(const Image& photo, const Image& before, const cv::Mat& unknown) {
  cv::Mat known;
  cv::Mat(unknown == 0).convertTo(known, CV_32F, 1.0 / 255);
  cv::Mat weight;
  cv::GaussianBlur(known, weight, {}, kToneRadius, 0, cv::BORDER_REFLECT);
  std::vector<cv::Mat> channels;
  cv::split(view_mat(photo) - view_mat(before), channels);
  for (cv::Mat& channel : channels) {
    channel = channel.mul(known);
    cv::GaussianBlur(channel, channel, {}, kToneRadius, 0, cv::BORDER_REFLECT);
    channel /= weight + 1e-3;
  }
  cv::Mat loss;
  cv::merge(channels, loss);
  return view_mat(before) + loss;
}

}  // namespace

DetailField find_detail(const Image& photo, const Image& before, const Image& model, const Image& soft,
                        double scale) {
  DetailField field;
  const cv::Size size(photo.width(), photo.height());
  if (std::min(size.width, size.height) < 2 * kDetailBlock) return field;
  const cv::Mat changed = view_mat(soft) > 0;
  // The model's blur carries the edit some pixels outwards.
  cv::Mat unknown;
  cv::dilate(changed, unknown, cv::getStructuringElement(cv::MORPH_ELLIPSE, {5, 5}));
  Image base = copy_from_mat(in_photos_tone(photo, before, unknown));
  Search search(base, model, unknown, changed);
  if (!search.has_sources()) return field;
  field.scale = scale;
  field.columns = (size.width + kHalfBlock - 1) / kHalfBlock + 1;
  field.rows = (size.height + kHalfBlock - 1) / kHalfBlock + 1;
  field.blocks.resize(static_cast<std::size_t>(field.columns) * static_cast<std::size_t>(field.rows));
  field.base = std::move(base);
  search.run(field);
  return field;
}

}  // namespace v4e
