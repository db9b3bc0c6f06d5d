// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/region_choice.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>

#include "core/base/base64.h"
#include "core/base/error.h"
#include "core/image/io/photo_io.h"
#include "core/image/samples.h"
#include "core/merge/painted_mask.h"

namespace v4e {
namespace {

using Kind = RegionChoice::Kind;

constexpr double kMostFeather_px = 1000;
constexpr std::size_t kMostMaskBytes = 384u << 20;  ///< of a PNG that does not get smaller than its pixels
constexpr std::array<std::pair<std::string_view, Kind>, 5> kKinds{{{"none", Kind::None},
                                                                   {"mask", Kind::Mask},
                                                                   {"rectangle", Kind::Rectangle},
                                                                   {"subject", Kind::Subject},
                                                                   {"background", Kind::Background}}};

std::string_view name_of(Kind kind) {
  return std::ranges::find(kKinds, kind, &std::pair<std::string_view, Kind>::second)->first;
}

std::optional<Kind> kind_of(std::string_view name) {
  const auto found = std::ranges::find(kKinds, name, &std::pair<std::string_view, Kind>::first);
  return found == kKinds.end() ? std::nullopt : std::optional(found->second);
}

bool same_samples(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height() &&
         (a.data() == b.data() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

std::string mask_text(const Image& mask) {
  Photo photo;
  photo.image = mask;
  WriteOptions options;
  options.format = PhotoFormat::Png;
  return to_base64(encode_photo(photo, options).bytes);
}

/// How bright and opaque the picture is.
Image brightness(const Image& picture) {
  Image mask(picture.width(), picture.height(), 1, SampleType::U8);
  auto* out = reinterpret_cast<std::uint8_t*>(mask.mutable_data());
  const int channels = picture.channels();
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      double share = unit_at(picture, x, y);
      if (channels >= 3)
        share = 0.299 * share + 0.587 * unit_at(picture, x, y, 1) + 0.114 * unit_at(picture, x, y, 2);
      if (picture.has_alpha()) share *= unit_at(picture, x, y, channels - 1);
      *out++ = from_unit<std::uint8_t>(share);
    }
  }
  return mask;
}

/// Nothing where it does not look like four numbers at all.
std::optional<PixelArea> rectangle_from(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789,+- ") != std::string::npos ||
      text.find(',') == std::string::npos)
    return std::nullopt;
  const std::optional<PixelArea> area = area_from_text(text);
  if (!area)
    throw Error(ErrorCode::InvalidArgument,
                "a region takes four whole numbers, X,Y,WIDTH,HEIGHT in pixels, not \"" + text + "\"");
  return area;
}

[[noreturn]] void refuse(std::string_view origin, const std::string& what) {
  throw Error(ErrorCode::FileMalformed, std::string(origin) + ": \"region\" " + what);
}

PixelArea rectangle_of(const nlohmann::json& json, std::string_view origin) {
  const auto found = json.find("rectangle");
  const auto is_side = [](const nlohmann::json& number) {
    return number.is_number_integer() && number >= 0 && number <= 1'000'000;
  };
  if (found == json.end() || !found->is_array() || found->size() != 4 ||
      !std::ranges::all_of(*found, is_side))
    refuse(origin, "must have a rectangle of four whole numbers");
  return {found->at(0).get<int>(), found->at(1).get<int>(), found->at(2).get<int>(), found->at(3).get<int>()};
}

Image mask_of(const nlohmann::json& json, std::string_view origin) {
  const auto found = json.find("mask");
  if (found == json.end() || found->is_null()) return {};
  const auto bytes = found->is_string() && found->get_ref<const std::string&>().size() <= kMostMaskBytes
                         ? from_base64(found->get<std::string>())
                         : std::nullopt;
  if (!bytes) refuse(origin, "has a mask that is no picture");
  ReadOptions options;
  options.max_pixels = std::size_t{kMostRegionSide} * kMostRegionSide;
  Image mask;
  try {
    mask = decode_photo(*bytes, "a mask", options).image;
  } catch (const Error& error) {
    refuse(origin, std::string("cannot be read: ") + error.what());
  }
  if (mask.channels() != 1 || mask.type() != SampleType::U8 ||
      std::max(mask.width(), mask.height()) > kMostRegionSide)
    refuse(origin, "has a mask that is no picture of one channel of 8 bits");
  return mask;
}

}  // namespace

bool RegionChoice::operator==(const RegionChoice& other) const {
  return kind == other.kind && feather_px == other.feather_px && rectangle == other.rectangle &&
         file == other.file && same_samples(mask, other.mask);
}

