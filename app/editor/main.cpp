// SPDX-License-Identifier: GPL-3.0-or-later
// video4edit: the editor's program. Wires settings, engine and window together.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTimer>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/log.h"
#include "core/base/os/process.h"
#include "core/base/patient_threads.h"
#include "core/base/resources.h"
#include "ui/engine/backend_module.h"
#include "ui/engine/loop_watchdog.h"
#include "ui/settings/language.h"
#include "ui/settings/theme.h"
#include "ui/windows/log_window.h"
#include "ui/windows/single_instance.h"
#include "ui/windows/workspace.h"

#ifndef V4E_WITHOUT_DBUS
#include "ui/canvas/colord_profiles.h"
#endif

namespace {

using namespace v4e::ui;

/// Calls back when the window has been painted for the first time.
class FirstPaint : public QObject {
 public:
  FirstPaint(QWidget& window, std::function<void()> then) : QObject(&window), then_(std::move(then)) {
    window.installEventFilter(this);
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Paint && then_) {
      // After this event is the paint on the screen.
      QTimer::singleShot(0, this, std::exchange(then_, nullptr));
    }
    return QObject::eventFilter(watched, event);
  }

 private:
  std::function<void()> then_;
};

#ifndef V4E_WITHOUT_DBUS
/// Under X11 the server has the screens' profiles. KWin's Wayland brings windows into the screen's colours by
/// itself; GNOME's and others leave that to the programs.
bool needsColord() {
  return QGuiApplication::platformName().startsWith("wayland") &&
         !qEnvironmentVariable("XDG_CURRENT_DESKTOP").split(':').contains("KDE");
}
#endif

void startLog() {
  const QString file = logFile();
  QDir().mkpath(QFileInfo(file).absolutePath());
  v4e::configure_logging(spdlog::level::info, file.toStdString());
}

/// Help and version need no window, and so no display.
bool asksForText(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") return false;
    if (word == "-h" || word == "--help" || word == "--help-all" || word == "-v" || word == "--version")
      return true;
  }
  return false;
}

struct Options {
  QCommandLineOption measure{"measure-startup",
                             QApplication::tr("Print the milliseconds to the first paint and quit.")};
  QCommandLineOption measure_loop{"measure-loop", "Print at the end how long events waited."};
  QCommandLineOption settings_file{"settings", QApplication::tr("Keep the settings in <file>."), "file"};
};

void parse(QCommandLineParser& parser, Options& options) {
  parser.setApplicationDescription(
      QApplication::tr("Edits photos as a video would: type what should change."));
  parser.addHelpOption();
  parser.addVersionOption();
  options.measure_loop.setFlags(QCommandLineOption::HiddenFromHelp);
  parser.addOptions({options.measure, options.measure_loop, options.settings_file});
  parser.addPositionalArgument("files", QApplication::tr("Photos, folders or a project to open."),
                               "[files…]");
  parser.process(*QCoreApplication::instance());
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication::setApplicationName("video4edit");
  QCoreApplication::setApplicationVersion(V4E_VERSION);
  QCommandLineParser parser;
  if (asksForText(argc, argv)) {
    const QCoreApplication application(argc, argv);
    Options options;
    parse(parser, options);
    return 0;
  }
  v4e::restart_with_patient_threads(argv);
  QApplication application(argc, argv);
  QApplication::setApplicationDisplayName("Video4Edit");
  QGuiApplication::setDesktopFileName("org.video4edit.Video4Edit");

  Options options;
  parse(parser, options);
  const QCommandLineOption& measure = options.measure;
  const QCommandLineOption& settings_file = options.settings_file;
  const QStringList files = parser.positionalArguments();

  // With settings of its own, an instance keeps all else apart, too.
  const QString data = parser.isSet(settings_file)
                           ? QFileInfo(parser.value(settings_file)).absoluteFilePath() + ".data"
                           : QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
  SingleInstance instance(data);
  // One that hangs takes nothing; then a second window is better than none.
  if (!parser.isSet(measure) && !instance.isFirst() && instance.handOver(files)) return 0;

  Settings settings(parser.value(settings_file));
  Theme theme(application);
  theme.apply(settings.appearance());
#ifndef V4E_WITHOUT_DBUS
  DesktopAppearance desktop(QDBusConnection::sessionBus());
  theme.setDesktop(&desktop);
#endif
  LanguageSwitcher language;
  language.apply(settings.language());
  QObject::connect(&settings, &Settings::appearanceChanged, &theme,
                   [&] { theme.apply(settings.appearance()); });
  QObject::connect(&settings, &Settings::languageChanged, &language,
                   [&] { language.apply(settings.language()); });

  EditEngine engine([] { return loadBackendModule(backendModulePath()); });
  std::filesystem::path resources;
  try {
    resources = v4e::resource_folder();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "video4edit: %s\n", error.what());
    return 1;
  }
#ifndef V4E_WITHOUT_DBUS
  std::optional<ColordProfiles> colord;
  if (needsColord()) colord.emplace(QDBusConnection::systemBus());
#endif
  MainWindow window(settings, engine, resources);
#ifndef V4E_WITHOUT_DBUS
  if (colord) window.setScreenProfiles(*colord);
#endif
  Workspace workspace(window, data);
  window.restoreLayout();
  window.fitToScreen();

  QObject::connect(&instance, &SingleInstance::filesReceived, &window, [&](const QStringList& received) {
    window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
    window.raise();
    window.activateWindow();
    window.intake().takeFiles(received);
  });
  new FirstPaint(window, [&] {
    if (parser.isSet(measure)) {
      std::printf("first paint after %.0f ms\n", v4e::os::milliseconds_since_start());
      std::fflush(stdout);
      QCoreApplication::quit();
      return;
    }
    startLog();
    window.findModels();
    workspace.project().start(files);
  });
  window.show();
  std::optional<LoopWatchdog> watchdog;
  if (parser.isSet(options.measure_loop)) watchdog.emplace();
  const int result = QApplication::exec();
  if (watchdog) std::printf("%s\n", qPrintable(toText(watchdog->delays())));
  return result;
}
