// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/effect_names.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>

namespace v4e::ui {
namespace {

struct Name {
  const char* effect;
  const char* text;
};

// The titles of effects.json once more, because only strings in the source can be translated; a test
// compares the two.
constexpr std::array kNames{
    Name{"bw", QT_TRANSLATE_NOOP("Effects", "black and white")},
    Name{"sepia", QT_TRANSLATE_NOOP("Effects", "sepia")},
    Name{"warm", QT_TRANSLATE_NOOP("Effects", "warmer light")},
    Name{"cool", QT_TRANSLATE_NOOP("Effects", "cooler light")},
    Name{"vivid", QT_TRANSLATE_NOOP("Effects", "vivid colours")},
    Name{"brighter", QT_TRANSLATE_NOOP("Effects", "brighter")},
    Name{"darker", QT_TRANSLATE_NOOP("Effects", "darker")},
    Name{"cast", QT_TRANSLATE_NOOP("Effects", "a colour tint")},
    Name{"night", QT_TRANSLATE_NOOP("Effects", "night")},
    Name{"fog", QT_TRANSLATE_NOOP("Effects", "fog")},
    Name{"snow", QT_TRANSLATE_NOOP("Effects", "snow")},
    Name{"sketch", QT_TRANSLATE_NOOP("Effects", "pencil sketch")},
    Name{"oil", QT_TRANSLATE_NOOP("Effects", "oil painting")},
    Name{"watercolour", QT_TRANSLATE_NOOP("Effects", "watercolour")},
    Name{"cartoon", QT_TRANSLATE_NOOP("Effects", "cartoon")},
    Name{"restore", QT_TRANSLATE_NOOP("Effects", "restore an old photo")},
    Name{"colourise", QT_TRANSLATE_NOOP("Effects", "colourise")},
    Name{"bgblur", QT_TRANSLATE_NOOP("Effects", "blur the background")},
    Name{"bgcolour", QT_TRANSLATE_NOOP("Effects", "plain coloured background")},
    Name{"bggradient", QT_TRANSLATE_NOOP("Effects", "background of two colours")},
    Name{"recolour", QT_TRANSLATE_NOOP("Effects", "recolour an object")},
    Name{"remove", QT_TRANSLATE_NOOP("Effects", "remove an object")},
    Name{"repair", QT_TRANSLATE_NOOP("Effects", "repair a marked part")},
    Name{"add", QT_TRANSLATE_NOOP("Effects", "add something")},
    Name{"replace", QT_TRANSLATE_NOOP("Effects", "replace something")},
    Name{"background", QT_TRANSLATE_NOOP("Effects", "another background")},
    Name{"bgremove", QT_TRANSLATE_NOOP("Effects", "remove the background")},
    Name{"extract", QT_TRANSLATE_NOOP("Effects", "cut something out")},
    Name{"text", QT_TRANSLATE_NOOP("Effects", "change text")},
    Name{"text_add", QT_TRANSLATE_NOOP("Effects", "add text")},
    Name{"text_remove", QT_TRANSLATE_NOOP("Effects", "remove text")},
    Name{"material", QT_TRANSLATE_NOOP("Effects", "change the material")},
    Name{"action", QT_TRANSLATE_NOOP("Effects", "change a pose or action")},
    Name{"portrait", QT_TRANSLATE_NOOP("Effects", "change a person")},
    Name{"rain", QT_TRANSLATE_NOOP("Effects", "rain")},
    Name{"storm", QT_TRANSLATE_NOOP("Effects", "storm")},
    Name{"sunset", QT_TRANSLATE_NOOP("Effects", "sunset")},
    Name{"sunrise", QT_TRANSLATE_NOOP("Effects", "sunrise")},
    Name{"sunny", QT_TRANSLATE_NOOP("Effects", "sunshine")},
    Name{"cloudy", QT_TRANSLATE_NOOP("Effects", "clouds")},
    Name{"day", QT_TRANSLATE_NOOP("Effects", "day")},
    Name{"season", QT_TRANSLATE_NOOP("Effects", "another season")},
    Name{"clear_weather", QT_TRANSLATE_NOOP("Effects", "clear the weather")},
    Name{"light", QT_TRANSLATE_NOOP("Effects", "other lighting")},
    Name{"local_light", QT_TRANSLATE_NOOP("Effects", "light on one thing")},
    Name{"muted", QT_TRANSLATE_NOOP("Effects", "muted colours")},
    Name{"contrast", QT_TRANSLATE_NOOP("Effects", "contrast")},
    Name{"white_balance", QT_TRANSLATE_NOOP("Effects", "white balance")},
    Name{"sharpen", QT_TRANSLATE_NOOP("Effects", "sharpen")},
    Name{"style", QT_TRANSLATE_NOOP("Effects", "another style")},
    Name{"vintage", QT_TRANSLATE_NOOP("Effects", "vintage look")},
    Name{"camera", QT_TRANSLATE_NOOP("Effects", "move the camera")},
    Name{"resize", QT_TRANSLATE_NOOP("Effects", "resize something")},
    Name{"move", QT_TRANSLATE_NOOP("Effects", "move something")},
    Name{"adjust", QT_TRANSLATE_NOOP("Effects", "other changes")},
};

}  // namespace

QString effectName(const std::string& effect) {
  const auto* found = std::find_if(kNames.begin(), kNames.end(),
                                   [&effect](const Name& name) { return effect == name.effect; });
  return found == kNames.end() ? QString::fromStdString(effect)
                               : QCoreApplication::translate("Effects", found->text);
}

}  // namespace v4e::ui
