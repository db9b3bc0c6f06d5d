// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/single_instance.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QDir>
#include <QFileInfo>
#include <QLocalSocket>

namespace v4e::ui {
namespace {

constexpr int kAnswerMs = 3000;
// More than any command line holds: what claims to be longer is not from us.
constexpr qint64 kMostBytes = 16 << 20;

QString madeFolder(const QString& folder) {
  QDir().mkpath(folder);
  return QDir(folder).absolutePath();
}

/// Short, because a socket's path may not be longer than 107 bytes.
QString socketName(const QString& folder) {
  const QString place = QFileInfo(folder).canonicalFilePath();
  const auto hash = QCryptographicHash::hash(place.toUtf8(), QCryptographicHash::Sha256);
  return "video4edit-" + QString::fromLatin1(hash.toHex().left(16));
}

}  // namespace

SingleInstance::SingleInstance(const QString& dataFolder, QObject* parent)
    : QObject(parent),
      data_folder_(madeFolder(dataFolder)),
      name_(socketName(data_folder_)),
      lock_(data_folder_ + "/instance.lock") {
  lock_.setStaleLockTime(0);  // it is stale when its process is gone, however old it is
  server_.setSocketOptions(QLocalServer::UserAccessOption);
  connect(&server_, &QLocalServer::newConnection, this, &SingleInstance::receive);
}

SingleInstance::~SingleInstance() = default;

bool SingleInstance::isFirst() {
  if (lock_.isLocked()) return true;
  if (!lock_.tryLock(0) && lock_.error() == QLockFile::LockFailedError) return false;
  listen();
  return true;
}

void SingleInstance::listen() {
  // Left by a program that was killed; we hold the lock, so nobody else listens there.
  QLocalServer::removeServer(name_);
  server_.listen(name_);
}

void SingleInstance::receive() {
  while (QLocalSocket* socket = server_.nextPendingConnection()) {
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    const auto take = [this, socket] {
      if (socket->bytesAvailable() > kMostBytes) return socket->abort();
      QDataStream stream(socket);
      stream.setVersion(QDataStream::Qt_6_0);
      stream.startTransaction();
      QStringList files;
      stream >> files;
      if (!stream.commitTransaction()) return;  // not all of it is here yet
      socket->write("ok");
      socket->flush();
      Q_EMIT filesReceived(files);
    };
    connect(socket, &QLocalSocket::readyRead, this, take);
    if (socket->bytesAvailable() > 0) take();
  }
}

bool SingleInstance::handOver(const QStringList& files) const {
  QStringList absolute;
  for (const QString& file : files) absolute << QFileInfo(file).absoluteFilePath();
  QLocalSocket socket;
  socket.connectToServer(name_);
  if (!socket.waitForConnected(kAnswerMs)) return false;
  QByteArray message;
  QDataStream stream(&message, QIODevice::WriteOnly);
  stream.setVersion(QDataStream::Qt_6_0);
  stream << absolute;
  socket.write(message);
  return socket.waitForBytesWritten(kAnswerMs) && socket.waitForReadyRead(kAnswerMs);
}

}  // namespace v4e::ui
