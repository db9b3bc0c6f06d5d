// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/image_convert.h"

#include <QByteArray>
#include <cstring>

#include "core/base/error.h"
#include "core/image/samples.h"

namespace v4e::ui {
namespace {

int to_byte(std::uint8_t sample) {
  return sample;
}
int to_byte(std::uint16_t sample) {
  return to_8_bit(sample);
}
int to_byte(float sample) {
  return from_unit<std::uint8_t>(sample);
}

template <typename Sample>
void copy_rows(const Image& image, QImage& target) {
  const int channels = image.channels();
  const bool grey = channels < 3;
  for (int y = 0; y < image.height(); ++y) {
    const Sample* source = image.row<Sample>(y);
    auto* line = reinterpret_cast<QRgb*>(target.scanLine(y));
    for (int x = 0; x < image.width(); ++x, source += channels) {
      const int red = to_byte(source[0]);
      const int green = grey ? red : to_byte(source[1]);
      const int blue = grey ? red : to_byte(source[2]);
      const int alpha = image.has_alpha() ? to_byte(source[channels - 1]) : 255;
      line[x] = qRgba(red, green, blue, alpha);
    }
  }
}

QImage plain_copy(const Image& image) {
  const QImage view(reinterpret_cast<const uchar*>(image.data()), image.width(), image.height(),
                    static_cast<qsizetype>(image.row_bytes()), QImage::Format_RGB888);
  return view.convertToFormat(QImage::Format_RGB32);
}

// The colour spaces keep the transform's tables, so one made of them again costs next to nothing.
QImage in_colours(QImage image, const QColorSpace& source, const QColorSpace& screen) {
  const QColorSpace target = screen.isValid() ? screen : QColorSpace(QColorSpace::SRgb);
  if (source != target) image.applyColorTransform(source.transformationToColorSpace(target));
  return image;
}

}  // namespace

QImage toQImage(const Image& image) {
  if (image.empty()) return {};
  // Qt has vector code for what nearly all pictures and frames are.
  const bool is_plain = image.type() == SampleType::U8 && image.channels() == 3;
  QImage result = is_plain ? plain_copy(image)
                           : QImage(image.width(), image.height(),
                                    image.has_alpha() ? QImage::Format_ARGB32 : QImage::Format_RGB32);
  if (result.isNull())
    throw Error(ErrorCode::OutOfMemory, "the memory does not suffice to show this picture");
  if (is_plain) return result;
  switch (image.type()) {
    case SampleType::U8:
      copy_rows<std::uint8_t>(image, result);
      break;
    case SampleType::U16:
      copy_rows<std::uint16_t>(image, result);
      break;
    case SampleType::F32:
      copy_rows<float>(image, result);
      break;
  }
  if (image.has_alpha()) result.convertTo(QImage::Format_ARGB32_Premultiplied);
  return result;
}

QImage toScreenImage(const Photo& photo, const QColorSpace& screen) {
  QColorSpace source(QColorSpace::SRgb);
  if (!photo.icc_profile.empty()) {
    const auto profile = QColorSpace::fromIccProfile(QByteArray::fromStdString(photo.icc_profile));
    if (profile.isValid()) source = profile;
  }
  return in_colours(toQImage(photo.image), source, screen);
}

QImage toScreenImage(const Image& image, const QColorSpace& screen) {
  return in_colours(toQImage(image), QColorSpace(QColorSpace::SRgb), screen);
}

Image fromQImage(const QImage& image) {
  if (image.isNull()) return {};
  const bool alpha = image.hasAlphaChannel();
  const QImage source = image.convertToFormat(alpha ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
  Image result(source.width(), source.height(), alpha ? 4 : 3, SampleType::U8);
  std::byte* pixels = result.mutable_data();
  for (int y = 0; y < source.height(); ++y) {
    std::memcpy(pixels + result.row_bytes() * static_cast<std::size_t>(y), source.constScanLine(y),
                result.row_bytes());
  }
  return result;
}

Photo photoFromQImage(const QImage& image) {
  Photo photo;
  QImage srgb = image;
  if (srgb.colorSpace().isValid()) srgb.convertToColorSpace(QColorSpace::SRgb);
  photo.image = fromQImage(srgb);
  return photo;
}

}  // namespace v4e::ui
