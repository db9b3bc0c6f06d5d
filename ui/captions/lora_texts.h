// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/library/lora_report.h"

namespace v4e::ui {

/// In plain words whether a LoRA goes with the model, and how many of its layers it reaches.
[[nodiscard]] QString loraSentence(const LoraReport& report);

/// A LoRA as people call it: its file's name, without the ending.
[[nodiscard]] QString loraName(const std::string& file);

/// "LoRAs (*.safetensors …)" for file dialogs.
[[nodiscard]] QString loraFilter();
/// By its name alone.
[[nodiscard]] bool isLoraName(const QString& path);

}  // namespace v4e::ui