void RegionChoice::validate() const {
  const auto refuse_it = [](const std::string& what) { throw Error(ErrorCode::InvalidArgument, what); };
  if (!(feather_px >= 0 && feather_px <= kMostFeather_px))
    refuse_it("a region's feather must be 0 to 1000 pixels");
  if (kind == Kind::Rectangle && (rectangle.width < 1 || rectangle.height < 1))
    refuse_it("the region is empty; give it a width and a height");
  if (kind == Kind::Mask && mask.empty() && file.empty())
    refuse_it("the region's mask is not at hand; choose the region again");
  if (kind == Kind::Mask && !mask.empty() &&
      (mask.channels() != 1 || mask.type() != SampleType::U8 ||
       std::max(mask.width(), mask.height()) > kMostRegionSide))
    refuse_it("a region's mask has one channel of 8 bits and at most " + std::to_string(kMostRegionSide) +
              " pixels on a side");
}

std::optional<PixelArea> area_from_text(const std::string& text) {
  std::array<int, 4> numbers{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [next, failed] = std::from_chars(at, end, numbers[i]);
    const bool is_last = i + 1 == numbers.size();
    if (failed != std::errc{} || !(is_last ? next == end : next != end && *next == ',')) return std::nullopt;
    at = is_last ? next : next + 1;
  }
  return PixelArea{numbers[0], numbers[1], numbers[2], numbers[3]};
}

RegionChoice region_of_mask(const Image& mask) {
  RegionChoice region;
  region.kind = Kind::Mask;
  region.mask = with_samples(mask, SampleType::U8);
  const int side = std::max(mask.width(), mask.height());
  if (side <= kMostRegionSide) return region;
  const auto shrunk = [side](int length) {
    return std::max(1, static_cast<int>(std::lround(double{kMostRegionSide} * length / side)));
  };
  region.mask = stretched_mask(region.mask, shrunk(mask.width()), shrunk(mask.height()));
  return region;
}

RegionChoice region_of_file(const std::filesystem::path& file) {
  return region_of_mask(brightness(read_photo(file).image));
}

RegionChoice region_from_text(const std::string& text, const std::filesystem::path& folder, MaskFile mask) {
  RegionChoice region;
  const auto kind = kind_of(text);
  if (kind && *kind != Kind::Mask && *kind != Kind::Rectangle) {
    region.kind = *kind;
  } else if (const auto rectangle = rectangle_from(text)) {
    region.kind = Kind::Rectangle;
    region.rectangle = *rectangle;
    region.validate();
  } else if (mask == MaskFile::Read) {
    region = region_of_file(folder / text);
  } else {
    region.kind = Kind::Mask;
    region.file = std::filesystem::absolute(folder / text).lexically_normal().string();
    if (!std::filesystem::exists(region.file))
      throw Error(ErrorCode::FileUnreadable, region.file + ": there is no such mask");
  }
  return region;
}

std::string region_text(const RegionChoice& region) {
  if (region.kind != Kind::Rectangle) return std::string(name_of(region.kind));
  const PixelArea& area = region.rectangle;
  return std::to_string(area.x) + ',' + std::to_string(area.y) + ',' + std::to_string(area.width) + ',' +
         std::to_string(area.height);
}

nlohmann::json to_json(const RegionChoice& region) {
  nlohmann::json json = {{"kind", name_of(region.kind)}};
  if (region.feather_px != RegionChoice().feather_px) json["feather"] = region.feather_px;
  const PixelArea& area = region.rectangle;
  if (region.kind == Kind::Rectangle) json["rectangle"] = {area.x, area.y, area.width, area.height};
  if (region.kind == Kind::Mask && !region.mask.empty()) json["mask"] = mask_text(region.mask);
  if (!region.file.empty()) json["file"] = region.file;
  return json;
}

RegionChoice region_choice_from(const nlohmann::json& json, std::string_view origin) {
  RegionChoice region;
  const auto name = json.is_object() ? json.find("kind") : json.end();
  if (!json.is_object() || name == json.end() || !name->is_string())
    refuse(origin, "must be an object with a kind");
  const auto kind = kind_of(name->get<std::string>());
  if (!kind) refuse(origin, "must be of the kind none, mask, rectangle, subject or background");
  region.kind = *kind;
  if (const auto feather = json.find("feather"); feather != json.end()) {
    if (!feather->is_number()) refuse(origin, "must have a number as its feather");
    region.feather_px = std::clamp(feather->get<double>(), 0.0, kMostFeather_px);
  }
  if (region.kind == Kind::Rectangle) region.rectangle = rectangle_of(json, origin);
  if (region.kind == Kind::Mask) region.mask = mask_of(json, origin);
  if (const auto file = json.find("file"); file != json.end() && region.mask.empty()) {
    if (!file->is_string()) refuse(origin, "must have a name as its file");
    region.file = file->get<std::string>();
  }
  return region;
}

}  // namespace v4e
