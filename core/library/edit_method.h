// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string_view>

namespace v4e {

/// How a video model makes an edit of one photo.
enum class EditMethod {
  Student,      ///< was taught to edit: a few frames, of which the last is the edit (nano, ChronoEdit)
  NativeI2v,    ///< as image-to-video models are used: the photo is a condition beside the film
  ZeroShotT2v,  ///< from text alone, the photo's latent held as the first latent frame in every step
  Ti2v,         ///< taught to go on from the photo's latent, which is the first latent frame (Wan2.2 TI2V)
};

inline constexpr std::array kEditMethods = {EditMethod::Student, EditMethod::NativeI2v,
                                            EditMethod::ZeroShotT2v, EditMethod::Ti2v};

/// Its name in settings and on the command line.
[[nodiscard]] constexpr std::string_view to_string(EditMethod method) {
  switch (method) {
    case EditMethod::Student:
      return "student";
    case EditMethod::NativeI2v:
      return "i2v";
    case EditMethod::ZeroShotT2v:
      return "t2v";
    case EditMethod::Ti2v:
      return "ti2v";
  }
  return {};
}

}  // namespace v4e
