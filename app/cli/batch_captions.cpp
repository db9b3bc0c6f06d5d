// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/batch_captions.h"

#include <map>
#include <ostream>

#include "app/cli/progress_line.h"
#include "core/image/colour/shaped_photo.h"
#include "core/image/io/photo_io.h"

namespace v4e::cli {
namespace {

/// Notes of many photos: each is told once, and at the end how often.
class RepeatedNotes {
 public:
  RepeatedNotes(CommandContext& context, ProgressLine& line) : context_(context), line_(line) {}

  void add(const std::filesystem::path& photo, const std::string& note) {
    if (count_[note]++ > 0) return;
    line_.finish();
    context_.err << photo.string() << ": " << note << std::endl;
  }
  void finish() const {
    for (const auto& [note, count] : count_) {
      if (count > 1) context_.err << "so for " << count - 1 << " more: " << note << std::endl;
    }
  }

 private:
  CommandContext& context_;
  ProgressLine& line_;
  std::map<std::string, int> count_;
};

Photo photo_of(const QueueRequest& request, const RunContext& context) {
  const Photo photo = read_photo(request.photo, {}, context);
  return shaped_photo(photo, geometry_of(request.shape, size_of(photo.image)), context);
}

bool concerns_the_photo(const Error& error) {
  const ErrorCode code = error.code();
  return code == ErrorCode::FileUnreadable || code == ErrorCode::FileMalformed ||
         code == ErrorCode::Unsupported || code == ErrorCode::OutOfMemory;
}

}  // namespace

void take_captions(std::vector<QueueRequest>& requests, const AskedCaptionOptions& options,
                   CommandContext& context, bool known_only) {
  AskedCaptions captions(options, context);
  if (!captions.is_on()) return;
  ProgressLine line(context.err, context.is_terminal);
  RepeatedNotes notes(context, line);
  std::map<std::string, ModelDescription> models;
  const RunContext run{context.stop, {}};
  for (std::size_t i = 0; i < requests.size(); ++i) {
    QueueRequest& request = requests[i];
    run.check();
    line.show({Stage::Caption, static_cast<int>(i), static_cast<int>(requests.size())});
    std::vector<EditSettings> steps = steps_of(request);
    const std::string& name = request.settings.model;
    try {
      if (!models.contains(name)) models.emplace(name, choose_model(name));
      const auto outcome = captions.fill(
          steps, models.at(name), [&] { return photo_of(request, run); }, known_only);
      for (const std::string& note : outcome.notes) notes.add(request.photo, note);
      set_steps(std::move(steps), request);
    } catch (const Error& error) {
      if (!concerns_the_photo(error)) throw;
      notes.add(request.photo, std::string("the caption is the rules' own: ") + error.what());
    }
  }
  line.finish();
  notes.finish();
}

}  // namespace v4e::cli
