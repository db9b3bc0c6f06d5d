// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/metadata_exiv2.h"

#include "core/base/log.h"

namespace v4e::exiv2 {
namespace {

constexpr const char* kNamespace = "urn:video4edit:xmp#";
constexpr const char* kPrefix = "video4edit";

// One mutex for the process, because Exiv2's state is the process's.
std::recursive_mutex& mutex() {
  static std::recursive_mutex only;
  return only;
}

void lock_or_unlock(void* data, bool lock) {
  auto* only = static_cast<std::recursive_mutex*>(data);
  lock ? only->lock() : only->unlock();
}

void log_message(int level, const char* message) {
  // Exiv2 complains about much that is harmless; what matters comes as an exception.
  logger("image").debug("exiv2 ({}): {}", level, std::string_view(message));
}

bool set_up() {
  Exiv2::LogMsg::setHandler(log_message);
  Exiv2::XmpParser::initialize(lock_or_unlock, &mutex());
  Exiv2::XmpProperties::registerNs(kNamespace, kPrefix);
  // Exiv2 does not know of extended XMP, nor of the files that phones append to their pictures.
  Exiv2::XmpProperties::registerNs("http://ns.adobe.com/xmp/note/", "xmpNote");
  Exiv2::XmpProperties::registerNs("http://ns.adobe.com/hdr-gain-map/1.0/", "hdrgm");
  Exiv2::XmpProperties::registerNs("http://ns.google.com/photos/1.0/container/", "Container");
  Exiv2::XmpProperties::registerNs("http://ns.google.com/photos/1.0/container/item/", "Item");
  Exiv2::XmpProperties::registerNs("http://ns.google.com/photos/1.0/camera/", "GCamera");
  Exiv2::XmpProperties::registerNs("http://ns.apple.com/HDRGainMap/1.0/", "HDRGainMap");
  return true;
}

}  // namespace

Lock::Lock() : held_(mutex()) {
  [[maybe_unused]] static const bool is_set_up = set_up();
}

std::string contents(Exiv2::Image& image) {
  Exiv2::BasicIo& io = image.io();
  std::string bytes;
  if (io.open() != 0)
    throw Exiv2::Error(Exiv2::ErrorCode::kerErrorMessage, "the file in memory does not open");
  bytes.resize(io.size());
  io.seek(0, Exiv2::BasicIo::beg);
  const auto got = io.read(reinterpret_cast<Exiv2::byte*>(bytes.data()), static_cast<long>(bytes.size()));
  io.close();
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

Exiv2::IptcData decode_iptc(const std::string& data_sets) {
  Exiv2::IptcData iptc;
  if (!data_sets.empty()) {
    Exiv2::IptcParser::decode(iptc, bytes_of(data_sets), static_cast<std::uint32_t>(data_sets.size()));
  }
  return iptc;
}

std::string encode_iptc(const Exiv2::IptcData& iptc) {
  if (iptc.empty()) return {};
  const Exiv2::DataBuf encoded = Exiv2::IptcParser::encode(iptc);
#if EXIV2_TEST_VERSION(0, 28, 0)
  return {reinterpret_cast<const char*>(encoded.c_data()), encoded.size()};
#else
  return {reinterpret_cast<const char*>(encoded.pData_), static_cast<std::size_t>(encoded.size_)};
#endif
}

}  // namespace v4e::exiv2
