// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_space.h"

#include <cstring>

#include "core/image/colour/colour.h"
#include "core/image/colour/plain_srgb.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

/// F32 samples of a picture put beside each other in U16: colour, then alpha where there is one.
Image to_u16(const Image& rgb, const Image& alpha) {
  const int channels = alpha.empty() ? 3 : 4;
  Image result(rgb.width(), rgb.height(), channels, SampleType::U16);
  auto* out = reinterpret_cast<std::uint16_t*>(result.mutable_data());
  for (int y = 0; y < rgb.height(); ++y) {
    const float* colour = rgb.row<float>(y);
    const float* cover = alpha.empty() ? nullptr : alpha.row<float>(y);
    for (int x = 0; x < rgb.width(); ++x) {
      for (int c = 0; c < 3; ++c) *out++ = from_unit<std::uint16_t>(colour[3 * x + c]);
      if (cover) *out++ = from_unit<std::uint16_t>(cover[x]);
    }
  }
  return result;
}

/// The colour channels of a U16 picture as F32.
Image to_f32_rgb(const Image& image) {
  Image result(image.width(), image.height(), 3, SampleType::F32);
  auto* out = reinterpret_cast<float*>(result.mutable_data());
  const int channels = image.channels();
  for (int y = 0; y < image.height(); ++y) {
    const auto* row = image.row<std::uint16_t>(y);
    for (int x = 0; x < image.width(); ++x) {
      for (int c = 0; c < 3; ++c) *out++ = to_unit(row[channels * x + (channels < 3 ? 0 : c)]);
    }
  }
  return result;
}

template <typename Sample>
void widen_grey(const Image& grey, Image& rgb) {
  auto* out = reinterpret_cast<Sample*>(rgb.mutable_data());
  const int channels = grey.channels();
  for (int y = 0; y < grey.height(); ++y) {
    const auto* row = grey.row<Sample>(y);
    for (int x = 0; x < grey.width(); ++x) {
      for (int c = 0; c < 3; ++c) *out++ = row[channels * x];
      if (channels == 2) *out++ = row[channels * x + 1];
    }
  }
}

Image grey_to_rgb(const Image& grey) {
  Image rgb(grey.width(), grey.height(), grey.channels() + 2, grey.type());
  grey.type() == SampleType::U8 ? widen_grey<std::uint8_t>(grey, rgb) : widen_grey<std::uint16_t>(grey, rgb);
  return rgb;
}

/// Puts the original's pixels where the mask says that nothing was touched.
void put_back(const Image& original, const Image& mask, Image& edited) {
  const std::size_t pixel = static_cast<std::size_t>(original.channels()) * bytes_per_sample(original.type());
  std::byte* out = edited.mutable_data();
  for (int y = 0; y < original.height(); ++y) {
    const std::byte* from = original.row<std::byte>(y);
    const std::uint8_t* touched = mask.row<std::uint8_t>(y);
    std::byte* to = out + edited.row_bytes() * static_cast<std::size_t>(y);
    for (int x = 0; x < original.width(); ++x) {
      const std::size_t at = pixel * static_cast<std::size_t>(x);
      if (touched[x] == 0) std::memcpy(to + at, from + at, pixel);
    }
  }
}

}  // namespace

GreyRule grey_rule(EditGreys greys, const Image& photo) {
  switch (greys) {
    case EditGreys::Free:
      return GreyRule::Free;
    case EditGreys::KeptInGreyPhotos:
      return is_grey(photo) ? GreyRule::Kept : GreyRule::Free;
    case EditGreys::Kept:
      return GreyRule::Kept;
    case EditGreys::All:
      return GreyRule::Everywhere;
  }
  return GreyRule::Free;
}

void hold_greys(const EvolutionCaption& caption, const Image& photo, std::vector<Image>& frames) {
  if (caption.greys != EditGreys::Free && is_grey(photo)) {
    for (Image& frame : frames) frame = without_colour(frame);
  } else if (caption.greys == EditGreys::All && !caption.is_partial) {
    end_in_grey(frames);
  }
}

EditSpace::EditSpace(std::shared_ptr<const Photo> photo, bool may_bring_colour, const RunContext& context)
    : photo_(std::move(photo)) {
  const bool grey = photo_->image.channels() < 3;
  coloured_ = grey && may_bring_colour;
  converted_ = grey ? coloured_ && !photo_->icc_profile.empty() : !is_srgb(photo_->icc_profile);
  if (converted_) {
    const WorkingPhoto working = to_working_srgb(*photo_, context);
    plain_ = to_u16(working.rgb, working.alpha);
  } else {
    plain_ = coloured_ ? grey_to_rgb(photo_->image) : photo_->image;
  }
}

Photo EditSpace::finish(MergeResult& merged, const RunContext& context, bool grey,
                        const std::optional<PixelArea>& area) const {
  Photo result = *photo_;
  if (coloured_) {
    // What was grey has colour now, in sRGB: the grey profile does not describe it any more.
    result.icc_profile.clear();
    if (converted_ && photo_->image.type() == SampleType::U8) {
      Photo like;
      like.image = Image(1, 1, merged.edit.channels(), SampleType::U8);
      merged.edit = from_working_srgb(to_f32_rgb(merged.edit), like, {}, context);
    }
  } else if (converted_) {
    merged.edit = from_working_srgb(to_f32_rgb(merged.edit), *photo_, {}, context);
    const Image& original = area ? cropped(photo_->image, *area) : photo_->image;
    // At a smaller size there are no pixels of the photo's own.
    if (original.width() == merged.edit.width() && original.height() == merged.edit.height())
      put_back(original, merged.mask, merged.edit);
    if (grey) level_greys(merged.edit);
  }
  result.image = merged.edit;
  return result;
}

}  // namespace v4e
