// SPDX-License-Identifier: GPL-3.0-or-later
// The table of all kinds of picture files.
#include <array>

#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

constexpr std::array<std::string_view, 4> kJpegExtensions{".jpg", ".jpeg", ".jpe", ".jfif"};
constexpr std::array<std::string_view, 1> kJpegMimes{"image/jpeg"};
constexpr std::array<std::string_view, 1> kPngExtensions{".png"};
constexpr std::array<std::string_view, 1> kPngMimes{"image/png"};
constexpr std::array<std::string_view, 1> kWebpExtensions{".webp"};
constexpr std::array<std::string_view, 1> kWebpMimes{"image/webp"};
constexpr std::array<std::string_view, 2> kTiffExtensions{".tif", ".tiff"};
constexpr std::array<std::string_view, 1> kTiffMimes{"image/tiff"};
constexpr std::array<std::string_view, 1> kGifExtensions{".gif"};
constexpr std::array<std::string_view, 1> kGifMimes{"image/gif"};
constexpr std::array<std::string_view, 3> kHeifExtensions{".heic", ".heif", ".hif"};
constexpr std::array<std::string_view, 1> kHeifMimes{"image/heif"};
constexpr std::array<std::string_view, 1> kAvifExtensions{".avif"};
constexpr std::array<std::string_view, 1> kAvifMimes{"image/avif"};
constexpr std::array<std::string_view, 1> kJxlExtensions{".jxl"};
constexpr std::array<std::string_view, 1> kJxlMimes{"image/jxl"};
constexpr std::array<std::string_view, 26> kRawExtensions{
    ".dng", ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".srf", ".sr2", ".raf", ".orf", ".rw2", ".pef",
    ".srw", ".mrw", ".3fr", ".fff", ".iiq", ".erf", ".mef", ".mos", ".kdc", ".dcr", ".k25", ".x3f", ".rwl"};
constexpr std::array<std::string_view, 18> kRawMimes{
    "image/x-adobe-dng",  "image/x-canon-cr2",   "image/x-canon-cr3",   "image/x-canon-crw",
    "image/x-nikon-nef",  "image/x-nikon-nrw",   "image/x-sony-arw",    "image/x-sony-srf",
    "image/x-sony-sr2",   "image/x-fuji-raf",    "image/x-olympus-orf", "image/x-panasonic-rw2",
    "image/x-pentax-pef", "image/x-minolta-mrw", "image/x-kodak-kdc",   "image/x-kodak-dcr",
    "image/x-kodak-k25",  "image/x-sigma-x3f"};
constexpr std::array<std::string_view, 2> kBmpExtensions{".bmp", ".dib"};
constexpr std::array<std::string_view, 1> kBmpMimes{"image/bmp"};
constexpr std::array<std::string_view, 5> kPnmExtensions{".pnm", ".ppm", ".pgm", ".pbm", ".pam"};
constexpr std::array<std::string_view, 4> kPnmMimes{"image/x-portable-anymap", "image/x-portable-pixmap",
                                                    "image/x-portable-graymap", "image/x-portable-bitmap"};
constexpr std::array<std::string_view, 1> kTgaExtensions{".tga"};
constexpr std::array<std::string_view, 1> kTgaMimes{"image/x-tga"};
constexpr std::array<std::string_view, 6> kJp2Extensions{".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx"};
constexpr std::array<std::string_view, 3> kJp2Mimes{"image/jp2", "image/x-jp2-codestream", "image/jpx"};
constexpr std::array<std::string_view, 1> kExrExtensions{".exr"};
constexpr std::array<std::string_view, 1> kExrMimes{"image/x-exr"};
constexpr std::array<std::string_view, 1> kHdrExtensions{".hdr"};
constexpr std::array<std::string_view, 1> kHdrMimes{"image/vnd.radiance"};
constexpr std::array<std::string_view, 2> kPsdExtensions{".psd", ".psb"};
constexpr std::array<std::string_view, 1> kPsdMimes{"image/vnd.adobe.photoshop"};
constexpr std::array<std::string_view, 2> kOraExtensions{".ora", ".kra"};
constexpr std::array<std::string_view, 2> kOraMimes{"image/openraster", "application/x-krita"};
constexpr std::array<std::string_view, 2> kIcoExtensions{".ico", ".cur"};
constexpr std::array<std::string_view, 1> kIcoMimes{"image/vnd.microsoft.icon"};
constexpr std::array<std::string_view, 1> kSvgExtensions{".svg"};
constexpr std::array<std::string_view, 1> kSvgMimes{"image/svg+xml"};

