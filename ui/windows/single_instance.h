// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QStringList>
#include <memory>

namespace v4e::ui {

/// Of the programs that keep their data in one folder, one has the window: the first one. The others hand it
/// their files and end, so that no queue and no session is written by two.
class SingleInstance : public QObject {
  Q_OBJECT

 public:
  /// `dataFolder` is made where there is none.
  explicit SingleInstance(const QString& dataFolder, QObject* parent = nullptr);
  ~SingleInstance() override;

  /// True: this is the first one; it listens from now on. False: another one is there. Where the folder
  /// cannot be written, everyone is the first.
  [[nodiscard]] bool isFirst();
  /// Gives the files, by absolute path, to the first one, whose window comes to the front. False where it
  /// does not answer in a few seconds.
  [[nodiscard]] bool handOver(const QStringList& files) const;

 Q_SIGNALS:
  /// Another program was started with these files; none: with nothing.
  void filesReceived(const QStringList& files);

 private:
  void listen();
  void receive();

  QString data_folder_;
  QString name_;  ///< of the socket
  QLockFile lock_;
  QLocalServer server_;
};

}  // namespace v4e::ui
