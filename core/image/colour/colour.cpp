// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour/colour.h"

#include <lcms2.h>

#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/image/colour/lcms.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

using namespace lcms;

/// Calls action with a value of the image's sample type.
template <typename Action>
void with_sample_type(SampleType type, Action action) {
  switch (type) {
    case SampleType::U8:
      return action(std::uint8_t{});
    case SampleType::U16:
      return action(std::uint16_t{});
    case SampleType::F32:
      return action(float{});
  }
}

float* mutable_row(std::byte* pixels, const Image& image, int y) {
  return reinterpret_cast<float*>(pixels + image.row_bytes() * static_cast<std::size_t>(y));
}

int colour_channels(const Image& image) {
  return image.channels() < 3 ? 1 : 3;
}

cmsUInt32Number float_type(int channels) {
  return channels == 1 ? TYPE_GRAY_FLT : TYPE_RGB_FLT;
}

/// True if two RGB profiles mean the same colours to within a thousandth: then plain scaling does, which is
/// exact and fast.
bool mean_the_same(const Profile& one, const Profile& other) {
  const Transform transform = make_transform(one, TYPE_RGB_FLT, other, TYPE_RGB_FLT);
  if (!transform) return false;
  for (int i = 0; i < 125; ++i) {
    const float colour[3] = {static_cast<float>(i % 5) / 4, static_cast<float>(i / 5 % 5) / 4,
                             static_cast<float>(i / 25) / 4};
    float mapped[3];
    cmsDoTransform(transform.get(), colour, mapped, 1);
    for (int c = 0; c < 3; ++c) {
      if (std::abs(mapped[c] - colour[c]) > 1e-3f) return false;
    }
  }
  return true;
}

enum class Direction { ToSrgb, FromSrgb };

/// Null where no conversion is needed: no profile, a broken one, or sRGB.
Transform working_transform(const Photo& photo, Direction direction) {
  if (photo.icc_profile.empty()) return nullptr;
  const int channels = colour_channels(photo.image);
  if (!is_usable_profile(photo.icc_profile, channels == 1 ? ProfileKind::Grey : ProfileKind::Rgb))
    return nullptr;
  const Profile own = open_profile(photo.icc_profile);
  const Profile srgb(cmsCreate_sRGBProfile());
  if (channels == 3 && mean_the_same(own, srgb)) return nullptr;
  return direction == Direction::ToSrgb ? make_transform(own, float_type(channels), srgb, TYPE_RGB_FLT)
                                        : make_transform(srgb, TYPE_RGB_FLT, own, float_type(channels));
}

template <typename Sample>
void to_working_row(const Image& image, int y, const Transform& transform, float* rgb, float* alpha) {
  const auto width = static_cast<std::size_t>(image.width());
  const auto channels = static_cast<std::size_t>(image.channels());
  const auto colours = static_cast<std::size_t>(colour_channels(image));
  const Sample* source = image.row<Sample>(y);
  std::vector<float> own(transform ? width * colours : 0);
  for (std::size_t x = 0; x < width; ++x, source += channels) {
    if (alpha) alpha[x] = to_unit(source[channels - 1]);
    float* target = transform ? &own[x * colours] : rgb + x * 3;
    const std::size_t count = transform ? colours : 3;
    for (std::size_t c = 0; c < count; ++c) target[c] = to_unit(source[colours == 1 ? 0 : c]);
  }
  if (!transform) return;
  cmsDoTransform(transform.get(), own.data(), rgb, static_cast<cmsUInt32Number>(width));
  for (std::size_t i = 0; i < width * 3; ++i) rgb[i] = from_unit<float>(rgb[i]);
}

/// Without a profile grey is the luma of Rec. 709 on the encoded values.
float luma(const float* rgb) {
  return 0.2126f * rgb[0] + 0.7152f * rgb[1] + 0.0722f * rgb[2];
}

template <typename Sample>
void from_working_row(const Image& rgb, int y, const Transform& transform, Sample* target,
                      std::size_t channels) {
  const auto width = static_cast<std::size_t>(rgb.width());
  const std::size_t colours = channels < 3 ? 1 : 3;
  const float* source = rgb.row<float>(y);
  std::vector<float> own;
  if (transform) {
    own.resize(width * colours);
    cmsDoTransform(transform.get(), source, own.data(), static_cast<cmsUInt32Number>(width));
  }
  for (std::size_t x = 0; x < width; ++x, target += channels, source += 3) {
    for (std::size_t c = 0; c < colours; ++c) {
      target[c] = from_unit<Sample>(transform      ? own[x * colours + c]
                                    : colours == 1 ? luma(source)
                                                   : source[c]);
    }
  }
}

template <typename Sample>
void set_alpha_row(Sample* target, const Image& image, int y, const Image& alpha, const Image& like) {
  const auto channels = static_cast<std::size_t>(image.channels());
  const bool is_same_size = like.width() == image.width() && like.height() == image.height();
  for (std::size_t x = 0; x < static_cast<std::size_t>(image.width()); ++x) {
    Sample& sample = target[(x + 1) * channels - 1];
    sample = !alpha.empty() ? from_unit<Sample>(alpha.row<float>(y)[x])
             : is_same_size ? like.row<Sample>(y)[(x + 1) * channels - 1]
                            : from_unit<Sample>(1.0f);
  }
}

/// One row of RGB through a transform; alpha is copied.
template <typename Sample>
void convert_row(const Image& image, int y, const Transform& transform, Sample* target) {
  const auto width = static_cast<std::size_t>(image.width());
  const auto channels = static_cast<std::size_t>(image.channels());
  const Sample* source = image.row<Sample>(y);
  std::vector<float> before(width * 3);
  std::vector<float> after(width * 3);
  for (std::size_t x = 0; x < width; ++x) {
    for (std::size_t c = 0; c < 3; ++c) before[x * 3 + c] = to_unit(source[x * channels + c]);
  }
  cmsDoTransform(transform.get(), before.data(), after.data(), static_cast<cmsUInt32Number>(width));
  for (std::size_t x = 0; x < width; ++x, source += channels, target += channels) {
    for (std::size_t c = 0; c < 3; ++c) target[c] = from_unit<Sample>(after[x * 3 + c]);
    if (channels == 4) target[3] = source[3];
  }
}

/// Neutral colours are inside every RGB space, so nothing is lost on the way through sRGB.
void grey_to_profile(Photo& photo, const std::string& icc, const RunContext& context) {
  const WorkingPhoto working = to_working_srgb(photo, context);
  Photo like = photo;
  like.icc_profile = icc;
  like.image = Image(1, 1, photo.image.has_alpha() ? 4 : 3, photo.image.type());
  photo.image = from_working_srgb(working.rgb, like, working.alpha, context);
  photo.icc_profile = icc;
}

}  // namespace

WorkingPhoto to_working_srgb(const Photo& photo, const RunContext& context) {
  const Image& image = photo.image;
  const Transform transform = working_transform(photo, Direction::ToSrgb);
  WorkingPhoto working;
  working.rgb = Image(image.width(), image.height(), 3, SampleType::F32);
  if (image.has_alpha()) working.alpha = Image(image.width(), image.height(), 1, SampleType::F32);
  std::byte* rgb = working.rgb.mutable_data();
  std::byte* alpha = working.alpha.mutable_data();
  with_sample_type(image.type(), [&](auto sample) {
    for_rows(image.height(), context, [&](int y) {
      to_working_row<decltype(sample)>(image, y, transform, mutable_row(rgb, working.rgb, y),
                                       alpha ? mutable_row(alpha, working.alpha, y) : nullptr);
    });
  });
  return working;
}

Image from_working_srgb(const Image& rgb, const Photo& like, const Image& alpha, const RunContext& context) {
  V4E_ASSERT(rgb.type() == SampleType::F32 && rgb.channels() == 3);
  V4E_ASSERT(alpha.empty() || (alpha.type() == SampleType::F32 && alpha.channels() == 1 &&
                               alpha.width() == rgb.width() && alpha.height() == rgb.height()));
  const Transform transform = working_transform(like, Direction::FromSrgb);
  Image image(rgb.width(), rgb.height(), like.image.channels(), like.image.type());
  std::byte* pixels = image.mutable_data();
  with_sample_type(image.type(), [&](auto sample) {
    using Sample = decltype(sample);
    for_rows(image.height(), context, [&](int y) {
      auto* target = reinterpret_cast<Sample*>(pixels + image.row_bytes() * static_cast<std::size_t>(y));
      from_working_row<Sample>(rgb, y, transform, target, static_cast<std::size_t>(image.channels()));
      if (image.has_alpha()) set_alpha_row(target, image, y, alpha, like.image);
    });
  });
  return image;
}

void convert_to_profile(Photo& photo, const std::string& icc, const RunContext& context) {
  const Profile wanted = open_profile(icc);
  const Profile srgb(cmsCreate_sRGBProfile());
  if (colour_channels(photo.image) == 1) {
    if (!photo.icc_profile.empty() || !mean_the_same(wanted, srgb)) grey_to_profile(photo, icc, context);
    return;
  }
  const bool has_own = is_usable_profile(photo.icc_profile, ProfileKind::Rgb);
  const Profile own = has_own ? open_profile(photo.icc_profile) : Profile(cmsCreate_sRGBProfile());
  if (mean_the_same(own, wanted)) {
    if (!has_own) photo.icc_profile = icc;
    return;
  }
  const Transform transform = make_transform(own, TYPE_RGB_FLT, wanted, TYPE_RGB_FLT);
  if (!transform) throw Error(ErrorCode::InvalidArgument, "Little CMS cannot convert to this profile");
  const Image& image = photo.image;
  Image converted(image.width(), image.height(), image.channels(), image.type());
  std::byte* pixels = converted.mutable_data();
  with_sample_type(image.type(), [&](auto sample) {
    for_rows(image.height(), context, [&](int y) {
      convert_row(
          image, y, transform,
          reinterpret_cast<decltype(sample)*>(pixels + image.row_bytes() * static_cast<std::size_t>(y)));
    });
  });
  photo.image = std::move(converted);
  photo.icc_profile = icc;
}

}  // namespace v4e
