// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/commands.h"
#include "core/base/text.h"
#include "core/edit/region_choice.h"
#include "core/image/colour/plain_srgb.h"
#include "core/image/io/photo_io.h"
#include "core/merge/painted_mask.h"
#include "core/region/edge_refinement.h"
#include "core/region/grow_selection.h"
#include "core/region/mask_growth.h"
#include "core/region/subject_finder.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kMostRadius_px = 10'000;

struct SelectArguments {
  std::string photo;
  bool subject = false;
  bool background = false;
  std::string box;  ///< "X,Y,WIDTH,HEIGHT" or nothing
  std::string output;
  double grow_by_px = 0;
  double feather_px = 0;
  bool invert = false;
  bool overwrite = false;
  bool json = false;
};

/// A thing that was found; nothing where none was.
struct Selection {
  std::optional<CoarseMask> outline;
  double confidence = 1;
};

Selection find_subject(const Image& photo, const RunContext& run) {
  const FoundSubject found = SubjectFinder().find_closely(photo, run);
  if (!found.clear) return {std::nullopt, found.confidence};
  return {found.outline, found.confidence};
}

/// What of the part lies in the picture; without width or height where nothing does.
PixelArea part_inside(const PixelArea& part, const Image& picture) {
  const auto clipped = [](int begin, int length, int most) {
    const std::int64_t end = std::min<std::int64_t>(std::int64_t{begin} + length, most);
    const int first = std::max(begin, 0);
    return std::pair(first, static_cast<int>(std::max<std::int64_t>(0, end - first)));
  };
  const auto [x, width] = clipped(part.x, part.width, picture.width());
  const auto [y, height] = clipped(part.y, part.height, picture.height());
  return {x, y, width, height};
}

Selection find_in_box(const Image& photo, const std::string& text, std::vector<std::string>& notes,
                      const RunContext& run) {
  const RegionChoice box = region_from_text(text);
  if (box.kind != RegionChoice::Kind::Rectangle)
    throw Error(ErrorCode::InvalidArgument,
                "--box takes four whole numbers, X,Y,WIDTH,HEIGHT in pixels, not \"" + text + "\"");
  const PixelArea inside = part_inside(box.rectangle, photo);
  const std::string size = std::to_string(photo.width()) + " x " + std::to_string(photo.height());
  if (inside.width < 1 || inside.height < 1)
    throw Error(ErrorCode::InvalidArgument,
                "the box " + text + " lies outside the photo, which is " + size + " pixels");
  if (inside != box.rectangle) {
    RegionChoice clipped = box;
    clipped.rectangle = inside;
    notes.push_back("the box " + text + " reaches beyond the photo, which is " + size + " pixels; " +
                    region_text(clipped) + " of it is looked at");
  }
  const CoarseMask found = grow_selection(photo, {.box = inside, .strokes = {}}, {}, run);
  if (coverage(found.mask) <= 0) return {};
  return {found, 1};
}

Image finished_mask(const Image& photo, const CoarseMask& outline, const SelectArguments& arguments,
                    const RunContext& run) {
  Image mask = RefinedEdge(photo, outline, run).mask(run);
  if (arguments.background != arguments.invert) mask = inverted(mask);
  return feathered(grown(mask, arguments.grow_by_px), arguments.feather_px);
}

/// A mask must not lose its greys.
void check_output(const SelectArguments& arguments) {
  const auto format = format_of_extension(arguments.output);
  if (format != PhotoFormat::Png && format != PhotoFormat::Tiff)
    throw Error(ErrorCode::InvalidArgument,
                arguments.output + ": a mask is written as .png or .tif, which keep every pixel");
  std::error_code ignored;
  if (!arguments.overwrite && fs::exists(arguments.output, ignored))
    throw Error(ErrorCode::FileUnwritable,
                arguments.output + " is there already; choose another name, or replace it with --overwrite");
}

void report_nothing(const SelectArguments& arguments, const Selection& found, CommandContext& context) {
  context.exit_code = kFailed;
  if (arguments.box.empty()) {
    context.err
        << arguments.photo << ": no clear subject found (confidence "
        << std::round(found.confidence * 100) / 100
        << " of 1, 0.7 is needed); nothing was written. Name the part with --box X,Y,WIDTH,HEIGHT, or "
           "paint a mask\n";
  } else {
    context.err << arguments.photo
                << ": nothing in the box stands out from what is around it; nothing was "
                   "written. Draw the box a little larger than the thing, or paint a mask\n";
  }
}

void run_select(const SelectArguments& arguments, CommandContext& context) {
  check_output(arguments);
  RunContext run;
  run.stop = context.stop;
  const Photo photo = read_photo(arguments.photo, {}, run);
  const Image seen = plain_srgb(photo, run);
  std::vector<std::string> notes;
  const Selection found =
      arguments.box.empty() ? find_subject(seen, run) : find_in_box(seen, arguments.box, notes, run);
  for (const std::string& note : notes) context.err << note << '\n';
  nlohmann::json report{
      {"photo", arguments.photo}, {"found", found.outline.has_value()}, {"confidence", found.confidence}};
  report["notes"] = notes;
  if (!found.outline) {
    report_nothing(arguments, found, context);
  } else {
    Photo mask;
    mask.image = finished_mask(seen, *found.outline, arguments, run);
    write_photo(arguments.output, mask, {}, run);
    const PixelArea box = bounding_area(mask.image);
    report["output"] = arguments.output;
    report["box"] = {box.x, box.y, box.width, box.height};
    report["share"] = coverage(mask.image);
    if (!arguments.json) context.out << arguments.output << '\n';
  }
  if (arguments.json) context.out << json_text(report) << '\n';
}

}  // namespace

void add_select_command(CLI::App& app, CommandContext& context) {
  auto arguments = std::make_shared<SelectArguments>();
  CLI::App* command = app.add_subcommand("select", "Select a thing in a photo: a mask at the photo's size");
  command->add_option("PHOTO", arguments->photo, "A photo of any kind that is read; as it is seen, upright")
      ->required();
  auto* what = command->add_option_group("What", "What is selected");
  what->add_flag("--subject", arguments->subject, "What stands out in the photo");
  what->add_flag("--background", arguments->background, "All but the subject");
  what->add_option("--box", arguments->box,
                   "The thing in this part, in pixels; a little larger than the thing")
      ->option_text("X,Y,WIDTH,HEIGHT");
  what->require_option(1);
  command->add_option("-o,--output", arguments->output, "The mask (.png, .tif): 255 selected, 0 not")
      ->required();
  command
      ->add_option("--grow-by", arguments->grow_by_px,
                   "Grow it by so many pixels to all sides, or shrink it: a number below 0")
      ->check(CLI::Range(-kMostRadius_px, kMostRadius_px));
  command->add_option("--feather", arguments->feather_px, "Make its rim soft over about so many pixels")
      ->check(CLI::Range(0.0, kMostRadius_px));
  command->add_flag("--invert", arguments->invert, "Select all else, before it grows and gets soft");
  command->add_flag("--overwrite", arguments->overwrite, "Replace a file that is there already");
  command->add_flag("--json", arguments->json, "Print a report as JSON");
  command->footer(std::string("Examples:\n"
                              "  v4e select cat.jpg --subject -o cat-mask.png\n"
                              "  v4e select cat.jpg --background --grow-by -3 --feather 4 -o around.png\n"
                              "  v4e select street.jpg --box 1200,840,300,260 -o car.png\n\n") +
                  kExitCodesHelp);
  command->callback([arguments, &context] { run_select(*arguments, context); });
}

}  // namespace v4e::cli
