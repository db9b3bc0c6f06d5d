// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/merge_render.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <opencv2/core.hpp>
#include <opencv2/core/hal/intrin.hpp>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"
#include "core/merge/transfer_sampling.h"

namespace v4e {
namespace {

constexpr int kBandPixels = 400'000;  // between two looks at the stop token: some milliseconds
constexpr float kMaskLow = 0.08F;     // the guided filter leaves a faint haze, cut off here
constexpr float kMaskHigh = 0.92F;
constexpr float kFlat = 0.25F;  // of a change of grey that colours leave: what keeps more has its own detail

using Vec = cv::v_float32x4;

Vec mix(const float* nodes, int first, float fraction) {
  const float* at = nodes + (first + 1) * 4;
  const Vec left = cv::v_load(at);
  return cv::v_fma(cv::v_load(at + 4) - left, cv::v_setall_f32(fraction), left);
}

float mix_one(const float* nodes, int first, float fraction) {
  const float* at = nodes + first + 1;
  return at[0] + fraction * (at[1] - at[0]);
}

// A roughly normal deviate from the pixel's place: the same for every run and thread.
float grain_at(int x, int y, int channel) {
  std::uint32_t h = static_cast<std::uint32_t>(x) * 0x9E3779B1U ^
                    static_cast<std::uint32_t>(y) * 0x85EBCA77U ^
                    static_cast<std::uint32_t>(channel + 1) * 0xC2B2AE3DU;
  h = (h ^ (h >> 15)) * 0x2C1B3C6DU;
  h = (h ^ (h >> 12)) * 0x297A2D39U;
  h ^= h >> 15;
  const auto sum = static_cast<float>((h & 255U) + (h >> 8 & 255U) + (h >> 16 & 255U) + (h >> 24));
  return (sum - 510.0F) / 147.8F;
}

// The affine map's four columns at one photo row.
class AffineSampler {
 public:
  AffineSampler(const LocalAffine& map, const AxisTaps& rows)
      : parts_{RowSampler(map.red, rows, RowSampler::Kind::Linear),
               RowSampler(map.green, rows, RowSampler::Kind::Linear),
               RowSampler(map.blue, rows, RowSampler::Kind::Linear),
               RowSampler(map.constant, rows, RowSampler::Kind::Linear)} {}

  void seek(int y) {
    for (std::size_t i = 0; i < 4; ++i) nodes_[i] = parts_[i].nodes(y);
  }
  [[nodiscard]] Vec colour(const float* rgb, int first, float fraction) const {
    Vec sum = mix(nodes_[3], first, fraction);
    for (std::size_t i = 0; i < 3; ++i)
      sum = cv::v_fma(mix(nodes_[i], first, fraction), cv::v_setall_f32(rgb[i]), sum);
    return sum;
  }
  /// How much of a change of grey is left in each colour.
  [[nodiscard]] Vec carried(int first, float fraction) const {
    return mix(nodes_[0], first, fraction) + mix(nodes_[1], first, fraction) +
           mix(nodes_[2], first, fraction);
  }
  [[nodiscard]] float single(const float* rgb, int first, float fraction) const {
    float sum = mix_one(nodes_[3], first, fraction);
    for (std::size_t i = 0; i < 3; ++i) sum += mix_one(nodes_[i], first, fraction) * rgb[i];
    return sum;
  }

 private:
  std::array<RowSampler, 4> parts_;
  std::array<const float*, 4> nodes_{};
};

Vec read_cubic(const float* nodes, int first, float fraction) {
  const std::array<float, 4> w = cubic_weights(fraction);
  const float* at = nodes + first * 4;
  Vec sum = cv::v_load(at) * cv::v_setall_f32(w[0]);
  for (int i = 1; i < 4; ++i)
    sum = cv::v_fma(cv::v_load(at + 4 * i), cv::v_setall_f32(w[static_cast<std::size_t>(i)]), sum);
  return sum;
}

// Everything that one thread needs to compute predictions along a row.
struct Samplers {
  std::optional<AffineSampler> colour;
  std::optional<RowSampler> model;
  std::optional<RowSampler> keep;
  std::optional<AffineSampler> mask;
  std::optional<RowSampler> support;
  std::optional<RowSampler> canvas;
  const float* model_row = nullptr;
  const float* keep_row = nullptr;
  const float* support_row = nullptr;
  const float* canvas_row = nullptr;

