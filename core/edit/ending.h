// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/run_context.h"
#include "core/image/photo.h"

namespace v4e {

/// What a model is told of a way of which nothing is said.
inline constexpr const char* kSteadyWay =
    "The picture slowly and steadily changes from its first state into its last one, while the camera stays "
    "still.";

/// Why a picture cannot be a photo's finished edit.
enum class EndingFault {
  OtherSection,  ///< its proportions are others
  SamePicture,   ///< nothing was edited
};

class EndingError : public Error {
 public:
  EndingError(EndingFault fault, const std::string& what)
      : Error(ErrorCode::InvalidArgument, what), fault_(fault) {}
  [[nodiscard]] EndingFault fault() const { return fault_; }

 private:
  EndingFault fault_;
};

/// The finished edit of a photo, made to lie on it.
struct Ending {
  Image picture;                   ///< RGB in sRGB, of the photo's size and type
  bool was_resized = false;        ///< it had another size
  std::vector<std::string> notes;  ///< human-readable: what had to be made fit
};

/// Lays a finished edit on `photo` (in plain sRGB, with colours): brings it to its size where that differs.
/// Throws EndingError, Cancelled.
[[nodiscard]] Ending laid_on(const Photo& finished, const Image& photo, const RunContext& context = {});

/// Reads it from a file first. Throws what read_photo() throws, too.
[[nodiscard]] Ending read_ending(const std::filesystem::path& file, const Image& photo,
                                 const RunContext& context = {});

}  // namespace v4e
