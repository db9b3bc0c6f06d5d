// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/error_text.h"

#include "core/base/advice.h"

namespace v4e::cli {
namespace {

const char* option_of(Advice advice) {
  switch (advice) {
    case Advice::SmallerSize:
      return "--size";
    case Advice::OtherModel:
      return "--model";
    case Advice::OtherDtype:
      return "--dtype fp32";
    case Advice::Force:
      return "--force";
    case Advice::Overwrite:
      return "--overwrite";
    case Advice::ShorterName:
      return "-o";
    case Advice::ChooseRegion:
      return "--region mask.png | X,Y,WIDTH,HEIGHT | subject | background";
    case Advice::SayPurpose:
      return "v4e inspect LORA --lora-purpose";
  }
  return "";
}

}  // namespace

std::string error_text(const Error& error) {
  std::string options;
  for (const Advice advice : advice_of(error))
    options += std::string(options.empty() ? "" : ", ") + option_of(advice);
  return options.empty() ? error.what() : std::string(error.what()) + " (" + options + ")";
}

}  // namespace v4e::cli
