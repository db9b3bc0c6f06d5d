// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Names of the settings in a project file.
namespace v4e::ui::project {

inline constexpr const char* kCurrent = "current";  ///< generation that is shown; 0: the photo
inline constexpr const char* kPhotoName = "photo_name";
inline constexpr const char* kGeometry = "geometry";  ///< JSON; how the photo is turned and cropped
inline constexpr const char* kDrawingSide = "drawing_side";  ///< pixels; 0 where the photo is no drawing
inline constexpr const char* kInstruction = "instruction";
inline constexpr const char* kPainted = "painted";  ///< JSON; its pictures are by themselves
inline constexpr const char* kSketches = "sketches";  ///< JSON, see project_sketches.h
// Of the private working file only:
inline constexpr const char* kSavedPath = "saved_path";
inline constexpr const char* kModified = "modified";

}  // namespace v4e::ui::project
