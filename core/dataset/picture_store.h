// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/base/run_context.h"
#include "core/dataset/column_file.h"
#include "core/dataset/pair_record.h"
#include "core/dataset/tar_archive.h"
#include "core/image/image.h"

namespace v4e {

/// What a pair cannot be used for.
enum class PairFault {
  None,
  OtherAspect,     ///< photo and edit do not show the same scene
  NothingChanged,  ///< the edit is the photo
  LfsPointer,      ///< a pointer of Git LFS in place of a picture
  Unreadable,      ///< a file is missing, broken or of no kind that is read
};

/// An Error that says which of them it is.
class PairError : public Error {
 public:
  PairError(ErrorCode code, PairFault fault, const std::string& message)
      : Error(code, message), fault_(fault) {}
  [[nodiscard]] PairFault fault() const noexcept { return fault_; }

 private:
  PairFault fault_;
};

/// Opens pictures wherever they lie; keeps the archives' lists of members and some tables open. One thread at
/// a time.
class PictureStore {
 public:
  /// In sRGB, upright: F32 RGB 0..1. Throws Error(FileUnreadable) for what is missing, Error(FileMalformed)
  /// for what is broken or a pointer of Git LFS in place of the picture, Cancelled.
  [[nodiscard]] Image picture(const PicturePlace& place, const RunContext& context = {});

  /// What a mask says is edited, F32, 1 channel: where it is transparent if it has transparency, else where
  /// it is white. Throws as picture().
  [[nodiscard]] Image mask(const PicturePlace& place, const RunContext& context = {});

  /// Size and time of the file, so that a changed one is noticed; "" for one that is not there.
  [[nodiscard]] static std::string fingerprint(const PicturePlace& place);

  [[nodiscard]] const TarArchive& archive(const std::filesystem::path& file, const RunContext& context = {});

 private:
  [[nodiscard]] std::string bytes_of(const PicturePlace& place, const RunContext& context);

  [[nodiscard]] const ColumnFile& table(const std::filesystem::path& file);

  std::map<std::filesystem::path, std::unique_ptr<TarArchive>> archives_;
  std::map<std::filesystem::path, ColumnFile> tables_;
};

}  // namespace v4e
