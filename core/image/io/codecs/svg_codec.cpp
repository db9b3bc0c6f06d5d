// SPDX-License-Identifier: GPL-3.0-or-later
// SVG drawings through librsvg, which reads no other files and no network for a drawing in memory.
#include <cairo.h>
#include <librsvg/rsvg.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

constexpr double kUsualSide = 1024;  // of a drawing that states neither size nor shape
constexpr double kMostSide = 32767;  // of a picture that cairo draws

struct Unref {
  void operator()(RsvgHandle* handle) const { g_object_unref(handle); }
};

struct Size {
  double width = kUsualSide;
  double height = kUsualSide;
};

Size stated_size(RsvgHandle* handle) {
  Size size;
  if (rsvg_handle_get_intrinsic_size_in_pixels(handle, &size.width, &size.height) && size.width > 0 &&
      size.height > 0)
    return size;
  gboolean has_width = FALSE;
  gboolean has_height = FALSE;
  gboolean has_box = FALSE;
  RsvgLength width{};
  RsvgLength height{};
  RsvgRectangle box{};
  rsvg_handle_get_intrinsic_dimensions(handle, &has_width, &width, &has_height, &height, &has_box, &box);
  if (has_box && box.width > 0 && box.height > 0) return {box.width, box.height};
  return {};
}

/// Cairo's premultiplied words to straight samples.
Image straight(const unsigned char* data, int stride, int width, int height) {
  Image image(width, height, 4, SampleType::U8);
  auto* target = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  for (int y = 0; y < height; ++y) {
    const auto* row = reinterpret_cast<const std::uint32_t*>(data + std::ptrdiff_t{y} * stride);
    for (int x = 0; x < width; ++x, target += 4) {
      const std::uint32_t alpha = row[x] >> 24;
      target[3] = static_cast<std::uint8_t>(alpha);
      for (int c = 0; c < 3 && alpha > 0; ++c) {
        const std::uint32_t value = row[x] >> (16 - 8 * c) & 255;
        target[c] = static_cast<std::uint8_t>(std::min(255U, (value * 255 + alpha / 2) / alpha));
      }
    }
  }
  return image;
}

}  // namespace

Decoded decode_svg(const DecodeRequest& request) {
  GError* failure = nullptr;
  const std::unique_ptr<RsvgHandle, Unref> handle(rsvg_handle_new_from_data(
      reinterpret_cast<const guint8*>(request.bytes.data()), request.bytes.size(), &failure));
  if (!handle) {
    const std::string why = failure ? failure->message : "it does not parse";
    g_clear_error(&failure);
    fail_damaged(request.name, why);
  }
  rsvg_handle_set_dpi(handle.get(), 96);
  Size size = stated_size(handle.get());
  if (request.drawing_side_px > 0) {
    const double scale = request.drawing_side_px / std::max(size.width, size.height);
    size = {size.width * scale, size.height * scale};
  }
  const auto side = [](double length) { return std::clamp(std::ceil(length - 1e-6), 1.0, 1e9); };
  const double width = side(size.width);
  const double height = side(size.height);
  check_picture_size(request, static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), 8);
  if (std::max(width, height) > kMostSide)
    throw Error(ErrorCode::InvalidArgument, std::string(request.name) + " would have more than " +
                                                std::to_string(static_cast<int>(kMostSide)) +
                                                " pixels a side; choose a smaller size");
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, static_cast<int>(width), static_cast<int>(height)),
      cairo_surface_destroy);
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) throw std::bad_alloc();
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> painter(cairo_create(surface.get()),
                                                                   cairo_destroy);
  const RsvgRectangle page{0, 0, width, height};
  request.context.check();
  if (!rsvg_handle_render_document(handle.get(), painter.get(), &page, &failure)) {
    const std::string why = failure ? failure->message : "it does not draw";
    g_clear_error(&failure);
    fail_damaged(request.name, why);
  }
  cairo_surface_flush(surface.get());
  Decoded decoded;
  decoded.photo.source_format = PhotoFormat::Svg;
  decoded.photo.image =
      straight(cairo_image_surface_get_data(surface.get()), cairo_image_surface_get_stride(surface.get()),
               static_cast<int>(width), static_cast<int>(height));
  decoded.photo.notes.push_back("the drawing was made a picture of " +
                                std::to_string(decoded.photo.image.width()) + " x " +
                                std::to_string(decoded.photo.image.height()) + " pixels");
  return decoded;
}

}  // namespace v4e
