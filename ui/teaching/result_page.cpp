// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/teaching/result_page.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>
#include <array>
#include <utility>

#include "ui/teaching/teaching_texts.h"
#include "ui/widgets/elided_label.h"

namespace v4e::ui {
namespace {

/// A picture as wide as there is room, in its own aspect.
class PictureView : public QWidget {
 public:
  PictureView(QImage picture, const QString& name) : picture_(std::move(picture)) {
    setAccessibleName(name);
    setToolTip(name);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setMinimumWidth(96);
  }
  [[nodiscard]] int heightForWidth(int width) const override {
    return picture_.isNull() ? width * 2 / 3 : width * picture_.height() / picture_.width();
  }
  [[nodiscard]] QSize sizeHint() const override { return {240, heightForWidth(240)}; }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    if (picture_.isNull()) return painter.fillRect(rect(), palette().brush(QPalette::Mid));
    QRect fitted(QPoint(), picture_.size().scaled(size(), Qt::KeepAspectRatio));
    fitted.moveCenter(rect().center());
    painter.drawImage(fitted, picture_.scaled(fitted.size() * devicePixelRatioF(), Qt::KeepAspectRatio,
                                              Qt::SmoothTransformation));
  }

 private:
  QImage picture_;
};

using Pictures = std::vector<std::array<QImage, 3>>;

Pictures read(const std::vector<HeldOutEdit>& edits) {
  Pictures pictures;
  for (const HeldOutEdit& edit : edits) {
    const auto open = [](const std::filesystem::path& path) {
      return QImage(QString::fromStdString(path.string()));
    };
    pictures.push_back({open(edit.before), open(edit.after), open(edit.made)});
  }
  return pictures;
}

}  // namespace

ResultPage::ResultPage(Teacher& teacher, QWidget* parent)
    : QWidget(parent),
      teacher_(teacher),
      title_(new QLabel(this)),
      verdict_(new QLabel(this)),
      measure_(new QLabel(this)),
      scroll_(new QScrollArea(this)),
      keep_(new QPushButton(this)),
      longer_(new QPushButton(this)),
      throw_away_(new QPushButton(this)) {
  setObjectName("resultPage");
  verdict_->setObjectName("teachVerdict");
  measure_->setObjectName("teachMeasure");
  keep_->setObjectName("keepTaught");
  longer_->setObjectName("trainLonger");
  throw_away_->setObjectName("throwAwayTaught");
  title_->setProperty("role", "section");
  measure_->setProperty("role", "muted");
  keep_->setProperty("role", "primary");
  for (QLabel* label : {title_, verdict_, measure_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
  }
  scroll_->setObjectName("heldOut");
  scroll_->setWidgetResizable(true);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addWidget(throw_away_);
  buttons->addStretch();
  buttons->addWidget(longer_);
  buttons->addWidget(keep_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(8);
  for (QLabel* label : {title_, verdict_, measure_}) column->addWidget(label);
  column->addWidget(scroll_, 1);
  column->addLayout(buttons);
  connect(&teacher_, &Teacher::stateChanged, this, &ResultPage::showResult);
  connect(&teacher_, &Teacher::failed, this, [this] { keep_->setEnabled(true); });
  connect(keep_, &QPushButton::clicked, this, [this] {
    keep_->setEnabled(false);  // until it is written
    teacher_.keep();
  });
  connect(longer_, &QPushButton::clicked, &teacher_, &Teacher::trainLonger);
  connect(throw_away_, &QPushButton::clicked, this, &ResultPage::throwAwayAsked);
  retranslate();
}

void ResultPage::retranslate() {
  keep_->setText(tr("&Keep"));
  longer_->setText(tr("Train &longer"));
  throw_away_->setText(tr("T&hrow away…"));
  scroll_->setAccessibleName(tr("Pairs that the model had not seen"));
  showResult();
}

void ResultPage::showResult() {
  keep_->setEnabled(true);
  const auto& result = teacher_.result();
  if (!teacher_.lesson() || !result || teacher_.state() != Teacher::State::Learnt) return;
  title_->setText(tr("“%1” is learned").arg(QString::fromStdString(teacher_.lesson()->words)));
  verdict_->setText(verdictText(*result));
  measure_->setText(measureText(*result));
  showPictures(result->held_out);
}

void ResultPage::showPictures(const std::vector<HeldOutEdit>& edits) {
  runner_.cancelAll();
  runner_.run([edits](const RunContext&) { return read(edits); },
              [this, edits](const Outcome<Pictures>& outcome) {
                const auto* pictures = std::get_if<Pictures>(&outcome);
                if (!pictures) return;
                auto* content = new QWidget;
                content->setAutoFillBackground(false);
                auto* grid = new QGridLayout(content);
                grid->setContentsMargins(0, 8, 0, 8);
                grid->setSpacing(8);
                int row = 0;
                for (std::size_t i = 0; i < edits.size(); ++i) {
                  const HeldOutEdit& edit = edits[i];
                  const QString near = tr("%1 dB").arg(QLocale().toString(edit.made_db, 'f', 1));
                  const QString far = tr("%1 dB").arg(QLocale().toString(edit.untouched_db, 'f', 1));
                  const std::array<QString, 3> names{tr("Before · %1").arg(far), tr("Your edit"),
                                                     tr("The model's edit · %1").arg(near)};
                  const QString photo = QString::fromStdString(edit.name);
                  for (int column = 0; column < 3; ++column) {
                    const QString& name = names[static_cast<std::size_t>(column)];
                    auto* caption = new ElidedLabel(content);
                    caption->setText(name);
                    caption->setProperty("role", "muted");
                    grid->addWidget(new PictureView((*pictures)[i][static_cast<std::size_t>(column)],
                                                    photo + ": " + name),
                                    row, column);
                    grid->addWidget(caption, row + 1, column);
                    grid->setColumnStretch(column, 1);
                  }
                  row += 2;
                }
                grid->setRowStretch(row, 1);
                scroll_->setWidget(content);
                scroll_->viewport()->setAutoFillBackground(false);
              });
}

void ResultPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
