// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exiv2/exiv2.hpp>

#include <optional>
#include <string>
#include <vector>

/// An EXIF block as bytes and as Exiv2 sees it. Only for metadata*.cpp; the caller holds the Lock.
namespace v4e::exiv2 {

/// What the block holds; `order` becomes its byte order, little-endian for an empty one.
[[nodiscard]] Exiv2::ExifData decode_exif(const std::string& block, Exiv2::ByteOrder* order = nullptr);

/// Changes the block in place where Exiv2 can, which keeps maker notes as they are, and rewrites it
/// otherwise. What was written is read back: where entries would be lost the block stays as it was, and this
/// returns false.
[[nodiscard]] bool encode_exif(std::string& block, Exiv2::ByteOrder order, Exiv2::ExifData& exif);

/// Erases entries of types that do not exist: for a single one of them Exiv2 writes nothing of the block.
/// Adds a note for each; true if there were any.
bool erase_odd_entries(Exiv2::ExifData& exif, std::vector<std::string>& notes);

/// Sets the orientation in the bytes of a block to upright, without touching anything else.
void set_upright(std::string& block);

/// The user comment as UTF-8, in whatever encoding it is; nothing if there is none, or only blanks.
[[nodiscard]] std::optional<std::string> comment_of(const Exiv2::ExifData& exif, Exiv2::ByteOrder order);

/// Sets the comment, in ASCII if possible, else in UTF-16 of the block's byte order (EXIF 3.0, 4.6.6:
/// UNICODE). An empty text removes it.
void set_comment(Exiv2::ExifData& exif, Exiv2::ByteOrder order, const std::string& utf8);

}  // namespace v4e::exiv2