constexpr std::array<Codec, 19> kCodecs{{
    {.kind = {.format = PhotoFormat::Jpeg,
              .name = "JPEG",
              .extensions = kJpegExtensions,
              .mime_types = kJpegMimes,
              .package = "",
              .keeps = "ICC, EXIF, XMP, IPTC, comment",
              .written_bits = 8,
              .writes_lossy = true,
              .writes_lossless = false},
     .matches = is_jpeg,
     .decode = decode_jpeg,
     .encode = encode_jpeg,
     .max_side_px = 65500,
     .has_grey = true},
    {.kind = {.format = PhotoFormat::Png,
              .name = "PNG",
              .extensions = kPngExtensions,
              .mime_types = kPngMimes,
              .package = "",
              .keeps = "16 bits, transparency, ICC, EXIF, XMP, IPTC, texts",
              .written_bits = 16,
              .writes_lossy = false,
              .writes_lossless = true},
     .matches = is_png,
     .decode = decode_png,
     .encode = encode_png,
     .max_side_px = 0x7fffffff,
     .has_alpha = true,
     .has_16_bit = true,
     .has_grey = true},
    {.kind = {.format = PhotoFormat::WebP,
              .name = "WebP",
              .extensions = kWebpExtensions,
              .mime_types = kWebpMimes,
              .package = "",
              .keeps = "transparency, ICC, EXIF, XMP",
              .written_bits = 8,
              .writes_lossy = true,
              .writes_lossless = true},
     .matches = is_webp,
     .decode = decode_webp,
     .encode = encode_webp,
     .max_side_px = 16383,
     .has_alpha = true},
    {.kind = {.format = PhotoFormat::Tiff,
              .name = "TIFF",
              .extensions = kTiffExtensions,
              .mime_types = kTiffMimes,
              .package = "",
              .keeps = "16 bits, transparency, ICC, EXIF, XMP, IPTC",
              .written_bits = 16,
              .writes_lossy = false,
              .writes_lossless = true},
     .matches = is_tiff,
     .decode = decode_tiff,
     .encode = encode_tiff,
     .max_side_px = 0x7fffffff,
     .has_alpha = true,
     .has_16_bit = true,
     .has_grey = true,
     .has_layers = true},
    {.kind = {.format = PhotoFormat::Gif,
              .name = "GIF",
              .extensions = kGifExtensions,
              .mime_types = kGifMimes,
              .package = "",
              .keeps = "transparency"},
     .matches = is_gif,
     .decode = decode_gif,
     .encode = nullptr,
     .max_side_px = 65535,
     .has_alpha = true},
    {.kind = {.format = PhotoFormat::Heif,
              .name = "HEIC",
              .extensions = kHeifExtensions,
              .mime_types = kHeifMimes,
              .package = "libheif-dev",
              .keeps = "10 and 12 bits, transparency, ICC, EXIF, XMP",
              .written_bits = 10,
              .writes_lossy = true,
              .writes_lossless = false},
     .matches = is_heif,
     .decode = V4E_WITH_HEIF ? decode_heif : nullptr,
     .encode = V4E_WITH_HEIF ? encode_heif : nullptr,
     .max_side_px = 16384,
     .has_alpha = true,
     .has_16_bit = true,
     .can_encode = V4E_WITH_HEIF ? can_encode_heif : nullptr},
    {.kind = {.format = PhotoFormat::Avif,
              .name = "AVIF",
              .extensions = kAvifExtensions,
              .mime_types = kAvifMimes,
              .package = "libavif-dev",
              .keeps = "10 and 12 bits, transparency, ICC, EXIF, XMP",
              .written_bits = 12,
              .writes_lossy = true,
              .writes_lossless = false},
     .matches = is_avif,
     .decode = V4E_WITH_AVIF ? decode_avif : nullptr,
     .encode = V4E_WITH_AVIF ? encode_avif : nullptr,
     .max_side_px = 65536,
     .has_alpha = true,
     .has_16_bit = true,
     .has_grey = true,
     .can_encode = V4E_WITH_AVIF ? can_encode_avif : nullptr},
    {.kind = {.format = PhotoFormat::JpegXl,
              .name = "JPEG XL",
              .extensions = kJxlExtensions,
              .mime_types = kJxlMimes,
              .package = "libjxl-dev",
              .keeps = "16 bits, transparency, ICC, EXIF, XMP",
              .written_bits = 16,
              .writes_lossy = true,
              .writes_lossless = true},
     .matches = is_jxl,
     .decode = V4E_WITH_JXL ? decode_jxl : nullptr,
     .encode = V4E_WITH_JXL ? encode_jxl : nullptr,
     .max_side_px = 0x3fffffff,
     .has_alpha = true,
     .has_16_bit = true,
     .has_grey = true},
    {.kind = {.format = PhotoFormat::Raw,
              .name = "camera raw",
              .extensions = kRawExtensions,
              .mime_types = kRawMimes,
              .package = "libraw-dev",
              .keeps = "16 bits, EXIF, XMP"},
     .matches = is_raw,
     .decode = V4E_WITH_RAW ? decode_raw : nullptr,
     .encode = nullptr,
     .max_side_px = 65535},
    {.kind = {.format = PhotoFormat::Bmp,
              .name = "BMP",
              .extensions = kBmpExtensions,
              .mime_types = kBmpMimes,
              .package = "",
              .keeps = "transparency, ICC"},
     .matches = is_bmp,
     .decode = decode_bmp,
     .encode = nullptr,
     .max_side_px = 65535},
    {.kind = {.format = PhotoFormat::Pnm,
              .name = "PNM",
              .extensions = kPnmExtensions,
              .mime_types = kPnmMimes,
              .package = "",
              .keeps = "16 bits, transparency"},
     .matches = is_pnm,
     .decode = decode_pnm,
     .encode = nullptr,
     .max_side_px = 65535},
    {.kind = {.format = PhotoFormat::Tga,
              .name = "TGA",
              .extensions = kTgaExtensions,
              .mime_types = kTgaMimes,
              .package = "",
              .keeps = "transparency"},
     .matches = is_tga,
     .decode = decode_tga,
     .encode = nullptr,
     .max_side_px = 65535},
    {.kind = {.format = PhotoFormat::Jpeg2000,
              .name = "JPEG 2000",
              .extensions = kJp2Extensions,
              .mime_types = kJp2Mimes,
              .package = "libopenjp2-7-dev",
              .keeps = "16 bits, transparency, ICC, EXIF, XMP, IPTC"},
     .matches = is_jp2,
     .decode = V4E_WITH_JP2 ? decode_jp2 : nullptr,
     .encode = nullptr,
     .max_side_px = 65535},
    {.kind = {.format = PhotoFormat::Exr,
              .name = "OpenEXR",
              .extensions = kExrExtensions,
              .mime_types = kExrMimes,
              .package = "libopenexr-dev",
              .keeps = "16 bits after tone mapping, transparency, primaries"},
     .matches = is_exr,
     .decode = V4E_WITH_EXR ? decode_exr : nullptr,
     .encode = nullptr,
     .max_side_px = 65535},
    {.kind = {.format = PhotoFormat::Hdr,
              .name = "Radiance HDR",
              .extensions = kHdrExtensions,
              .mime_types = kHdrMimes,
              .package = "",
              .keeps = "16 bits after tone mapping"},
     .matches = is_hdr,
     .decode = decode_hdr,
     .encode = nullptr,
     .max_side_px = 65535},
    {.kind = {.format = PhotoFormat::Psd,
              .name = "Photoshop",
              .extensions = kPsdExtensions,
              .mime_types = kPsdMimes,
              .package = "",
              .keeps = "16 bits of the merged picture, transparency, ICC, EXIF, XMP, IPTC"},
     .matches = is_psd,
     .decode = decode_psd,
     .encode = nullptr,
     .max_side_px = 65535},
    {.kind = {.format = PhotoFormat::OpenRaster,
              .name = "OpenRaster",
              .extensions = kOraExtensions,
              .mime_types = kOraMimes,
              .package = "",
              .keeps = "the merged picture as its PNG keeps it",
              .written_bits = 16,
              .writes_lossy = false,
              .writes_lossless = true},
     .matches = is_ora,
     .decode = decode_ora,
     .encode = encode_ora,
     .max_side_px = 65535,
     .has_alpha = true,
     .has_16_bit = true,
     .has_layers = true,
     .read_only_extensions = 1},
    {.kind = {.format = PhotoFormat::Ico,
              .name = "Windows icon",
              .extensions = kIcoExtensions,
              .mime_types = kIcoMimes,
              .package = "",
              .keeps = "the largest picture, transparency"},
     .matches = is_ico,
     .decode = decode_ico,
     .encode = nullptr,
     .max_side_px = 65535},
    {.kind = {.format = PhotoFormat::Svg,
              .name = "SVG",
              .extensions = kSvgExtensions,
              .mime_types = kSvgMimes,
              .package = "librsvg2-dev",
              .keeps = "transparency; at a size of your choice"},
     .matches = is_svg,
     .decode = V4E_WITH_SVG ? decode_svg : nullptr,
     .encode = nullptr,
     .max_side_px = 65535},
}};

}  // namespace

std::span<const Codec> codecs() {
  return kCodecs;
}

}  // namespace v4e
