// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_sketches.h"

#include <algorithm>
#include <cmath>

#include "core/base/json_file.h"
#include "core/base/log.h"
#include "ui/project/project_settings.h"

namespace v4e::ui {
namespace {

constexpr std::size_t kMostSketched = 100'000;  // steps, and strokes of one
constexpr std::size_t kMostPoints = 4'000'000;  // of a stroke, two numbers each
constexpr double kFarthest = 1e6;               // pixels from the photo's corner
constexpr double kWidest = 1e5;

[[noreturn]] void refuse_sketches(const std::string& what) {
  throw Error(ErrorCode::FileMalformed, "the project is damaged: what is sketched in it " + what);
}

double rounded(double value) {
  return std::round(value * 100) / 100;
}

nlohmann::json stroke_json(const SketchStroke& stroke) {
  nlohmann::json points = nlohmann::json::array();
  for (const QPointF& point : stroke.points) {
    points.push_back(rounded(point.x()));
    points.push_back(rounded(point.y()));
  }
  nlohmann::json json{{"radius", rounded(stroke.radius)}, {"points", std::move(points)}};
  if (stroke.erases)
    json["erases"] = true;
  else
    json["colour"] = stroke.colour.name().toStdString();
  return json;
}

double number_in(const nlohmann::json& json, double least, double most) {
  const double value = json.get<double>();
  if (!(value >= least && value <= most)) refuse_sketches("lies nowhere near the photo");
  return value;
}

SketchStroke stroke_from(const nlohmann::json& json) {
  SketchStroke stroke;
  stroke.erases = json.value("erases", false);
  stroke.radius = number_in(json.at("radius"), 0.01, kWidest);
  if (!stroke.erases) stroke.colour = QColor(QString::fromStdString(json.at("colour").get<std::string>()));
  if (!stroke.colour.isValid() || stroke.colour.alpha() < 255) refuse_sketches("has no colour");
  const auto& points = json.at("points");
  if (points.empty() || points.size() % 2 != 0 || points.size() > kMostPoints)
    refuse_sketches("has a stroke without places");
  for (std::size_t i = 0; i < points.size(); i += 2) {
    stroke.points << QPointF(number_in(points.at(i), -kFarthest, kFarthest),
                             number_in(points.at(i + 1), -kFarthest, kFarthest));
  }
  return stroke;
}

SketchSteps read_sketches(const nlohmann::json& json) {
  const auto& steps = json.at("steps");
  if (!steps.is_array() || steps.size() > kMostSketched) refuse_sketches("has too many steps");
  SketchSteps sketches;
  for (const nlohmann::json& each : steps) {
    const auto step = each.at("step").get<std::int64_t>();
    SketchStrokes& strokes = sketches[step];
    if (step < 0 || !strokes.isEmpty()) refuse_sketches("does not say where");
    const auto& all = each.at("strokes");
    if (!all.is_array() || all.empty() || all.size() > kMostSketched) refuse_sketches("has no strokes");
    for (const nlohmann::json& stroke : all) strokes << stroke_from(stroke);
  }
  return sketches;
}

}  // namespace

std::string sketchesText(const SketchSteps& sketches) {
  nlohmann::json steps = nlohmann::json::array();
  for (const auto& [step, strokes] : sketches) {
    nlohmann::json all = nlohmann::json::array();
    for (const SketchStroke& stroke : strokes) all.push_back(stroke_json(stroke));
    steps.push_back({{"step", step}, {"strokes", std::move(all)}});
  }
  return nlohmann::json{{"steps", std::move(steps)}}.dump();
}

SketchSteps sketchesFrom(const std::string& text) {
  try {
    return read_sketches(parse_json(text, "what is sketched in the project", 8));
  } catch (const nlohmann::json::exception& error) {
    refuse_sketches(std::string("cannot be read: ") + error.what());
  }
}

SketchSteps loadSketches(ProjectFile& file) {
  try {
    const auto text = file.setting(project::kSketches);
    return text ? sketchesFrom(*text) : SketchSteps();
  } catch (const Error& error) {
    logger("ui").warn("{}", error.what());
    return {};
  }
}

}  // namespace v4e::ui
