// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/teaching/pair_list.h"

#include <QEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

#include "ui/settings/icon.h"
#include "ui/teaching/teaching_texts.h"

namespace v4e::ui {
namespace {

constexpr QSize kPicture(96, 72);
constexpr int kArrow = 24;  ///< between the pictures
constexpr QSize kBoth(2 * kPicture.width() + kArrow, kPicture.height());

QString nameOf(const std::filesystem::path& file) {
  return QFileInfo(QString::fromStdString(file.string())).fileName();
}

}  // namespace

PairList::PairList(LessonDraft& draft, QWidget* parent) : QListWidget(parent), draft_(draft) {
  setObjectName("pairList");
  setIconSize(kBoth);
  setSelectionMode(ExtendedSelection);
  setVerticalScrollMode(ScrollPerPixel);
  setWordWrap(true);
  setUniformItemSizes(true);
  connect(&draft_, &LessonDraft::rowsChanged, this, &PairList::fill);
  connect(&draft_, &LessonDraft::rowChanged, this, &PairList::showRow);
  fill();
}

void PairList::fill() {
  setAccessibleName(tr("Pairs of photos and edits"));
  const int row = currentRow();
  while (count() > draft_.rows().size()) delete takeItem(count() - 1);
  while (count() < draft_.rows().size()) addItem(new QListWidgetItem);
  for (int i = 0; i < count(); ++i) showRow(i);
  if (row >= count()) setCurrentRow(count() - 1);
  viewport()->update();
}

void PairList::showRow(int row) {
  const LessonDraft::Row& shown = draft_.rows()[row];
  const QString before = nameOf(shown.pair.before);
  const QString after = nameOf(shown.pair.after);
  using RowState = LessonDraft::Row::State;
  const QString state = shown.state == RowState::Opening ? tr("Opening…") : faultText(shown.fault);
  QListWidgetItem* line = item(row);
  line->setIcon(QIcon(pictureOf(shown)));
  const QString names = before + QString(" → ") + after;
  line->setText(state.isEmpty() ? names : names + '\n' + state);
  line->setToolTip(shown.detail);
  line->setData(Qt::AccessibleTextRole,
                tr("Photo %1, edit %2").arg(before, after) + (state.isEmpty() ? QString() : ". " + state));
  // One colour for what is wrong in light and dark would be too faint in one of them; the picture says it
  // too.
  line->setForeground(shown.state == RowState::Bad ? palette().brush(QPalette::PlaceholderText) : QBrush());
}

QPixmap PairList::pictureOf(const LessonDraft::Row& row) const {
  const qreal ratio = devicePixelRatioF();
  QPixmap both(kBoth * ratio);
  both.setDevicePixelRatio(ratio);
  both.fill(Qt::transparent);
  QPainter painter(&both);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  const auto draw = [&](const QImage& image, int x) {
    const QRect place(QPoint(x, 0), kPicture);
    if (image.isNull()) {
      painter.fillRect(place.adjusted(1, 1, -1, -1), palette().color(QPalette::Mid));
      return;
    }
    QRect fitted(QPoint(), image.size().scaled(kPicture, Qt::KeepAspectRatio));
    fitted.moveCenter(place.center());
    painter.drawImage(fitted, image);
  };
  draw(row.before, 0);
  draw(row.after, kPicture.width() + kArrow);
  const bool bad = row.state == LessonDraft::Row::State::Bad;
  const QRect middle(kPicture.width() + 4, kPicture.height() / 2 - 8, 16, 16);
  if (bad) {
    icon("warning").paint(&painter, middle);
  } else {
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(middle.adjusted(-4, -4, 4, 4), Qt::AlignCenter, QString("→"));
  }
  return both;
}

QList<int> PairList::chosenRows() const {
  QList<int> rows;
  for (const QModelIndex& index : selectionModel()->selectedIndexes()) rows << index.row();
  return rows;
}

void PairList::swapChosen() {
  for (const int row : chosenRows()) draft_.swap(row);
}

void PairList::removeChosen() {
  const QList<int> rows = chosenRows();
  if (rows.isEmpty()) return;
  const int next = *std::ranges::min_element(rows);
  draft_.remove(rows);
  clearSelection();
  if (count() > 0) setCurrentRow(std::min(next, count() - 1));
}

void PairList::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) return removeChosen();
  QListWidget::keyPressEvent(event);
}

/// What can be done with an empty list, in its middle.
void PairList::paintEvent(QPaintEvent* event) {
  QListWidget::paintEvent(event);
  if (count() > 0) return;
  QPainter painter(viewport());
  painter.setPen(palette().color(QPalette::PlaceholderText));
  const QRect place = viewport()->rect().adjusted(32, 16, -32, -16);
  painter.drawText(place, Qt::AlignCenter | Qt::TextWordWrap,
                   tr("Drop photos and what you made of them here.\n\n"
                      "They find each other by name: photo.jpg and photo_after.jpg, or two folders with the "
                      "same names in them. Other names: drop them in twos, the photo first."));
}

void PairList::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) fill();
  QListWidget::changeEvent(event);
}

}  // namespace v4e::ui