  Samplers(const RenderLayers& layers, const AxisTaps& rows, const AxisTaps& canvas_rows) {
    using Kind = RowSampler::Kind;
    const bool on_canvas = layers.way == MergeWay::Texture;
    if (!layers.colour.red.empty()) colour.emplace(layers.colour, on_canvas ? canvas_rows : rows);
    if (!layers.model.empty()) model.emplace(layers.model, rows, Kind::Cubic);
    if (!layers.keep_structure.empty()) keep.emplace(layers.keep_structure, rows, Kind::Linear);
    if (!layers.mask.red.empty()) mask.emplace(layers.mask, rows);
    if (!layers.mask_support.empty()) support.emplace(layers.mask_support, rows, Kind::Linear);
    if (!layers.canvas.empty()) canvas.emplace(layers.canvas, canvas_rows, Kind::Cubic);
  }
  void seek(int y) {
    if (colour) colour->seek(y);
    if (model) model_row = model->nodes(y);
    if (keep) keep_row = keep->nodes(y);
    if (mask) mask->seek(y);
    if (support) support_row = support->nodes(y);
    if (canvas) canvas_row = canvas->nodes(y);
  }
  [[nodiscard]] float mask_at(const float* rgb, int first, float fraction) const {
    const float reach = mix_one(support_row, first, fraction);
    if (reach <= 0) return 0;
    const float soft = (mask->single(rgb, first, fraction) - kMaskLow) / (kMaskHigh - kMaskLow);
    return std::clamp(soft, 0.0F, 1.0F) * reach;
  }
};

struct Taps {
  AxisTaps columns;
  AxisTaps rows;
  AxisTaps canvas_columns;
  AxisTaps canvas_rows;
};

Taps make_taps(const WorkingMap& map, const RenderLayers& layers) {
  Taps taps{make_axis_taps(map.photo_width, map.content_width, map.scale),
            make_axis_taps(map.photo_height, map.content_height, map.scale),
            {},
            {}};
  if (!layers.canvas.empty()) {
    taps.canvas_columns = make_axis_taps(map.photo_width, layers.canvas.width(), layers.canvas_scale);
    taps.canvas_rows = make_axis_taps(map.photo_height, layers.canvas.height(), layers.canvas_scale);
  }
  return taps;
}

float join_masks(float own, float user, UserMaskMode mode) {
  switch (mode) {
    case UserMaskMode::Restrict:
      return own * user;
    case UserMaskMode::Extend:
      return std::max(own, user);
    case UserMaskMode::Replace:
      return user;
  }
  return own;
}

template <typename Sample>
void read_rgb(const Sample* pixel, int channels, float* rgb) {
  rgb[0] = to_unit(pixel[0]);
  rgb[1] = channels < 3 ? rgb[0] : to_unit(pixel[1]);
  rgb[2] = channels < 3 ? rgb[0] : to_unit(pixel[2]);
}

// The new value, or the old one where the change is less than one level; `always`: the new one.
template <typename Sample>
bool write_rgb(const float* before, const float* after, int channels, bool always, Sample* pixel) {
  float wanted[3] = {after[0], after[1], after[2]};
  int count = 3;
  if (channels < 3) {
    wanted[0] = luma(after);
    count = 1;
  }
  bool visible = false;
  for (int c = 0; c < count; ++c) {
    wanted[c] = std::clamp(wanted[c], 0.0F, 1.0F);
    visible |= std::abs(wanted[c] - before[c]) * kFullScale<Sample> >= 1.0F;
  }
  if (!visible && !always) return false;
  for (int c = 0; c < count; ++c) pixel[c] = from_unit<Sample>(wanted[c]);
  return true;
}

template <typename Sample>
class RowRenderer {
 public:
  RowRenderer(const MergeRequest& request, const RenderLayers& layers, const Taps& taps)
      : request_(request),
        layers_(layers),
        taps_(taps),
        samplers_(layers, taps.rows, taps.canvas_rows),
        masked_(samplers_.mask.has_value() && !is_grey_everywhere(request)) {
    if (!layers.detail.empty()) detail_.emplace(request.photo, layers.detail, taps.columns, taps.rows);
    if (request.options.area) {
      left_ = request.options.area->x;
      top_ = request.options.area->y;
    }
    // On the way to grey the model's own leaks count little; at the end nothing of them may be left.
    if (request.greys == GreyRule::Everywhere)
      greyness_ = static_cast<float>(std::pow(request.options.position, 8));
  }

