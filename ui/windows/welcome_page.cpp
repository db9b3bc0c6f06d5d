// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/welcome_page.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QFrame>
#include <QPixmap>
#include <QToolButton>

#include "core/base/json_file.h"
#include "core/image/io/photo_io.h"
#include "ui/engine/image_convert.h"
#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr QSize kCardPicture(176, 132);
constexpr int kShownRecent = 5;
constexpr int kRecentFileWidth = 440;
constexpr std::size_t kShownSamples = 3;

struct LoadedSamples {
  std::vector<SamplePhoto> samples;
  std::vector<QImage> pictures;
};

// The picture fills the card's frame; what stands out is cut off evenly.
QImage card_picture(const QImage& image) {
  const QImage scaled =
      image.scaled(kCardPicture * 2, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
  const QSize size = kCardPicture * 2;
  return scaled.copy((scaled.width() - size.width()) / 2, (scaled.height() - size.height()) / 2, size.width(),
                     size.height());
}

}  // namespace

std::vector<SamplePhoto> readSamples(const std::filesystem::path& folder) {
  const auto index = folder / "index.json";
  if (!std::filesystem::exists(index)) return {};
  const nlohmann::json list = read_json_file(index);
  std::vector<SamplePhoto> samples;
  try {
    for (const auto& entry : list.at("samples")) {
      const auto file = folder / entry.at("file").get<std::string>();
      const auto text = [&entry](const char* key) {
        return QString::fromStdString(entry.at(key).get<std::string>());
      };
      if (!std::filesystem::exists(file)) continue;
      samples.push_back(
          {QString::fromStdString(file.string()), text("title"), text("instruction"), text("credit")});
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed, index.string() + ": " + error.what());
  }
  return samples;
}

WelcomePage::WelcomePage(Settings& settings, std::filesystem::path samplesFolder, QWidget* parent)
    : QWidget(parent),
      settings_(settings),
      title_(new QLabel(this)),
      subtitle_(new QLabel(this)),
      open_(new QPushButton(this)),
      paste_(new QPushButton(this)),
      samples_title_(new QLabel(this)),
      samples_(new QHBoxLayout),
      recent_title_(new QLabel(this)),
      recent_(new QVBoxLayout) {
  setObjectName("welcomePage");
  build();
  retranslate();
  connect(open_, &QPushButton::clicked, this, &WelcomePage::openAsked);
  connect(paste_, &QPushButton::clicked, this, &WelcomePage::pasteAsked);
  connect(&settings_, &Settings::recentFilesChanged, this, &WelcomePage::showRecent);
  loadSamples(samplesFolder);
}

void WelcomePage::build() {
  open_->setObjectName("welcomeOpen");
  open_->setProperty("role", "primary");
  open_->setIcon(QIcon());
  paste_->setObjectName("welcomePaste");
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.9);
  large.setWeight(QFont::DemiBold);
  title_->setFont(large);
  subtitle_->setProperty("role", "muted");
  samples_title_->setProperty("role", "section");
  recent_title_->setProperty("role", "section");
  samples_title_->hide();

  auto* logo = new QLabel(this);
  logo->setPixmap(programIcon().pixmap(QSize(72, 72), devicePixelRatioF()));
  logo->setAccessibleName("Video4Edit");
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addStretch();
  buttons->addWidget(open_);
  buttons->addWidget(paste_);
  buttons->addStretch();
  samples_->setSpacing(16);
  recent_->setSpacing(0);
  auto* column = new QVBoxLayout;
  column->setSpacing(8);
  column->addWidget(logo, 0, Qt::AlignHCenter);
  column->addWidget(title_, 0, Qt::AlignHCenter);
  column->addWidget(subtitle_, 0, Qt::AlignHCenter);
  column->addSpacing(16);
  column->addLayout(buttons);
  column->addSpacing(32);
  column->addWidget(samples_title_, 0, Qt::AlignHCenter);
  column->addLayout(samples_);
  column->addSpacing(16);
  column->addWidget(recent_title_, 0, Qt::AlignHCenter);
  column->addLayout(recent_);
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(32, 32, 32, 32);
  layout->setRowStretch(0, 1);
  layout->setRowStretch(2, 2);
  layout->setColumnStretch(0, 1);
  layout->setColumnStretch(2, 1);
  layout->addLayout(column, 1, 1);
}

