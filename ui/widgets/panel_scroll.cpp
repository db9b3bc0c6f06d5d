// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/panel_scroll.h"

namespace v4e::ui {

PanelScroll::PanelScroll(QWidget* contents, QSize least, QWidget* parent)
    : QScrollArea(parent), least_(least) {
  setFrameShape(QFrame::NoFrame);
  setWidgetResizable(true);
  setFocusPolicy(Qt::NoFocus);
  viewport()->setAutoFillBackground(false);
  setWidget(contents);
  contents->setAutoFillBackground(false);
}

QSize PanelScroll::sizeHint() const {
  return widget()->sizeHint().expandedTo(least_);
}

}  // namespace v4e::ui