  // Renders one row of the result in place; returns how many pixels changed.
  std::int64_t render(int row, int width, Sample* pixels, std::uint8_t* mask) {
    const int y = row + top_;
    samplers_.seek(y);
    if (detail_) detail_row_ = detail_->row(y, left_, width);
    const int channels = request_.photo.channels();
    const MergeOptions& options = request_.options;
    const auto amount = static_cast<float>(options.amount);
    std::int64_t changed = 0;
    for (int x = left_; x < left_ + width; ++x, ++mask, pixels += channels) {
      const auto i = static_cast<std::size_t>(x);
      float rgb[3];
      read_rgb(pixels, channels, rgb);
      float share = 1.0F;
      if (masked_) share = samplers_.mask_at(rgb, taps_.columns.first[i], taps_.columns.fraction[i]);
      if (!options.user_mask.empty()) {
        share = join_masks(share, unit_at(options.user_mask, x, y), options.user_mask_mode);
      }
      if (share <= 0) continue;
      alignas(16) float predicted[4];
      predict(x, y, rgb, predicted);
      hold_greys(rgb, predicted);
      float after[3];
      for (int c = 0; c < 3; ++c) after[c] = mixed(rgb[c], predicted[c], share * amount);
      const bool loses_colour = greyness_ >= 1 && share * amount >= 1 && has_colour(rgb);
      if (!write_rgb(rgb, after, channels, loses_colour, pixels)) continue;
      *mask = std::max<std::uint8_t>(1, from_unit<std::uint8_t>(share));
      ++changed;
    }
    return changed;
  }

 private:
  static float mixed(float from, float to, float share) {
    return share >= 1 ? to : from + share * (to - from);  // the end itself, not its neighbour by rounding
  }
  static bool has_colour(const float* rgb) { return rgb[0] != rgb[1] || rgb[1] != rgb[2]; }

  void hold_greys(const float* rgb, float* predicted) const {
    const bool stays_grey = request_.greys == GreyRule::Kept && !has_colour(rgb);
    const float share = stays_grey ? 1.0F : greyness_;
    if (share <= 0) return;
    const float grey = luma(predicted);
    for (int c = 0; c < 3; ++c) predicted[c] = mixed(predicted[c], grey, share);
  }

  void predict(int x, int y, const float* rgb, float* predicted) const {
    const auto i = static_cast<std::size_t>(x);
    if (layers_.way == MergeWay::Texture) {
      const int first = taps_.canvas_columns.first[i];
      const std::array<float, 4> w = cubic_weights(taps_.canvas_columns.fraction[i]);
      const float* at = samplers_.canvas_row + static_cast<std::ptrdiff_t>(first) * 3;
      for (int c = 0; c < 3; ++c)
        predicted[c] = w[0] * at[c] + w[1] * at[3 + c] + w[2] * at[6 + c] + w[3] * at[9 + c];
      if (!samplers_.colour) return;
      alignas(16) float carried[4];
      cv::v_store(carried, samplers_.colour->colour(rgb, first, taps_.canvas_columns.fraction[i]));
      for (int c = 0; c < 3; ++c) predicted[c] += carried[c];
      return;
    }
    const int first = taps_.columns.first[i];
    const float fraction = taps_.columns.fraction[i];
    const Vec recoloured = samplers_.colour->colour(rgb, first, fraction);
    if (layers_.way == MergeWay::Global) {
      const bool has_more = samplers_.model.has_value();
      cv::v_store(predicted,
                  has_more ? recoloured + read_cubic(samplers_.model_row, first, fraction) : recoloured);
      return;
    }
    const float keep = mix_one(samplers_.keep_row, first, fraction);
    const Vec model = read_cubic(samplers_.model_row, first, fraction);
    cv::v_store(predicted, cv::v_fma(recoloured - model, cv::v_setall_f32(keep), model));
    // The photo's own detail and grain came along with its pixels; the model's have none.
    const bool has_detail = detail_ && detail_->has(x - left_);
    if (has_detail) {
      // Colours that flatten what was there bring none of its detail along.
      alignas(16) float carried[4];
      cv::v_store(carried, samplers_.colour->carried(first, fraction));
      const float* detail = detail_row_ + 3 * static_cast<std::ptrdiff_t>(x - left_);
      for (int c = 0; c < 3; ++c)
        predicted[c] += (1 - keep * std::clamp(carried[c] / kFlat, 0.0F, 1.0F)) * detail[c];
      return;
    }
    for (int c = 0; c < 3; ++c)
      predicted[c] += (1 - keep) * layers_.grain[static_cast<std::size_t>(c)] * grain_at(x, y, c);
  }

