// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <fstream>
#include <new>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/image/colour/colour.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/layer_fit.h"
#include "core/image/io/metadata.h"
#include "core/image/io/photo_io.h"
#include "core/image/io/photo_output.h"
#include "core/image/io/photo_provenance.h"
#include "core/image/photo_layout.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::InvalidArgument, what);
}

void check_size(const Image& image, const Codec& codec, const WriteOptions& options) {
  constexpr std::int64_t kMostPixels = 250'000'000;  // as many as are read
  const auto [width, height] = options.long_side_px
                                   ? scaled_size(image.width(), image.height(), *options.long_side_px)
                                   : std::pair(image.width(), image.height());
  const std::string size = std::to_string(width) + " x " + std::to_string(height);
  if (std::max(width, height) > codec.max_side_px) {
    refuse(std::string(to_string(codec.kind.format)) + " takes at most " + std::to_string(codec.max_side_px) +
           " pixels a side, the picture has " + size + "; choose PNG or TIFF");
  }
  if (options.long_side_px && std::int64_t{width} * height > kMostPixels) {
    refuse("a picture of " + size + " pixels is too large; choose a smaller size");
  }
}

[[noreturn]] void refuse_format(const Codec& codec) {
  const std::string name(codec.kind.name);
  if (codec.kind.format == PhotoFormat::Raw)
    refuse("camera raw is only read, and a raw file is never written over; choose TIFF, PNG or JPEG");
  const bool lacks_library = !codec.decode && !codec.kind.package.empty();
  if (lacks_library && codec.kind.writes_lossy)
    fail_without_library(codec.kind, "the picture cannot be written as " + name);
  refuse(name + " is only read, not written; the name must end in one of " + written_extensions());
}

[[noreturn]] void refuse_name(const fs::path& target, const Codec& codec) {
  refuse(target.string() + ": files of that ending are only read; end the name in " +
         std::string(codec.kind.extensions.front()));
}

void check_options(const Photo& photo, const Codec& codec, const WriteOptions& options) {
  const std::string name(to_string(codec.kind.format));
  if (!codec.encode) refuse_format(codec);
  if (photo.image.empty()) refuse("there is no picture to write");
  if (photo.image.type() == SampleType::F32) refuse("a picture of floating-point samples cannot be written");
  if (options.quality && (*options.quality < 1 || *options.quality > 100)) {
    refuse("the quality must be 1 to 100, not " + std::to_string(*options.quality));
  }
  if (options.png_compression < 0 || options.png_compression > 9) {
    refuse("the compression must be 0 to 9, not " + std::to_string(options.png_compression));
  }
  if (options.bits && *options.bits != 8 && *options.bits != 16) {
    refuse("a sample has 8 or 16 bits, not " + std::to_string(*options.bits));
  }
  if (options.long_side_px && *options.long_side_px < 1) refuse("the longer side must have at least 1 pixel");
  check_size(photo.image, codec, options);
}

/// Brings the pixels into what the format holds.
void fit_pixels(Photo& photo, const Codec& codec, std::vector<std::string>& notes) {
  const std::string name(to_string(codec.kind.format));
  if (photo.image.has_alpha() && !codec.has_alpha) {
    if (!is_opaque(photo.image)) notes.push_back("the transparency became white: " + name + " has none");
    photo.image = flatten_on_white(photo.image);
  }
  if (photo.image.type() == SampleType::U16 && !codec.has_16_bit) {
    photo.image = with_samples(photo.image, SampleType::U8);
    notes.push_back("the 16 bits per channel became 8: " + name + " has no more");
  }
  if (photo.image.channels() < 3 && !codec.has_grey) {
    Photo rgb = photo;
    rgb.icc_profile.clear();
    rgb.image = expand_grey(photo.image);
    if (!photo.icc_profile.empty()) {
      // A grey profile cannot describe RGB pixels, so the pixels go to sRGB.
      rgb.image = from_working_srgb(to_working_srgb(photo).rgb, rgb);
      state_srgb(rgb.metadata);
      notes.push_back("the grey profile was applied: " + name + " has no grey");
    }
    photo = std::move(rgb);
  }
}

