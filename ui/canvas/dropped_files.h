// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QMimeData>
#include <QStringList>

#include "core/image/photo.h"

namespace v4e::ui {

/// What a drop or the clipboard holds for us.
struct DroppedContent {
  QStringList paths;  ///< local files and folders, in order
  QImage image;       ///< where there is no file but a picture
};

[[nodiscard]] bool canTake(const QMimeData& data);
[[nodiscard]] DroppedContent contentOf(const QMimeData& data);

enum class FileKind { Photo, Video, Project, ModelFolder, Folder, Other };

/// What a path is to this program: files by their name alone, folders by a look inside.
[[nodiscard]] FileKind kindOf(const QString& path);

/// Whether a file's name looks like one of the pictures that can be read.
[[nodiscard]] bool isPhotoName(const QString& path);

/// Whether a file's name is that of a project.
[[nodiscard]] bool isProjectName(const QString& path);

/// "jpg": what the name of a file of this kind usually ends in.
[[nodiscard]] QString suffixOf(PhotoFormat format);

/// "Photos (*.jpg …)" and the like for file dialogs, and all that can be opened.
/// The lists are long: let the dialog hide them (HideNameFilterDetails).
[[nodiscard]] QString photoFilter();
/// Of the kinds that are written.
[[nodiscard]] QString writtenPhotoFilter();
[[nodiscard]] QString videoFilter();
[[nodiscard]] QString projectFilter();
[[nodiscard]] QString openFilter();

}  // namespace v4e::ui
