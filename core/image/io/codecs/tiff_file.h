// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tiffio.h>

#include <memory>
#include <string>
#include <string_view>

namespace v4e {

/// A TIFF file in memory, open in libtiff. Neither copied nor moved: libtiff keeps its address.
class TiffFile {
 public:
  /// Opens for reading; handle() is null if the header does not decode. `bytes` must outlive this.
  explicit TiffFile(std::string_view bytes);
  /// Opens for writing into bytes().
  explicit TiffFile(bool needs_big_offsets);
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;

  [[nodiscard]] TIFF* handle() const { return handle_.get(); }
  /// The last complaint of libtiff.
  [[nodiscard]] const std::string& message() const { return message_; }
  /// Closes the file written and hands over its bytes.
  [[nodiscard]] std::string take_bytes();

  template <typename Value>
  [[nodiscard]] Value field(std::uint32_t tag, Value fallback) const {
    Value value{};
    return TIFFGetFieldDefaulted(handle_.get(), tag, &value) != 0 ? value : fallback;
  }

 private:
  struct Callbacks;
  void open(const char* mode);

  std::string_view input_;
  std::string output_;
  bool is_writing_ = false;
  std::size_t at_ = 0;
  std::string message_;
  // Last: closing it still calls back into the members above.
  std::unique_ptr<TIFF, decltype(&TIFFClose)> handle_{nullptr, TIFFClose};
};

}  // namespace v4e
