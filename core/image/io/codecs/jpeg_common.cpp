// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/codecs/jpeg_common.h"

#include <jerror.h>

namespace v4e::jpeg {
namespace {

constexpr int kMaxScans = 200;  // a hostile progressive file has thousands, and takes minutes

void exit_on_error(j_common_ptr info) {
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  manager->base.format_message(info, manager->message);
  std::longjmp(manager->jump, 1);
}

/// True where the end mark comes long before the picture's last row: its header lies, or its middle is gone.
bool ends_too_early(j_common_ptr info) {
  if (!info->is_decompressor || info->err->msg_code != JWRN_HIT_MARKER) return false;
  const auto* reader = reinterpret_cast<j_decompress_ptr>(info);
  return reader->unread_marker == JPEG_EOI && reader->progressive_mode == FALSE &&
         reader->output_scanline < reader->output_height / 10 * 9;
}

void count_warning(j_common_ptr info, int level) {
  if (level >= 0) return;
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  // libjpeg puts an end mark where the bytes end. Nothing is lost by that unless it looks for pixels behind
  // it.
  if (manager->base.msg_code == JWRN_JPEG_EOF) {
    manager->has_ended = true;
    return;
  }
  ++manager->warnings;
  if (ends_too_early(info) || (manager->has_ended && manager->base.msg_code == JWRN_HIT_MARKER)) {
    manager->is_cut = true;
    std::longjmp(manager->jump, 1);
  }
}

void watch_progress(j_common_ptr info) {
  auto* progress = reinterpret_cast<ProgressManager*>(info->progress);
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  if (progress->context->stop.stop_requested()) {
    progress->is_cancelled = true;
    std::longjmp(manager->jump, 1);
  }
  if (info->is_decompressor && reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMaxScans) {
    std::snprintf(manager->message, sizeof manager->message, "more than %d scans", kMaxScans);
    std::longjmp(manager->jump, 1);
  }
}

}  // namespace

void set_up(ErrorManager& manager) {
  jpeg_std_error(&manager.base);
  manager.base.error_exit = exit_on_error;
  manager.base.emit_message = count_warning;
  manager.message[0] = '\0';
  manager.warnings = 0;
  manager.has_ended = false;
  manager.is_cut = false;
}

void set_up(ProgressManager& progress, const RunContext& context) {
  progress = {.base = {}, .context = &context, .is_cancelled = false};
  progress.base.progress_monitor = watch_progress;
}

}  // namespace v4e::jpeg
