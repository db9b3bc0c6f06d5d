// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/canvas.h"
#include "ui/canvas/screen_profile.h"
#include "ui/captions/instruction_panel.h"
#include "ui/commands/commands.h"
#include "ui/document/edit_session.h"
#include "ui/document/file_intake.h"
#include "ui/engine/edit_engine.h"
#include "ui/settings/settings.h"
#include "ui/widgets/message_bar.h"

namespace v4e::ui {

/// What the workspaces work on. They know the window itself only as the place for their docks and menus.
struct EditorParts {
  Settings& settings;
  EditEngine& engine;
  PhotoDocument& document;
  EditSession& session;
  FileIntake& intake;
  Canvas& canvas;
  InstructionPanel& instruction_panel;
  Commands& commands;
  MessageBar& messages;
  FollowScreen follow_screen;
};

}  // namespace v4e::ui
