// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <type_traits>

#include "core/base/stop_token.h"
#include "core/jobs/outcome.h"
#include "ui/engine/relay.h"

namespace v4e::ui {

/// Short work off the GUI thread that touches no model: decoding, mip levels, captions, export. Runs on the
/// thread pool; the outcome comes back to the GUI thread unless this object is gone by then.
class BackgroundRunner : public QObject {
  Q_OBJECT

 public:
  explicit BackgroundRunner(QObject* parent = nullptr);
  ~BackgroundRunner() override;

  /// Work(const RunContext&) -> Value on the pool; done(Outcome<Value>) on the GUI thread.
  template <typename Work, typename Done>
  void run(Work work, Done done) {
    using Value = std::invoke_result_t<Work, const RunContext&>;
    start([work = std::move(work), done = std::move(done), relay = relay_, stop = stop_.get_token()] {
      auto outcome = std::make_shared<Outcome<Value>>(attempt<Value>(work, RunContext{stop, {}}));
      relay->post([outcome, done, stop] {
        // It may have been on its way when it was cancelled.
        if (!stop.stop_requested()) done(std::move(*outcome));
      });
    });
  }

  /// Asks running work to stop and drops what it would have delivered; later runs are not touched.
  void cancelAll();

 private:
  static void start(std::function<void()> call);

  std::shared_ptr<Relay> relay_;
  std::stop_source stop_;
};

}  // namespace v4e::ui
