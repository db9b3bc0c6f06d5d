// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/caption_service.h"

#include <utility>

#include "core/edit/sketch.h"

namespace v4e::ui {
namespace {

constexpr int kPauseMs = 120;

struct Answer {
  std::shared_ptr<const CaptionRewriter> rewriter;
  InstructionReading reading;
};

}  // namespace

CaptionService::CaptionService(std::filesystem::path rulesFolder, QObject* parent)
    : QObject(parent), folder_(std::move(rulesFolder)) {
  pause_.setSingleShot(true);
  pause_.setInterval(kPauseMs);
  connect(&pause_, &QTimer::timeout, this, &CaptionService::start);
}

void CaptionService::setInstruction(const QString& instruction) {
  const QString text = instruction.trimmed();
  if (text == instruction_) return;
  instruction_ = text;
  ++serial_;
  if (text.isEmpty()) {
    pause_.stop();
    Q_EMIT read({});
  } else {
    pause_.start();
  }
}

void CaptionService::setHasRegion(bool has) {
  if (std::exchange(has_region_, has) == has || instruction_.isEmpty()) return;
  ++serial_;
  pause_.start();
}

void CaptionService::setHasSketch(bool has) {
  if (std::exchange(has_sketch_, has) == has || instruction_.isEmpty()) return;
  ++serial_;
  pause_.start();
}

void CaptionService::start() {
  auto work = [folder = folder_, rewriter = rewriter_, text = instruction_.toStdString(),
               has_region = has_region_, has_sketch = has_sketch_](const RunContext&) {
    Answer answer{rewriter, {}};
    if (has_sketch) {
      answer.reading.whole = sketch_caption(text);
      return answer;
    }
    if (!answer.rewriter) {
      answer.rewriter = std::make_shared<const CaptionRewriter>(CaptionRewriter::from_folder(folder));
    }
    answer.reading = answer.rewriter->read(text, has_region);
    return answer;
  };
  runner_.run(std::move(work), [this, serial = serial_](Outcome<Answer> outcome) {
    if (auto* answer = std::get_if<Answer>(&outcome)) rewriter_ = answer->rewriter;
    if (serial != serial_) return;
    if (const auto* answer = std::get_if<Answer>(&outcome)) Q_EMIT read(answer->reading);
    if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
  });
}

}  // namespace v4e::ui
