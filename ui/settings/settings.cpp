// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>

#include "core/image/photo_kinds.h"
#include "core/image/photo_shape.h"

namespace v4e::ui {
namespace {

constexpr int kRecentFiles = 12;
constexpr int kKeptInstructions = 200;
// Raise it when docks or toolbars change, so that an old layout is not restored into a new window.
constexpr int kLayoutVersion = 2;

template <typename Enum>
Enum to_enum(const QVariant& value, Enum last, Enum fallback) {
  bool ok = false;
  const int number = value.toInt(&ok);
  return ok && number >= 0 && number <= static_cast<int>(last) ? static_cast<Enum>(number) : fallback;
}

}  // namespace

Settings::Settings(const QString& file, QObject* parent)
    : QObject(parent),
      store_(file.isEmpty() ? std::make_unique<QSettings>("Video4Edit", "Video4Edit")
                            : std::make_unique<QSettings>(file, QSettings::IniFormat)) {}

void Settings::write(const QString& key, const QVariant& value) {
  store_->setValue(key, value);
}

QVariant Settings::read(const QString& key, const QVariant& fallback) const {
  return store_->value(key, fallback);
}

Appearance Settings::appearance() const {
  return to_enum(read("look/appearance", 0), Appearance::Dark, Appearance::System);
}

void Settings::setAppearance(Appearance appearance) {
  if (appearance == this->appearance()) return;
  write("look/appearance", static_cast<int>(appearance));
  Q_EMIT appearanceChanged();
}

QString Settings::language() const {
  return read("look/language").toString();
}

void Settings::setLanguage(const QString& language) {
  if (language == this->language()) return;
  write("look/language", language);
  Q_EMIT languageChanged();
}

CanvasGrey Settings::canvasGrey() const {
  return to_enum(read("look/canvas", 0), CanvasGrey::Theme, CanvasGrey::Middle);
}

void Settings::setCanvasGrey(CanvasGrey grey) {
  if (grey == canvasGrey()) return;
  write("look/canvas", static_cast<int>(grey));
  Q_EMIT canvasGreyChanged();
}

QStringList Settings::recentFiles() const {
  return read("files/recent").toStringList();
}

void Settings::addRecentFile(const QString& path) {
  QStringList files = recentFiles();
  files.removeAll(path);
  files.prepend(path);
  write("files/recent", QStringList(files.mid(0, kRecentFiles)));
  Q_EMIT recentFilesChanged();
}

void Settings::clearRecentFiles() {
  write("files/recent", QStringList());
  Q_EMIT recentFilesChanged();
}

QStringList Settings::instructionHistory() const {
  return read("instruction/history").toStringList();
}

void Settings::setInstructionHistory(const QStringList& instructions) {
  write("instruction/history", QStringList(instructions.mid(0, kKeptInstructions)));
}

CaptionChoice Settings::captionChoice() const {
  CaptionChoice choice;
  choice.address = read("captions/address").toString();
  choice.model = read("captions/model").toString();
  choice.seconds = std::clamp(read("captions/seconds", choice.seconds).toInt(), 1, 3600);
  choice.sends_photo = read("captions/sends_photo", false).toBool();
  return choice;
}

void Settings::setCaptionChoice(const CaptionChoice& choice) {
  write("captions/address", choice.address);
  write("captions/model", choice.model);
  write("captions/seconds", choice.seconds);
  write("captions/sends_photo", choice.sends_photo);
}

QString Settings::modelId() const {
  return read("model/id").toString();
}
void Settings::setModelId(const QString& id) {
  write("model/id", id);
}

QStringList Settings::modelFolders() const {
  const QString own = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + "/models";
  return read("model/folders", QStringList{own}).toStringList();
}

void Settings::setModelFolders(const QStringList& folders) {
  if (folders == modelFolders()) return;
  write("model/folders", folders);
  Q_EMIT modelFoldersChanged();
}

QHash<QString, StageSeconds> Settings::learntSeconds() const {
  QHash<QString, StageSeconds> result;
  const QVariantMap stored = read("engine/seconds").toMap();
  for (auto entry = stored.begin(); entry != stored.end(); ++entry) {
    const QVariantList list = entry.value().toList();
    StageSeconds seconds{};
    if (list.size() != static_cast<qsizetype>(seconds.size())) continue;
    std::transform(list.begin(), list.end(), seconds.begin(),
                   [](const QVariant& value) { return std::clamp(value.toDouble(), 0.0, 1e6); });
    result.insert(entry.key(), seconds);
  }
  return result;
}

void Settings::setLearntSeconds(const QHash<QString, StageSeconds>& seconds) {
  QVariantMap stored;
  for (auto entry = seconds.begin(); entry != seconds.end(); ++entry) {
    stored.insert(entry.key(), QVariantList(entry->begin(), entry->end()));
  }
  write("engine/seconds", stored);
}

ExportChoice Settings::exportChoice() const {
  ExportChoice choice;
  choice.quality = std::clamp(read("export/quality", choice.quality).toInt(), 1, 100);
  choice.metadata = to_enum(read("export/metadata", 0), MetadataChoice::Strip, MetadataChoice::Keep);
  choice.embed_settings = read("export/embed_settings", true).toBool();
  const int bits = read("export/bits", 0).toInt();
  choice.bits = bits == 8 || bits == 16 ? bits : 0;
  choice.profile = to_enum(read("export/profile", 0), OutputProfile::AdobeRgb, OutputProfile::Own);
  choice.lossless = read("export/lossless", false).toBool();
  const int format = read("export/format", -1).toInt();
  if (format >= 0 && format <= static_cast<int>(PhotoFormat::Svg) && is_written(static_cast<PhotoFormat>(format)))
    choice.format = static_cast<PhotoFormat>(format);
  choice.size_is_percent = read("export/size_is_percent", true).toBool();
  choice.size = std::max(1, read("export/size", choice.size).toInt());
  choice.layers = read("export/layers", false).toBool();
  return choice;
}

void Settings::setExportChoice(const ExportChoice& choice) {
  write("export/quality", choice.quality);
  write("export/metadata", static_cast<int>(choice.metadata));
  write("export/embed_settings", choice.embed_settings);
  write("export/bits", choice.bits);
  write("export/profile", static_cast<int>(choice.profile));
  write("export/lossless", choice.lossless);
  write("export/format", choice.format ? static_cast<int>(*choice.format) : -1);
  write("export/size_is_percent", choice.size_is_percent);
  write("export/size", choice.size);
  write("export/layers", choice.layers);
}

int Settings::drawingSide() const {
  return std::clamp(read("drawing_side", 0).toInt(), 0, kMostDrawingSide_px);
}

void Settings::setDrawingSide(int side_px) {
  write("drawing_side", side_px);
  Q_EMIT drawingSideChanged(side_px);
}

EvolutionChoice Settings::evolutionChoice() const {
  EvolutionChoice choice;
  choice.format = to_enum(read("evolution/format", 0), EvolutionFormat::Frames, EvolutionFormat::Mp4);
  choice.frames_per_second = std::clamp(read("evolution/speed", choice.frames_per_second).toInt(), 1, 60);
  choice.ping_pong = read("evolution/ping_pong", false).toBool();
  choice.loops = read("evolution/loops", true).toBool();
  return choice;
}

void Settings::setEvolutionChoice(const EvolutionChoice& choice) {
  write("evolution/format", static_cast<int>(choice.format));
  write("evolution/speed", choice.frames_per_second);
  write("evolution/ping_pong", choice.ping_pong);
  write("evolution/loops", choice.loops);
}

QString Settings::exportFolder() const {
  return read("export/folder").toString();
}
void Settings::setExportFolder(const QString& folder) {
  write("export/folder", folder);
}

QueueChoice Settings::queueChoice() const {
  QueueChoice choice;
  choice.folder = read("queue/folder").toString();
  const QString pattern = read("queue/pattern").toString();
  if (!pattern.isEmpty()) choice.pattern = pattern;
  choice.extension = read("queue/extension", choice.extension).toString();
  choice.quality = std::clamp(read("queue/quality", 0).toInt(), 0, 100);
  return choice;
}

void Settings::setQueueChoice(const QueueChoice& choice) {
  write("queue/folder", choice.folder);
  write("queue/pattern", choice.pattern);
  write("queue/extension", choice.extension);
  write("queue/quality", choice.quality);
}

bool Settings::restoresSession() const {
  return read("session/restore", true).toBool();
}
void Settings::setRestoresSession(bool on) {
  write("session/restore", on);
}
QString Settings::sessionFile() const {
  return read("session/photo").toString();
}
QString Settings::sessionInstruction() const {
  return read("session/instruction").toString();
}

void Settings::setSession(const QString& file, const QString& instruction) {
  write("session/photo", file);
  write("session/instruction", instruction);
}

bool Settings::keepsPhotoInProjects() const {
  return read("project/keeps_photo", false).toBool();
}
void Settings::setKeepsPhotoInProjects(bool on) {
  write("project/keeps_photo", on);
}

QString Settings::screenProfile() const {
  return read("look/screen_profile").toString();
}

void Settings::setScreenProfile(const QString& path) {
  if (path == screenProfile()) return;
  write("look/screen_profile", path);
  Q_EMIT screenProfileChanged();
}

QByteArray Settings::windowGeometry() const {
  return read("window/geometry").toByteArray();
}

QByteArray Settings::windowState() const {
  return read("window/version", 0).toInt() == kLayoutVersion ? read("window/state").toByteArray()
                                                             : QByteArray();
}

void Settings::setWindow(const QByteArray& geometry, const QByteArray& state) {
  write("window/geometry", geometry);
  write("window/state", state);
  write("window/version", kLayoutVersion);
}

std::optional<QList<QKeySequence>> Settings::shortcuts(const QString& action) const {
  const QVariant stored = read("shortcuts/" + action);
  if (!stored.isValid()) return std::nullopt;
  QList<QKeySequence> keys;
  for (const QString& text : stored.toStringList()) {
    if (!text.isEmpty()) keys.append(QKeySequence(text, QKeySequence::PortableText));
  }
  return keys;
}

void Settings::setShortcuts(const QString& action, const std::optional<QList<QKeySequence>>& keys) {
  if (!keys) {
    store_->remove("shortcuts/" + action);
    return;
  }
  QStringList texts;
  for (const QKeySequence& key : *keys) texts.append(key.toString(QKeySequence::PortableText));
  if (texts.isEmpty()) texts.append(QString());  // an empty list would read back as "not changed"
  write("shortcuts/" + action, texts);
}

}  // namespace v4e::ui
