// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace v4e::ui {

/// The list of the queue; says what to do where it is empty.
class QueueList : public QListView {
  Q_OBJECT

 public:
  explicit QueueList(QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace v4e::ui
