// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exiv2/exiv2.hpp>

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

/// What differs between Exiv2 0.27 and 0.28, and the lock that Exiv2 needs. Only for metadata*.cpp.
namespace v4e::exiv2 {

/// Held while anything of Exiv2 runs: its XMP toolkit is global state, so that even two readers race.
/// The first one sets Exiv2 up. May be nested.
class Lock {
 public:
  Lock();

 private:
  std::unique_lock<std::recursive_mutex> held_;
};

[[nodiscard]] inline const Exiv2::byte* bytes_of(std::string_view bytes) {
  return reinterpret_cast<const Exiv2::byte*>(bytes.data());
}

template <typename Datum>
[[nodiscard]] std::int64_t integer(const Datum& datum) {
#if EXIV2_TEST_VERSION(0, 28, 0)
  return datum.toInt64();
#else
  return datum.toLong();
#endif
}

/// An image file in memory; `bytes` must outlive it.
[[nodiscard]] inline auto open(std::string_view bytes) {
#if EXIV2_TEST_VERSION(0, 28, 0)
  return Exiv2::ImageFactory::open(bytes_of(bytes), bytes.size());
#else
  return Exiv2::ImageFactory::open(bytes_of(bytes), static_cast<long>(bytes.size()));
#endif
}

/// The bytes of an image opened in memory, as they are now.
[[nodiscard]] std::string contents(Exiv2::Image& image);

[[nodiscard]] Exiv2::IptcData decode_iptc(const std::string& data_sets);
[[nodiscard]] std::string encode_iptc(const Exiv2::IptcData& iptc);

}  // namespace v4e::exiv2
