// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <memory>

#include "ui/engine/background_runner.h"
#include "ui/engine/edit_engine.h"

namespace v4e::ui {

/// Writes a generation at any strength as a picture of the photo's full size, mask and regions included,
/// without making it the edit.
class FrameSaver : public QObject {
  Q_OBJECT

 public:
  explicit FrameSaver(EditEngine& engine, QObject* parent = nullptr);

  /// Answers with saved or failed. The format is that of the path's ending.
  void save(const std::shared_ptr<const EditResult>& result, const std::vector<EditSettings>& before,
            double strength, const QString& path);

 Q_SIGNALS:
  void saved(const QString& path, const QStringList& notes);
  void failed(const v4e::Failure& failure);

 private:
  void write(const EditResult& result, const std::vector<EditSettings>& before, const QString& path);

  EditEngine& engine_;
  std::vector<std::unique_ptr<EditJob>> jobs_;
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
