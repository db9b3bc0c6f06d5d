// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QWidget>

#include "core/document/project/project_file.h"
#include "ui/engine/background_runner.h"

namespace v4e::ui {

/// Notices when the open photo's file is replaced by another program: looks whenever `window` becomes active.
class PhotoWatch : public QObject {
  Q_OBJECT

 public:
  explicit PhotoWatch(QWidget& window);

  /// The file as it was when it was read; an empty path: there is none to watch.
  void setSource(const SourcePhoto& source);
  [[nodiscard]] const SourcePhoto& source() const { return source_; }

 Q_SIGNALS:
  /// Once for each source. `missing`: the file is gone.
  void replaced(bool missing);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void look();

  SourcePhoto source_;
  bool told_ = false;
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
