// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QSettings>
#include <QString>
#include <QStringList>
#include <memory>

#include <optional>
#include "core/evolution/evolution_file.h"

#include "core/image/io/photo_io.h"
#include "ui/engine/progress_estimator.h"

namespace v4e::ui {

enum class Appearance { System, Light, Dark };
/// What lies around the photo: a grey that does not change with the theme, or the theme's own.
enum class CanvasGrey { Middle, Dark, Light, Theme };
enum class MetadataChoice { Keep, KeepWithoutPlace, Strip };

/// How pictures are written; the export dialog starts with the last choice.
struct ExportChoice {
  int quality = 92;
  MetadataChoice metadata = MetadataChoice::Keep;
  bool embed_settings = true;
  int bits = 0;  ///< 8 or 16 a sample; 0: the photo's
  OutputProfile profile = OutputProfile::Own;
  bool lossless = false;                   ///< in WebP and JPEG XL
  std::optional<PhotoFormat> format = {};  ///< nothing: the photo's
  bool size_is_percent = true;             ///< else pixels of the longer side
  int size = 100;
  bool layers = false;  ///< in TIFF
};

/// How the evolution is written; its dialog starts with the last choice.
struct EvolutionChoice {
  EvolutionFormat format = EvolutionFormat::Mp4;
  int frames_per_second = 8;
  bool ping_pong = false;
  bool loops = true;  ///< in GIF
};

/// Where and how the queue saves; the panel starts with what was chosen last.
struct QueueChoice {
  QString folder;  ///< empty: beside the photos
  QString pattern = "{name} - {instruction}";
  QString extension = ".png";  ///< empty: the photo's
  int quality = 0;             ///< 1..100; 0: the best

  bool operator==(const QueueChoice&) const = default;
};

/// Who writes captions besides the rules; empty address: nobody.
struct CaptionChoice {
  QString address = {};
  QString model = {};  ///< empty: the only one there
  int seconds = 120;   ///< to wait at most
  bool sends_photo = false;

  bool operator==(const CaptionChoice&) const = default;
};

/// What stays between runs: the one place that knows the names of the keys.
class Settings : public QObject {
  Q_OBJECT

 public:
  /// The user's own settings, or those in `file` (tests).
  explicit Settings(const QString& file = {}, QObject* parent = nullptr);

  [[nodiscard]] Appearance appearance() const;
  void setAppearance(Appearance appearance);
  /// "", "en", "de", "zh_CN"; empty follows the system.
  [[nodiscard]] QString language() const;
  void setLanguage(const QString& language);

  [[nodiscard]] CanvasGrey canvasGrey() const;
  void setCanvasGrey(CanvasGrey grey);

  [[nodiscard]] QStringList recentFiles() const;
  void addRecentFile(const QString& path);
  void clearRecentFiles();

  [[nodiscard]] QStringList instructionHistory() const;
  void setInstructionHistory(const QStringList& instructions);

  [[nodiscard]] CaptionChoice captionChoice() const;
  void setCaptionChoice(const CaptionChoice& choice);

  [[nodiscard]] QString modelId() const;
  void setModelId(const QString& id);
  [[nodiscard]] QStringList modelFolders() const;
  void setModelFolders(const QStringList& folders);

  [[nodiscard]] QHash<QString, StageSeconds> learntSeconds() const;
  void setLearntSeconds(const QHash<QString, StageSeconds>& seconds);

  [[nodiscard]] ExportChoice exportChoice() const;
  void setExportChoice(const ExportChoice& choice);
  [[nodiscard]] EvolutionChoice evolutionChoice() const;
  void setEvolutionChoice(const EvolutionChoice& choice);
  [[nodiscard]] QString exportFolder() const;
  void setExportFolder(const QString& folder);

  [[nodiscard]] QueueChoice queueChoice() const;
  void setQueueChoice(const QueueChoice& choice);

  /// Reopen at start what was open at the end.
  [[nodiscard]] bool restoresSession() const;
  void setRestoresSession(bool on);
  /// A photo or a project.
  [[nodiscard]] QString sessionFile() const;
  [[nodiscard]] QString sessionInstruction() const;
  void setSession(const QString& file, const QString& instruction);

  /// Projects hold the photo itself, not only where it is.
  [[nodiscard]] bool keepsPhotoInProjects() const;
  void setKeepsPhotoInProjects(bool on);

  /// Longer side of the pictures that drawings (SVG) become; 0: as they state.
  [[nodiscard]] int drawingSide() const;
  void setDrawingSide(int side_px);

  /// An ICC file for the screen; empty: ask the system, else sRGB.
  [[nodiscard]] QString screenProfile() const;
  void setScreenProfile(const QString& path);

  [[nodiscard]] QByteArray windowGeometry() const;
  [[nodiscard]] QByteArray windowState() const;
  void setWindow(const QByteArray& geometry, const QByteArray& state);

  /// The user's own keys for an action; nothing where she has not changed them.
  [[nodiscard]] std::optional<QList<QKeySequence>> shortcuts(const QString& action) const;
  void setShortcuts(const QString& action, const std::optional<QList<QKeySequence>>& keys);

 Q_SIGNALS:
  void appearanceChanged();
  void languageChanged();
  void canvasGreyChanged();
  void recentFilesChanged();
  void modelFoldersChanged();
  void screenProfileChanged();
  void drawingSideChanged(int side_px);

 private:
  void write(const QString& key, const QVariant& value);
  [[nodiscard]] QVariant read(const QString& key, const QVariant& fallback = {}) const;

  std::unique_ptr<QSettings> store_;
};

}  // namespace v4e::ui
