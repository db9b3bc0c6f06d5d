// SPDX-License-Identifier: GPL-3.0-or-later
// v4e compare through the real program.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/image/io/photo_io.h"
#include "tests/end_to_end/edit_fixture.h"
#include "tests/end_to_end/tiny_model.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Compare : public EditProgram {
 protected:
  [[nodiscard]] RunResult compare(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "compare");
    arguments.insert(arguments.end(), {"--model", model().string(), "--device", "cpu", "--dtype", "fp32"});
    return run_v4e(arguments, log_.path());
  }
  [[nodiscard]] static std::string pixels(const fs::path& path) {
    const Image image = read_photo(path).image;
    return {reinterpret_cast<const char*>(image.data()), image.size_bytes()};
  }
};

TEST_F(Compare, WritesTheEditsAndWhatWasMeasured) {
  const RunResult made = compare({photo("a.png"), "make it night", "--variant", "steps=1", "--variant",
                                  "steps=3,strength=0.5", "-o", file("out").string()});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(names_in(file("out")), ElementsAre("a-steps-1.png", "b-steps-3-strength-0.5.png", "report.json"));
  EXPECT_THAT(made.out, HasSubstr("b-steps-3-strength-0.5.png"));
  EXPECT_THAT(made.out, HasSubstr("outside"));
  const auto report = nlohmann::json::parse(std::ifstream(file("out/report.json")));
  EXPECT_EQ(report.at("instruction"), "make it night");
  const auto& variants = report.at("variants");
  ASSERT_EQ(variants.size(), 2u);
  EXPECT_EQ(variants[1].at("name"), "steps=3,strength=0.5");
  EXPECT_EQ(variants[1].at("edit").at("steps"), 3);
  EXPECT_EQ(variants[1].at("output"), file("out/b-steps-3-strength-0.5.png").string());
  EXPECT_TRUE(variants[0].contains("outside"));
  EXPECT_GE(variants[0].at("seconds").get<double>(), 0);
  // Each is what it would be alone, and can be made again from its file.
  const RunResult alone = edit({file("a.png").string(), "make it night", "--steps", "3", "--strength", "0.5", "-o",
                                file("alone.png").string()});
  ASSERT_EQ(alone.exit_code, 0) << alone.err;
  EXPECT_EQ(pixels(file("alone.png")), pixels(file("out/b-steps-3-strength-0.5.png")));
}

TEST_F(Compare, TheFolderIsBesideThePhotoUnlessItIsNamed) {
  const RunResult made =
      compare({photo("a.png"), "make it night", "--variant", "seed=1", "--variant", "seed=2", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(names_in(file("a-compared")), ElementsAre("a-seed-1.png", "b-seed-2.png", "report.json"));
  EXPECT_EQ(nlohmann::json::parse(made.out).at("variants").size(), 2u);
}

TEST_F(Compare, WritesOverNothingUnasked) {
  const std::vector<std::string> command{photo("a.png"), "make it night", "--variant", "seed=1",
                                         "--variant",    "seed=2",        "-o",        file("out").string()};
  ASSERT_EQ(compare(command).exit_code, 0);
  const RunResult again = compare(command);
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("is there already"));
  std::vector<std::string> over = command;
  over.emplace_back("--overwrite");
  EXPECT_EQ(compare(over).exit_code, 0);
}

TEST_F(Compare, SaysWhatIsWrongBeforeAnyWork) {
  const std::string source = photo("a.png");
  const auto refusal = [&](std::vector<std::string> variants) {
    std::vector<std::string> words{source, "make it night", "-o", file("no").string()};
    for (const std::string& variant : variants) words.insert(words.end(), {"--variant", variant});
    const RunResult made = compare(words);
    EXPECT_EQ(made.exit_code, 2) << made.err;
    return made.err;
  };
  EXPECT_THAT(refusal({"steps=1"}), HasSubstr("two to four"));
  EXPECT_THAT(refusal({"steps=1", "steps=1"}), HasSubstr("same"));
  EXPECT_THAT(refusal({"steps=1", "stepz=2"}), HasSubstr("stepz"));
  EXPECT_THAT(refusal({"steps=1", "instruction=x"}), HasSubstr("the same in all variants"));
  EXPECT_THAT(refusal({"steps=1", "fast"}), HasSubstr("few"));
  EXPECT_FALSE(fs::exists(file("no")));
  const RunResult unknown = compare({source, "put a hat on her", "--variant", "steps=1", "--variant", "steps=2",
                                     "-o", file("hat").string()});
  EXPECT_NE(unknown.exit_code, 0);
  EXPECT_FALSE(fs::exists(file("hat/a-steps-1.png")));
}

TEST_F(Compare, ALoraThatIsNotThereIsSaidBeforeAnyWork) {
  const RunResult made = compare({photo("a.png"), "make it night", "--variant", "lora=gone.safetensors", "--variant",
                                  "steps=1", "-o", file("out").string()});
  EXPECT_NE(made.exit_code, 0);
  EXPECT_THAT(made.err, HasSubstr("gone.safetensors"));
  EXPECT_THAT(names_in(file("out")), IsEmpty());
}

}  // namespace
}  // namespace v4e::test