  const MergeRequest& request_;
  const RenderLayers& layers_;
  const Taps& taps_;
  Samplers samplers_;
  std::optional<DetailRows> detail_;
  const float* detail_row_ = nullptr;
  bool masked_;
  int left_ = 0;  // of the area on the photo
  int top_ = 0;
  float greyness_ = 0;  // how far predictions go towards grey
};

// Calls work(range of rows) on all cores, band by band, with a tick in between.
template <typename Work>
void for_bands(int width, int height, const RunContext& context, const Work& work) {
  const int rows = std::max(2, kBandPixels / width);
  const int bands = (height + rows - 1) / rows;
  for (int band = 0; band < bands; ++band) {
    context.tick({Stage::Merge, band, bands});
    cv::parallel_for_(cv::Range(band * rows, std::min(height, (band + 1) * rows)), work);
  }
  context.tick({Stage::Merge, bands, bands});
}

template <typename Sample>
std::int64_t render_rows(const MergeRequest& request, const RenderLayers& layers, MergeResult& result,
                         const RunContext& context) {
  const Taps taps = make_taps(request.map, layers);
  std::byte* edit = result.edit.mutable_data();
  auto* mask = reinterpret_cast<std::uint8_t*>(result.mask.mutable_data());
  std::atomic<std::int64_t> changed{0};
  for_bands(result.edit.width(), result.edit.height(), context, [&](const cv::Range& range) {
    RowRenderer<Sample> renderer(request, layers, taps);
    std::int64_t count = 0;
    for (int y = range.start; y < range.end; ++y) {
      const auto row = static_cast<std::size_t>(y);
      count += renderer.render(y, result.edit.width(),
                               reinterpret_cast<Sample*>(edit + result.edit.row_bytes() * row),
                               mask + result.mask.row_bytes() * row);
    }
    changed += count;
  });
  return changed;
}

}  // namespace

void render_edit(const MergeRequest& request, const RenderLayers& layers, MergeResult& result,
                 const RunContext& context) {
  const auto& area = request.options.area;
  result.edit = area ? cropped(request.photo, *area) : request.photo;
  result.mask = Image(result.edit.width(), result.edit.height(), 1, SampleType::U8);
  const std::int64_t changed = request.photo.type() == SampleType::U8
                                   ? render_rows<std::uint8_t>(request, layers, result, context)
                                   : render_rows<std::uint16_t>(request, layers, result, context);
  const double pixels = static_cast<double>(result.edit.width()) * result.edit.height();
  result.metrics.edited_share = static_cast<double>(changed) / pixels;
}

Image refine_mask(const Image& photo, const WorkingMap& map, const Evolution& evolution,
                  const RunContext& context) {
  const RenderLayers layers = make_local_layers(photo, evolution, map.scale, false);
  const Taps taps = make_taps(map, layers);
  Image result(photo.width(), photo.height(), 1, SampleType::F32);
  cv::Mat target = view_mutable_mat(result);
  for_bands(photo.width(), photo.height(), context, [&](const cv::Range& range) {
    Samplers samplers(layers, taps.rows, taps.canvas_rows);
    const int channels = photo.channels();
    for (int y = range.start; y < range.end; ++y) {
      samplers.seek(y);
      for (int x = 0; x < photo.width(); ++x) {
        float rgb[3];
        if (photo.type() == SampleType::U8) {
          read_rgb(photo.row<std::uint8_t>(y) + static_cast<std::ptrdiff_t>(x) * channels, channels, rgb);
        } else {
          read_rgb(photo.row<std::uint16_t>(y) + static_cast<std::ptrdiff_t>(x) * channels, channels, rgb);
        }
        const auto i = static_cast<std::size_t>(x);
        target.at<float>(y, x) = samplers.mask_at(rgb, taps.columns.first[i], taps.columns.fraction[i]);
      }
    }
  });
  return result;
}

}  // namespace v4e
