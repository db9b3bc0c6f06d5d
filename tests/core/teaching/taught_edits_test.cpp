// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/teaching/taught_edits.h"

#include <gmock/gmock.h>
#include <torch/types.h>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/edit/taught_edit.h"
#include "core/pipelines/lora_texts.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/dataset/pair_files.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class TaughtEditsTest : public testing::Test {
 protected:
  TaughtEditsTest() {
    result_.lora = folder_ / "lora.safetensors";
    save_safetensors(result_.lora, {{"transformer.x.lora_A.weight", weight_}},
                     {{"v4e.base", "nano"}, {kLoraTexts, "[\"our studio look\"]"}});
    lesson_.words = "our studio look";
    lesson_.model_name = "nano";
    result_.taught_pairs = 38;
    result_.held_out = {{"p", {}, {}, {}, 25.5, 31.25}};
  }

  test::TemporaryFolder folder_;
  at::Tensor weight_ = torch::arange(12, torch::kFloat).reshape({3, 4});
  Lesson lesson_;
  LessonResult result_;
  TaughtEdits edits_{folder_ / "taught"};
};

TEST_F(TaughtEditsTest, AKeptOneIsListedWithWhatIsKnownOfIt) {
  EXPECT_THAT(edits_.list(), IsEmpty());
  const TaughtEdit kept = edits_.keep(lesson_, result_);
  EXPECT_EQ(kept.name, "our studio look");
  EXPECT_EQ(kept.model_name, "nano");
  EXPECT_EQ(kept.pairs, 38);
  EXPECT_EQ(kept.untouched_db, 25.5);
  EXPECT_EQ(kept.made_db, 31.25);
  EXPECT_THAT(edits_.list(), ElementsAre(kept));
  EXPECT_TRUE(torch::equal(SafetensorsFile(kept.file).read("transformer.x.lora_A.weight"), weight_));
  EXPECT_THROW(static_cast<void>(edits_.keep(lesson_, result_)), Error) << "the name is taken";
  lesson_.model_name = "large";
  EXPECT_NE(edits_.keep(lesson_, result_).file, kept.file) << "another model may have it too";
}

TEST_F(TaughtEditsTest, ANewNameStandsForTheWordsThatWereTaught) {
  const TaughtEdit kept = edits_.keep(lesson_, result_);
  const TaughtEdit renamed = edits_.rename(kept, "Ton \"Süd\" / 2");
  EXPECT_EQ(renamed.file, kept.file) << "projects name the file";
  EXPECT_EQ(renamed.name, "Ton \"Süd\" / 2");
  EXPECT_THAT(edits_.list(), ElementsAre(renamed));
  EXPECT_TRUE(torch::equal(SafetensorsFile(kept.file).read("transformer.x.lora_A.weight"), weight_));
  EditSettings settings;
  settings.loras = {{.file = kept.file.string()}};
  for (const char* asked : {"ton \"Süd\" / 2", "Our studio look."}) {
    settings.instruction = asked;
    EXPECT_EQ(taught_text(settings, {}), "our studio look") << asked;
  }
  settings.instruction = "another look";
  EXPECT_FALSE(taught_text(settings, {}));
  // Another one may not take it.
  const TaughtEdit other = edits_.keep(lesson_, result_);
  EXPECT_THROW(static_cast<void>(edits_.rename(other, "TON \"Süd\" / 2")), Error);
  EXPECT_THROW(static_cast<void>(edits_.rename(other, "  ")), Error);
  EXPECT_EQ(edits_.rename(other, "our studio look").name, "our studio look") << "its own it may keep";
}

TEST_F(TaughtEditsTest, NamesCannotLeaveTheFolder) {
  for (const char* words : {"../../up", "/etc/look", ".hidden", "a\nb", "CON:1"}) {
    lesson_.words = words;
    const TaughtEdit kept = edits_.keep(lesson_, result_);
    EXPECT_EQ(kept.file.parent_path(), folder_ / "taught") << words;
    EXPECT_TRUE(fs::exists(kept.file)) << words;
  }
  EXPECT_EQ(edits_.list().size(), 5u);
}

TEST_F(TaughtEditsTest, ExportsAndRemoves) {
  const TaughtEdit kept = edits_.keep(lesson_, result_);
  TaughtEdits::export_to(kept, folder_ / "for-others.safetensors");
  EXPECT_THAT(lora_texts(folder_ / "for-others.safetensors"),
              ElementsAre(LoraText{"our studio look", "our studio look"}));
  EXPECT_THROW(TaughtEdits::export_to(kept, folder_ / "no" / "such" / "folder.safetensors"), Error);
  edits_.remove(kept);
  EXPECT_THAT(edits_.list(), IsEmpty());
  EXPECT_THROW(TaughtEdits::export_to(kept, folder_ / "again.safetensors"), Error);
  EXPECT_FALSE(fs::exists(folder_ / "again.safetensors"));
}

TEST_F(TaughtEditsTest, FilesThatAreNoneAreLeftOut) {
  const TaughtEdit kept = edits_.keep(lesson_, result_);
  test::write_text(folder_ / "taught" / "empty.safetensors", "");
  test::write_text(folder_ / "taught" / "short.safetensors", std::string("\x08\0\0\0\0\0\0\0{}", 10));
  test::write_text(folder_ / "taught" / "huge.safetensors",
                   std::string("\xff\xff\xff\xff\xff\xff\xff\x7f{}", 10));
  test::write_text(folder_ / "taught" / "plain.safetensors", std::string("\x02\0\0\0\0\0\0\0{}", 10));
  EXPECT_THAT(edits_.list(), ElementsAre(kept));
}

}  // namespace
}  // namespace v4e
