// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/map_watch.h"

#include "core/base/error.h"
#include "core/base/os/lost_maps.h"

namespace v4e {

MapWatch::MapWatch() : before_(os::lost_maps()) {}

bool MapWatch::has_lost() const {
  return os::lost_maps() != before_;
}

void MapWatch::check() const {
  if (!has_lost()) return;
  throw Error(
      ErrorCode::FileUnreadable,
      "cannot read " + os::last_lost_map() +
          ": it was cut, or its disk was taken away, while it was in use; put it back and start again");
}

}  // namespace v4e