void WelcomePage::retranslate() {
  setAccessibleName(tr("Welcome"));
  title_->setText(busy_ ? tr("Opening…") : tr("Drop a photo here"));
  subtitle_->setText(tr("Then type what should change, and choose how strong it should be."));
  open_->setText(tr("Open a photo…"));
  paste_->setText(tr("Paste"));
  paste_->setToolTip(tr("Take the picture from the clipboard"));
  samples_title_->setText(tr("Or try one of these"));
  recent_title_->setText(tr("Recent"));
  showRecent();
}

void WelcomePage::setBusy(bool busy) {
  busy_ = busy;
  open_->setEnabled(!busy);
  retranslate();
}

void WelcomePage::loadSamples(const std::filesystem::path& folder) {
  auto work = [folder](const RunContext& context) {
    LoadedSamples loaded;
    for (SamplePhoto& sample : readSamples(folder)) {
      if (loaded.samples.size() == kShownSamples) break;
      const Photo photo = read_photo(sample.path.toStdString(), {}, context);
      loaded.pictures.push_back(card_picture(toScreenImage(photo, {})));
      loaded.samples.push_back(std::move(sample));
    }
    return loaded;
  };
  runner_.run(std::move(work), [this](const Outcome<LoadedSamples>& outcome) {
    if (const auto* loaded = std::get_if<LoadedSamples>(&outcome))
      showSamples(loaded->samples, loaded->pictures);
  });
}

void WelcomePage::showSamples(const std::vector<SamplePhoto>& samples, const std::vector<QImage>& pictures) {
  samples_title_->setVisible(!samples.empty());
  samples_->addStretch();
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const SamplePhoto& sample = samples[i];
    auto* card = new QToolButton(this);
    card->setObjectName(QString("sample%1").arg(i));
    card->setProperty("role", "card");
    card->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    QPixmap picture = QPixmap::fromImage(pictures[i]);
    picture.setDevicePixelRatio(2);
    card->setIcon(picture);
    card->setIconSize(kCardPicture);
    card->setText("“" + sample.instruction + "”");
    card->setAccessibleName(sample.title + ": " + sample.instruction);
    card->setToolTip(sample.title + "\n" + sample.credit);
    card->setCursor(Qt::PointingHandCursor);
    connect(card, &QToolButton::clicked, this,
            [this, sample] { Q_EMIT sampleChosen(sample.path, sample.instruction); });
    samples_->addWidget(card);
  }
  samples_->addStretch();
}

void WelcomePage::showRecent() {
  while (QLayoutItem* item = recent_->takeAt(0)) {
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
  const QStringList files = settings_.recentFiles().mid(0, kShownRecent);
  recent_title_->setVisible(!files.isEmpty());
  for (const QString& path : files) {
    const QString name = QFileInfo(path).fileName();
    const QString shown = fontMetrics().elidedText(name, Qt::ElideMiddle, kRecentFileWidth);
    auto* link = new QPushButton(QString(shown).replace("&", "&&"), this);
    link->setProperty("role", "link");
    link->setToolTip(QDir::toNativeSeparators(path));
    link->setAccessibleName(tr("Open %1").arg(name));
    link->setCursor(Qt::PointingHandCursor);
    connect(link, &QPushButton::clicked, this, [this, path] { Q_EMIT fileChosen(path); });
    recent_->addWidget(link, 0, Qt::AlignHCenter);
  }
}

void WelcomePage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