/// PNG keys have 1 to 79 characters; plain ASCII without control characters is safe everywhere.
bool is_text_key(std::string_view key) {
  return !key.empty() && key.size() <= 79 && key.front() != ' ' && key.back() != ' ' &&
         std::ranges::all_of(key, [](char c) { return c >= ' ' && c <= '~'; });
}

/// What cameras say about colours in EXIF must not speak against the profile.
void set_colour_tags(PhotoMetadata& metadata, OutputProfile profile) {
  if (metadata.exif.empty()) return;
  const bool is_srgb = profile == OutputProfile::Srgb;
  std::vector<MetadataProperty> tags{{"Exif.Photo.ColorSpace", is_srgb ? "1" : "65535"}};
  // It named the profile that the picture had.
  if (property(metadata, "Xmp.photoshop.ICCProfile")) tags.push_back({"Xmp.photoshop.ICCProfile", ""});
  if (profile != OutputProfile::AdobeRgb && exif_says_adobe_rgb(metadata)) {
    tags.push_back({"Exif.Iop.InteroperabilityIndex", "R98"});
  }
  set_properties(metadata, tags);
}

/// What the photographer or another program wrote is not ours to replace.
bool is_taken(const PhotoMetadata& metadata, const MetadataProperty& wanted) {
  if (wanted.key != "Exif.Photo.UserComment" && wanted.key != "Xmp.xmp.CreatorTool") return false;
  const std::optional<std::string> old = property(metadata, wanted.key);
  return old && old->find_first_not_of(' ') != std::string::npos && !is_own_text(*old);
}

void add_properties(PhotoMetadata& metadata, std::vector<MetadataProperty> properties,
                    std::vector<std::string>& notes) {
  std::erase_if(properties, [&](const MetadataProperty& wanted) { return is_taken(metadata, wanted); });
  set_properties(metadata, properties, &notes);
}

void fit_metadata(Photo& photo, const Codec& codec, const WriteOptions& options,
                  std::vector<std::string>& notes) {
  PhotoMetadata& metadata = photo.metadata;
  if (!options.keep_metadata) metadata = {};
  // First: it takes XMP out of EXIF, where a place could hide.
  normalise_metadata(metadata, photo.image, notes);
  if (options.strip_gps) strip_gps(metadata, notes);
  if (options.profile != OutputProfile::Own) set_colour_tags(metadata, options.profile);
  add_properties(metadata, options.extra_properties, notes);
  if (std::erase_if(metadata.texts, [](const TextEntry& text) { return !is_text_key(text.key); }) > 0) {
    notes.emplace_back("a text entry with an odd name is left out");
  }
  const auto is_lost = [&](const TextEntry& text) {
    return codec.kind.format != PhotoFormat::Png && codec.kind.format != PhotoFormat::OpenRaster &&
           !(codec.kind.format == PhotoFormat::Jpeg && text.key == "Comment");
  };
  if (std::erase_if(metadata.texts, is_lost) > 0) {
    notes.push_back("text entries are left out: " + std::string(to_string(codec.kind.format)) +
                    " has no place for them");
  }
  for (const TextEntry& text : options.extra_texts) {
    if (!is_text_key(text.key)) {
      throw Error(ErrorCode::InvalidArgument,
                  "a text entry's name must be 1 to 79 plain characters, not '" + text.key + "'");
    }
    const auto has_its_name = [&](const TextEntry& old) { return old.key == text.key; };
    // Other programs write `parameters` as well, and theirs stay.
    const auto is_foreign = [&](const TextEntry& old) {
      return text.key == "parameters" && has_its_name(old) && !is_own_text(old.value);
    };
    if (is_lost(text) || std::ranges::any_of(metadata.texts, is_foreign)) continue;
    std::erase_if(metadata.texts, has_its_name);
    metadata.texts.push_back(text);
  }
}

