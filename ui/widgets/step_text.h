// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace v4e::ui {

/// The text of an undo command that follows the language: QUndoCommand keeps what it is given, so the text is
/// kept untranslated, with its context. Mark `source` with QT_TR_NOOP or QT_TRANSLATE_NOOP.
[[nodiscard]] QString stepText(const char* context, const char* source);
/// The same about something that bears a name: it stands in quotes for the %1 of `source`.
[[nodiscard]] QString stepText(const char* context, const char* source, const QString& name);

/// The text of a command as a menu shows it now: translated, or in quotes and shortened where it is what the
/// user typed.
[[nodiscard]] QString shownStep(const QString& text);

}  // namespace v4e::ui
