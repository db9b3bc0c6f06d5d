// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include "core/edit/editor.h"
#include "tests/end_to_end/edit_fixture.h"
#include "tests/end_to_end/tiny_model.h"

namespace v4e::test {

/// An editor with a model of a few random weights, and requests of a small photo.
class TinyEditorTest : public testing::Test {
 protected:
  TinyEditorTest() { write_tiny_model(folder_.path() / "tiny"); }

  Editor make_editor() const {
    return Editor(describe_model(folder_.path() / "tiny"), {"cpu", "fp32"}, embedded_rewriter());
  }
  static EditRequest make_request(const std::string& instruction) {
    EditRequest request;
    request.photo = std::make_shared<const Photo>(make_photo(120, 80));
    request.settings.instruction = instruction;
    return request;
  }

  static std::string pixels(const Image& image) {
    return {reinterpret_cast<const char*>(image.data()), image.size_bytes()};
  }

  TemporaryFolder folder_;
};

}  // namespace v4e::test
