// SPDX-License-Identifier: GPL-3.0-or-later
// OpenRaster documents: a ZIP archive of PNG files and of an XML file that says how they lie on each other.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/image/io/codecs/codec.h"
#include "core/image/io/codecs/zip_writer.h"
#include "core/image/io/photo_output.h"

namespace v4e {
namespace {

constexpr int kThumbnailSide = 256;  // the most that the specification allows

std::string escaped(const std::string& text) {
  std::string xml;
  for (const char c : text) {
    if (c == '&') {
      xml += "&amp;";
    } else if (c == '<') {
      xml += "&lt;";
    } else if (c == '"') {
      xml += "&quot;";
    } else {
      xml += static_cast<unsigned char>(c) < ' ' ? ' ' : c;  // XML has no place for most of those
    }
  }
  return xml;
}

/// The layer with transparency where its cover ends. The colours there stay: whoever paints the layer in again
/// finds them.
template <typename Sample>
Image with_cover(const Image& image, const Image& cover) {
  const int colours = image.channels() < 3 ? 1 : 3;
  Image result(image.width(), image.height(), colours + 1, image.type());
  auto* out = reinterpret_cast<Sample*>(result.mutable_data());
  for (int y = 0; y < image.height(); ++y) {
    const auto* in = image.row<Sample>(y);
    const auto* covered = cover.row<std::uint8_t>(y);
    for (int x = 0; x < image.width(); ++x, in += image.channels()) {
      out = std::copy_n(in, colours, out);
      const Sample own = image.has_alpha() ? in[colours] : std::numeric_limits<Sample>::max();
      *out++ = covered[x] != 0 ? own : Sample{0};
    }
  }
  return result;
}

std::string layer_png(const FittedLayer& layer, const EncodeRequest& request) {
  Photo picture;
  picture.icc_profile = request.photo.icc_profile;
  picture.density = request.photo.density;
  if (layer.cover.empty()) {
    picture.image = layer.image;
  } else {
    picture.image = layer.image.type() == SampleType::U8 ? with_cover<std::uint8_t>(layer.image, layer.cover)
                                                         : with_cover<std::uint16_t>(layer.image, layer.cover);
  }
  std::vector<std::string> notes;
  return encode_png({picture, request.options, request.context}, notes);
}

std::string thumbnail_png(const EncodeRequest& request) {
  Photo small;
  small.image = request.photo.image;
  small.icc_profile = request.photo.icc_profile;
  WriteOptions options;
  options.bits = 8;
  options.profile = OutputProfile::Srgb;
  options.long_side_px = std::min(kThumbnailSide, std::max(small.image.width(), small.image.height()));
  fit_output(small, options, request.context);
  small.icc_profile.clear();  // of sRGB, which a picture without a profile is
  std::vector<std::string> notes;
  return encode_png({small, options, request.context}, notes);
}

std::string layer_element(const std::string& name, bool is_visible, const std::string& source) {
  return "  <layer name=\"" + escaped(name) + "\" src=\"" + source +
         "\" x=\"0\" y=\"0\" opacity=\"1.0\" visibility=\"" + (is_visible ? "visible" : "hidden") +
         "\" composite-op=\"svg:src-over\"/>\n";
}

}  // namespace

std::string encode_ora(const EncodeRequest& request, std::vector<std::string>& notes) {
  const Image& image = request.photo.image;
  const std::string merged = encode_png(request, notes);
  ZipWriter archive;
  archive.add("mimetype", "image/openraster");  // first and stored, so that programs tell it by its first bytes
  std::string elements;  // the topmost comes first
  for (std::size_t i = 0; i < request.layers.size(); ++i) {
    const PhotoLayer& layer = request.layers[i];
    const std::string source = "data/layer" + std::to_string(i) + ".png";
    archive.add(source, layer_png(request.fitted(layer), request));
    elements.insert(0, layer_element(layer.name, layer.is_visible, source));
  }
  if (request.layers.empty()) {
    archive.add("data/layer0.png", layer_png({image, {}}, request));
    elements = layer_element("Photo", true, "data/layer0.png");
  }
  archive.add("mergedimage.png", merged);
  archive.add("Thumbnails/thumbnail.png", thumbnail_png(request));
  std::string root = "w=\"" + std::to_string(image.width()) + "\" h=\"" + std::to_string(image.height()) + "\"";
  if (const auto& density = request.photo.density) {
    root += " xres=\"" + std::to_string(std::lround(density->x)) + "\" yres=\"" +
            std::to_string(std::lround(density->y)) + "\"";
  }
  archive.add("stack.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<image version=\"0.0.3\" " + root +
                               ">\n <stack>\n" + elements + " </stack>\n</image>\n");
  return archive.finish();
}

}  // namespace v4e