/// The file behind links, so that a link is not replaced by a copy of what it points to.
fs::path resolve_target(const fs::path& path) {
  std::error_code failed;
  const fs::path resolved = fs::canonical(path, failed);
  return failed ? path : resolved;
}

/// By its bytes: an old camera's raw file may be called .tif. Directories stand in front or soon after.
bool holds_raw(const fs::path& path) {
  std::string start(std::size_t{1} << 20, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  return codec_of(PhotoFormat::Raw).matches(start);
}

void check_writable(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorCode::FileUnwritable, "cannot write " + path.string() + ": " + why);
  };
  if (fs::is_directory(status)) refuse("it is a folder; give a file name inside it");
  if (!fs::exists(status)) return;
  if (!fs::is_regular_file(status)) refuse("it is not an ordinary file; choose another name");
  if (holds_raw(path)) refuse("it is a camera's raw file, which is never written over; choose another name");
  // Renaming over it would work, but whoever made it read-only wants to keep it.
  constexpr auto kAnyWrite = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
  if ((status.permissions() & kAnyWrite) == fs::perms::none) {
    refuse("the file is read-only; choose another name or allow writing to it");
  }
}

}  // namespace

EncodedPhoto encode_photo(const Photo& photo, const WriteOptions& options, const RunContext& context) {
  return encode_layered_photo(photo, {}, options, context);
}

EncodedPhoto encode_layered_photo(const Photo& photo, const PhotoLayers& layers, const WriteOptions& options,
                                  const RunContext& context) {
  V4E_ASSERT(options.format.has_value());
  const Codec& codec = codec_of(*options.format);
  check_options(photo, codec, options);
  if (!layers.empty() && !codec.has_layers)
    refuse(std::string(codec.kind.name) + " has no layers; choose one of " + layered_extensions());
  context.tick({.stage = Stage::Export});
  EncodedPhoto encoded;
  try {
    Photo fitted = photo;  // shares the pixels
    fit_output(fitted, options, context);
    fit_pixels(fitted, codec, encoded.report.notes);
    fit_metadata(fitted, codec, options, encoded.report.notes);
    context.check();
    const auto fit = [&](const PhotoLayer& layer) {
      context.check();
      return fit_layer(layer, fitted, photo.image.width(), photo.image.height(), options, context);
    };
    encoded.bytes = codec.encode({fitted, options, context, layers, fit}, encoded.report.notes);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::OutOfMemory, "no memory to write the picture as " +
                                            std::string(to_string(codec.kind.format)) +
                                            "; close other programs");
  }
  context.tick({.stage = Stage::Export, .step = 1});
  return encoded;
}

WriteReport write_photo(const std::filesystem::path& path, const Photo& photo, const WriteOptions& options,
                        const RunContext& context) {
  return write_layered_photo(path, photo, {}, options, context);
}

WriteReport write_layered_photo(const std::filesystem::path& path, const Photo& photo,
                                const PhotoLayers& layers, const WriteOptions& options,
                                const RunContext& context) {
  WriteOptions complete = options;
  if (!complete.format) complete.format = format_of_extension(path);
  if (!complete.format) {
    throw Error(ErrorCode::InvalidArgument, "cannot tell the format from the name " + path.string() +
                                                "; end it in one of " + written_extensions());
  }
  const fs::path target = resolve_target(path);
  check_writable(target);
  if (is_read_only_name(codec_of(*complete.format), target)) refuse_name(target, codec_of(*complete.format));
  AtomicFile file(target);  // first: an unwritable folder is known before minutes of encoding
  const EncodedPhoto encoded = encode_layered_photo(photo, layers, complete, context);
  context.check();
  file.write(encoded.bytes);
  file.commit();
  return encoded.report;
}

}  // namespace v4e
