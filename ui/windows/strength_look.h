// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>

#include "ui/masks/mask_session.h"
#include "ui/timeline/timeline_panel.h"
#include "ui/windows/editor_parts.h"

namespace v4e::ui {

/// Merges what is under the playhead at the photo's own size as soon as it rests, the visible part first, and
/// makes it what the window shows and exports. Moving on never waits for that.
class StrengthLook : public QObject {
  Q_OBJECT

 public:
  /// All must outlive it.
  StrengthLook(const EditorParts& editor, TimelinePanel& timeline, MaskSession& masks,
               QObject* parent = nullptr);

 private:
  /// The playhead, the edit or what is painted has changed.
  void restart();
  void restartUnlessDone();
  void begin();
  void beginPart(const LookPart& part);
  void beginWhole();
  /// `place`: of the part in the photo; nothing: it is all of it.
  void take(const EditOutcome& outcome, const std::optional<QRect>& place);
  [[nodiscard]] bool isAway() const;
  [[nodiscard]] bool isDone() const;

  EditorParts editor_;
  TimelinePanel& timeline_;
  MaskSession& masks_;
  std::unique_ptr<EditJob> job_;
  QTimer timer_;
  QElapsedTimer since_move_;  ///< of the playhead, or whatever else asked for this look
};

}  // namespace v4e::ui
