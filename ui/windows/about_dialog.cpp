// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/about_dialog.h"

#include <QEvent>
#include <QFile>
#include <QHBoxLayout>
#include <QTabBar>
#include <QVBoxLayout>

#include "ui/settings/icon.h"

namespace v4e::ui {

AboutDialog::AboutDialog(const std::filesystem::path& resources, QWidget* parent)
    : QDialog(parent),
      logo_(new QLabel(this)),
      title_(new QLabel("Video4Edit", this)),
      version_(new QLabel(this)),
      tabs_(new QTabWidget(this)),
      about_(new QTextBrowser(this)),
      licences_(new QTextBrowser(this)),
      close_(new QPushButton(this)) {
  setObjectName("aboutDialog");
  logo_->setPixmap(programIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.7);
  large.setWeight(QFont::DemiBold);
  title_->setFont(large);
  version_->setProperty("role", "muted");
  close_->setDefault(true);
  about_->setOpenExternalLinks(true);
  licences_->setOpenExternalLinks(true);
  tabs_->addTab(about_, QString());
  tabs_->addTab(licences_, QString());
  tabs_->setDocumentMode(true);
  tabs_->tabBar()->setExpanding(false);
  QFile terms(QString::fromStdString((resources / "LICENSES.md").string()));
  if (terms.open(QIODevice::ReadOnly)) licences_->setMarkdown(QString::fromUtf8(terms.readAll()));

  auto* names = new QVBoxLayout;
  names->setSpacing(0);
  names->addWidget(title_);
  names->addWidget(version_);
  auto* header = new QHBoxLayout;
  header->setSpacing(16);
  header->addWidget(logo_);
  header->addLayout(names, 1);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(close_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(16);
  layout->addLayout(header);
  layout->addWidget(tabs_, 1);
  layout->addLayout(buttons);
  resize(600, 520);
  connect(close_, &QPushButton::clicked, this, &QDialog::accept);
  retranslate();
}

void AboutDialog::retranslate() {
  setWindowTitle(tr("About Video4Edit"));
  logo_->setAccessibleName(tr("The program's icon"));
  version_->setText(tr("Version %1").arg(V4E_VERSION));
  tabs_->setTabText(0, tr("About"));
  tabs_->setTabText(1, tr("Licences"));
  tabs_->setAccessibleName(tr("About and licences"));
  about_->setAccessibleName(tr("About"));
  licences_->setAccessibleName(tr("Licences"));
  about_->setHtml("<p>" +
                  tr("Edits a photo as a short video would: the photo is the first frame, the edit the last "
                     "one, and every "
                     "frame in between is a weaker edit that you can stop at.") +
                  "</p><p>" +
                  tr("Everything runs on this computer. The program sends nothing anywhere: no telemetry, no "
                     "accounts, no "
                     "search for updates.") +
                  "</p><p>" +
                  tr("Free software under the GNU General Public License, version 3 or later. It comes "
                     "without any warranty.") +
                  "</p>");
  close_->setText(tr("&Close"));
}

void AboutDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui
