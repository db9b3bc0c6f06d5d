// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/queue_settings.h"

#include "core/base/json_file.h"

namespace v4e::cli {

EditSettings settings_of(const QueueRequest& request) {
  EditSettings base;
  base.instruction = request.instruction;
  base.caption = request.caption;
  base.model = request.model;
  base.seed = request.seed;
  const std::string origin = "the settings of " + request.photo.string();
  EditSettings settings = edit_settings_from(parse_json(request.parameters, origin), origin, base);
  settings.seed = base.seed;
  return settings;
}

void set_settings(QueueRequest& request, const EditSettings& settings) {
  request.instruction = settings.instruction;
  request.caption = settings.caption;
  request.model = settings.model;
  request.seed = settings.seed;
  // What has a column of its own stands there only: the window changes it there.
  EditSettings rest = settings;
  rest.instruction = rest.caption = rest.model = "";
  rest.seed = 0;
  request.parameters = to_text(rest);
}

}  // namespace v4e::cli
