// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/codecs/tiff_file.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <new>

namespace v4e {

struct TiffFile::Callbacks {
  static tmsize_t read(thandle_t handle, void* target, tmsize_t size_bytes) {
    auto* self = static_cast<TiffFile*>(handle);
    const std::string_view bytes = self->is_writing_ ? std::string_view(self->output_) : self->input_;
    if (self->at_ >= bytes.size() || size_bytes <= 0) return 0;
    const std::size_t count = std::min(static_cast<std::size_t>(size_bytes), bytes.size() - self->at_);
    std::memcpy(target, bytes.data() + self->at_, count);
    self->at_ += count;
    return static_cast<tmsize_t>(count);
  }

  static tmsize_t write(thandle_t handle, void* source, tmsize_t size_bytes) {
    auto* self = static_cast<TiffFile*>(handle);
    const auto count = static_cast<std::size_t>(size_bytes);
    try {
      if (self->output_.size() < self->at_ + count) self->output_.resize(self->at_ + count);
    } catch (const std::bad_alloc&) {
      return -1;
    }
    std::memcpy(self->output_.data() + self->at_, source, count);
    self->at_ += count;
    return size_bytes;
  }

  static toff_t seek(thandle_t handle, toff_t offset, int origin) {
    auto* self = static_cast<TiffFile*>(handle);
    const toff_t base = origin == SEEK_CUR ? self->at_ : origin == SEEK_END ? size(handle) : 0;
    self->at_ = static_cast<std::size_t>(base + offset);
    return self->at_;
  }

  static toff_t size(thandle_t handle) {
    auto* self = static_cast<TiffFile*>(handle);
    return self->is_writing_ ? self->output_.size() : self->input_.size();
  }

  static int close(thandle_t) { return 0; }
  static int map(thandle_t, void**, toff_t*) { return 0; }
  static void unmap(thandle_t, void*, toff_t) {}

  static int keep_message(TIFF*, void* user, const char*, const char* format, va_list arguments) {
    char text[256];
    std::vsnprintf(text, sizeof text, format, arguments);
    static_cast<TiffFile*>(user)->message_ = text;
    return 1;
  }
  static int ignore(TIFF*, void*, const char*, const char*, va_list) { return 1; }
};

TiffFile::TiffFile(std::string_view bytes) : input_(bytes) {
  open("rm");
}

TiffFile::TiffFile(bool needs_big_offsets, bool is_big_endian) : is_writing_(true) {
  const std::string mode = std::string(needs_big_offsets ? "w8m" : "wm") + (is_big_endian ? "b" : "");
  open(mode.c_str());
}

void TiffFile::open(const char* mode) {
#if TIFFLIB_VERSION >= 20221213
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  // A lying tile size must not take the machine's memory.
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, tmsize_t{2} << 30);
  TIFFOpenOptionsSetErrorHandlerExtR(options, Callbacks::keep_message, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options, Callbacks::ignore, this);
  handle_.reset(TIFFClientOpenExt("memory", mode, this, Callbacks::read, Callbacks::write, Callbacks::seek,
                                  Callbacks::close, Callbacks::size, Callbacks::map, Callbacks::unmap,
                                  options));
  TIFFOpenOptionsFree(options);
#else
  handle_.reset(TIFFClientOpen("memory", mode, this, Callbacks::read, Callbacks::write, Callbacks::seek,
                               Callbacks::close, Callbacks::size, Callbacks::map, Callbacks::unmap));
#endif
}

bool TiffFile::has_private(std::uint32_t number) const {
  const int count = TIFFGetTagListCount(handle_.get());
  for (int i = 0; i < count; ++i) {
    if (TIFFGetTagListEntry(handle_.get(), i) == number) return true;
  }
  return false;
}

void TiffFile::define_layers() const {
  static char name[] = "ImageSourceData";
  static const TIFFFieldInfo kField{
      tiff::kImageSourceData.number, TIFF_VARIABLE2, TIFF_VARIABLE2, TIFF_UNDEFINED, FIELD_CUSTOM, 1, 1, name};
  TIFFMergeFieldInfo(handle_.get(), &kField, 1);
}

std::string TiffFile::take_bytes() {
  handle_.reset();
  return std::move(output_);
}

}  // namespace v4e
