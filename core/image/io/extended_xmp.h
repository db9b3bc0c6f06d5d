// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace v4e {

// A JPEG segment holds 64 KiB. XMP that is larger goes into two packets, the second of which is spread over
// segments of its own (XMP Specification part 3, section 1.1.3.1).

/// An XMP packet as JPEG takes it.
struct XmpParts {
  std::string standard;  ///< fits into one segment
  std::string extended;  ///< what did not; empty if all did
  std::string guid;      ///< 32 hexadecimal digits that name `extended` in `standard`
};

/// Puts the largest properties into the extended part until the standard one has at most `max_bytes`; what
/// tells who made a picture and how goes last. Throws Error(InvalidArgument) on a packet that does not parse.
[[nodiscard]] XmpParts split_xmp(const std::string& packet, std::size_t max_bytes);

/// Both parts in one packet. What stands in both counts as `standard` has it.
/// Throws Error(FileMalformed) where one of them does not parse.
[[nodiscard]] std::string join_xmp(const std::string& standard, const std::string& extended);

/// The GUID of the extended part that a standard packet asks for; empty if it asks for none.
[[nodiscard]] std::string extended_guid(const std::string& standard);

/// One segment's share of an extended packet.
struct ExtendedPiece {
  std::string guid;
  std::size_t full_size = 0;
  std::size_t offset = 0;
  std::string_view data;
};

/// The extended packet with this GUID; empty where pieces are missing or do not fit together.
[[nodiscard]] std::string assemble_extended(const std::vector<ExtendedPiece>& pieces,
                                            const std::string& guid);

}  // namespace v4e
