// SPDX-License-Identifier: GPL-3.0-or-later
// What reading and writing JPEG through libjpeg (turbo) share. Its errors come back by longjmp, so the
// functions between setjmp and libjpeg hold no object with a destructor.
#pragma once

#include <csetjmp>
#include <cstdio>
#include <string_view>

// libjpeg's header needs <cstdio> before it.
#include <jpeglib.h>

#include "core/base/run_context.h"

namespace v4e::jpeg {

inline constexpr std::string_view kExifMark("Exif\0\0", 6);
inline constexpr std::string_view kXmpMark("http://ns.adobe.com/xap/1.0/\0", 29);
inline constexpr std::string_view kExtendedXmpMark("http://ns.adobe.com/xmp/extension/\0", 35);
inline constexpr std::string_view kPhotoshopMark("Photoshop 3.0\0", 14);
inline constexpr std::size_t kMaxMarkerBytes = 65533;

struct ErrorManager {
  jpeg_error_mgr base;  // first: libjpeg hands back a pointer to it
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
  int warnings;
  bool has_ended;  ///< the file's bytes are used up
  bool is_cut;     ///< and pixels are missing
};

struct ProgressManager {
  jpeg_progress_mgr base;  // first, as above
  const RunContext* context;
  bool is_cancelled;
};

/// Errors jump, warnings are counted.
void set_up(ErrorManager& manager);
/// Jumps where a stop is asked for, or where a file has more scans than any honest one.
void set_up(ProgressManager& progress, const RunContext& context);

}  // namespace v4e::jpeg
