// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/edit/edit_chain.h"
#include "core/edit/shown_frames.h"

namespace v4e {

/// An edit with what another merge of it needs.
struct KeptEdit {
  EditRequest request;  ///< with the numbers that the model took
  ChainedEdit chain;
};

/// edit_chain() of the request; throws what that throws.
[[nodiscard]] KeptEdit make_kept_edit(Editor& editor, const EditRequest& request,
                                      const EditHooks& hooks = {});

/// An edit as a project keeps it: its frames have 8 bits and no borders.
struct StoredEdit {
  std::shared_ptr<const Photo> photo;
  EditSettings settings;
  std::string prompt;
  std::vector<Image> frames;  ///< as model_frames() gives them, at least one
  std::size_t wishes = 1;     ///< that were done one after the other
  std::string model_name;
  std::string device;
  int steps = 0;
  double seconds = 0;
  std::vector<std::string> notes;
  std::shared_ptr<const Image> region = {};  ///< as EditRequest::region
  PixelArea part = {};                       ///< of the photo, that the frames show, where there is a region
};

/// The edit out of a project; merge it before use. Throws what plan_chain() throws, and
/// Error(InvalidArgument) where the frames cannot be the photo's.
[[nodiscard]] KeptEdit restore_kept_edit(const Editor& editor, const StoredEdit& stored);

/// For each of these frames how far on the way it is: its mean distance to the first one, against the
/// largest.
[[nodiscard]] std::vector<double> change_of(const std::vector<Image>& shown);

}  // namespace v4e
