// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/editor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <torch/types.h>

#include <cstring>

#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/edit/fast_settings.h"
#include "core/edit/model_defaults.h"
#include "tests/core/edit/editor_fixture.h"

namespace v4e {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class EditorTest : public test::TinyEditorTest {};

TEST_F(EditorTest, ModelSaysWhatItIs) {
  const ModelDescription model = describe_model(folder_.path() / "tiny");
  EXPECT_EQ(model.name, "tiny");
  EXPECT_EQ(model.default_steps, 2);
  EXPECT_EQ(model.working_area_px, 96 * 64);
  EXPECT_TRUE(model.can_do("bw"));
  EXPECT_FALSE(model.can_do("replace"));
  EXPECT_TRUE(model.wants_short_captions());
  EXPECT_THAT(find_models({folder_.path()}), SizeIs(1));
}

TEST_F(EditorTest, EditsAndReportsEveryStage) {
  Editor editor = make_editor();
  std::vector<Stage> stages;
  EditHooks hooks;
  hooks.run.on_progress = [&stages](const Progress& progress) {
    if (stages.empty() || stages.back() != progress.stage) stages.push_back(progress.stage);
  };
  const EditResult result = editor.edit(make_request("make it black and white"), hooks);
  EXPECT_THAT(result.frames, SizeIs(5));
  EXPECT_EQ(result.edited.image.width(), 120);
  EXPECT_EQ(result.steps, 2);
  EXPECT_EQ(result.device, "cpu, fp32");
  for (const Stage stage : {Stage::Caption, Stage::Load, Stage::Denoise, Stage::Decode, Stage::Merge})
    EXPECT_THAT(stages, testing::Contains(stage));
}

TEST_F(EditorTest, GivesPreviewsOfEveryStep) {
  Editor editor = make_editor();
  std::vector<int> steps;
  EditHooks hooks;
  hooks.on_preview = [&steps](const std::vector<Image>& frames, int step) {
    ASSERT_THAT(frames, SizeIs(1));  // one latent frame: the model works on the second only
    EXPECT_GT(frames[0].width(), 0);
    EXPECT_EQ(frames[0].type(), SampleType::U8);
    steps.push_back(step);
  };
  (void)editor.edit(make_request("make it night"), hooks);
  EXPECT_THAT(steps, testing::ElementsAre(1, 2));
}

TEST_F(EditorTest, KeepsWhatThereIsWhenAsked) {
  Editor editor = make_editor();
  std::stop_source keep;
  EditHooks hooks;
  hooks.keep = keep.get_token();
  hooks.on_preview = [&keep](const std::vector<Image>&, int step) {
    if (step == 3) keep.request_stop();
  };
  EditRequest request = make_request("make it night");
  request.settings.steps = 50;
  const EditResult result = editor.edit(request, hooks);
  EXPECT_EQ(result.steps, 3);
  EXPECT_THAT(result.frames, SizeIs(5));
}

TEST_F(EditorTest, StoppedAnywhereThenRunAgainGivesTheSamePicture) {
  Editor editor = make_editor();
  const EditRequest request = make_request("make it night");
  const EditResult untouched = editor.edit(request);
  int ticks = 0;
  EditHooks counting;
  counting.run.on_progress = [&ticks](const Progress&) { ++ticks; };
  (void)editor.edit(request, counting);
  ASSERT_GT(ticks, 5);
  for (int stop_at = 1; stop_at < ticks; stop_at += std::max(1, ticks / 12)) {
    std::stop_source stop;
    int count = 0;
    EditHooks hooks;
    hooks.run.stop = stop.get_token();
    hooks.run.on_progress = [&](const Progress&) {
      if (++count == stop_at) stop.request_stop();
    };
    EXPECT_THROW((void)editor.edit(request, hooks), Cancelled) << stop_at;
  }
  const EditResult again = editor.edit(request);
  ASSERT_EQ(again.edited.image.size_bytes(), untouched.edited.image.size_bytes());
  EXPECT_EQ(
      std::memcmp(again.edited.image.data(), untouched.edited.image.data(), again.edited.image.size_bytes()),
      0);
}

TEST_F(EditorTest, AmountZeroIsThePhotoBitForBit) {
  Editor editor = make_editor();
  EditRequest request = make_request("make it night");
  request.settings.amount = 0;
  EditResult result = editor.edit(request);
  EXPECT_EQ(
      std::memcmp(result.edited.image.data(), request.photo->image.data(), request.photo->image.size_bytes()),
      0);
  request.settings.amount = 1;
  request.settings.merge = MergeWay::Global;
  editor.merge_again(request, result);
  EXPECT_NE(
      std::memcmp(result.edited.image.data(), request.photo->image.data(), request.photo->image.size_bytes()),
      0);
}

bool same_bits(const EditResult& a, const EditResult& b) {
  return std::equal(a.frames.begin(), a.frames.end(), b.frames.begin(), b.frames.end(),
                    [](const Image& one, const Image& other) {
                      return one.size_bytes() == other.size_bytes() &&
                             std::memcmp(one.data(), other.data(), one.size_bytes()) == 0;
                    });
}

TEST_F(EditorTest, EveryNumberReachesTheModel) {
  test::write_tiny_model(folder_.path() / "tiny", {.listens = true});
  Editor editor = make_editor();
  EditRequest plain = make_request("make it night");
  plain.settings.merge = MergeWay::Global;
  plain.settings.guidance = 4;
  const EditResult without = editor.edit(plain);
  EditRequest avoiding = plain;
  avoiding.settings.negative_prompt = "a bright sky";
  const EditResult with = editor.edit(avoiding);
  EXPECT_FALSE(same_bits(with, without)) << "the negative prompt";
  EXPECT_EQ(with.settings.negative_prompt, "a bright sky");
  EditRequest shifted = plain;
  shifted.settings.shift = 9;
  EXPECT_FALSE(same_bits(editor.edit(shifted), without)) << "the shift";
  EditRequest seeded = plain;
  seeded.settings.seed = 8;
  EXPECT_FALSE(same_bits(editor.edit(seeded), without)) << "the seed";
  // Without guidance nothing is avoided.
  plain.settings.guidance = avoiding.settings.guidance = 1;
  const EditResult unguided = editor.edit(avoiding);
  EXPECT_TRUE(same_bits(unguided, editor.edit(plain)));
  EXPECT_FALSE(unguided.settings.negative_prompt);
}

class EditorLoraTest : public EditorTest {
 protected:
  /// A LoRA of rank 1 for one of the tiny model's layers, and `strays` modules of another model.
  std::string write_lora(int strays = 0) const {
    test::write_tiny_model(folder_.path() / "tiny", {.listens = true});
    const auto model = open_checkpoint(folder_.path() / "tiny" / "transformer");
    const std::string layer = "blocks.0.attn1.to_q";
    const auto shape = model->info(layer + ".weight").shape;
    torch::manual_seed(3);
    std::vector<std::pair<std::string, at::Tensor>> tensors{
        {layer + ".lora_A.weight", torch::randn({1, shape[1]})},
        {layer + ".lora_B.weight", torch::randn({shape[0], 1})}};
    for (int i = 0; i < strays; ++i) {
      const std::string stray = "blocks.0.other" + std::to_string(i);
      tensors.emplace_back(stray + ".lora_A.weight", torch::randn({1, 4}));
      tensors.emplace_back(stray + ".lora_B.weight", torch::randn({4, 1}));
    }
    const auto file = folder_.path() / "lora.safetensors";
    save_safetensors(file, tensors);
    return file;
  }
};

TEST_F(EditorLoraTest, ChangesTheEditAndGoesAgain) {
  const std::string lora = write_lora();
  Editor editor = make_editor();
  EditRequest request = make_request("make it night");
  const EditResult plain = editor.edit(request);
  request.settings.loras = {{lora, 1.0}};
  const EditResult styled = editor.edit(request);
  EXPECT_FALSE(same_bits(styled, plain));
  EXPECT_EQ(styled.settings.loras, request.settings.loras);
  request.settings.loras[0].strength = 0.5;
  EXPECT_FALSE(same_bits(editor.edit(request), styled)) << "the strength counts";
  request.settings.loras.clear();
  EXPECT_TRUE(same_bits(editor.edit(request), plain));
}

TEST_F(EditorLoraTest, SwitchedOffIsNotEvenRead) {
  Editor editor = make_editor();
  EditRequest request = make_request("make it night");
  const EditResult plain = editor.edit(request);
  request.settings.loras = {{.file = write_lora(), .on = false},
                            {.file = "/nowhere/lora.safetensors", .on = false}};
  const EditResult off = editor.edit(request);
  EXPECT_TRUE(same_bits(off, plain));
  EXPECT_EQ(off.settings.loras, request.settings.loras) << "they are kept";
}

TEST_F(EditorLoraTest, IsFoundByItsNameBesideTheModel) {
  Editor editor = make_editor();
  EditRequest request = make_request("make it night");
  request.settings.loras = {{write_lora(), 1.0}};
  const EditResult by_path = editor.edit(request);
  std::filesystem::create_directories(editor.model().folder / "loras" / "night");
  std::filesystem::rename(write_lora(), editor.model().folder / "loras" / "night" / "moon.safetensors");
  request.settings.loras = {{"moon.safetensors", 1.0}};
  EXPECT_TRUE(same_bits(editor.edit(request), by_path));
}

TEST_F(EditorLoraTest, AFastEditTakesWhatTheLoraWasMadeFor) {
  Editor editor = make_editor();
  const auto model = open_checkpoint(editor.model().folder / "transformer");
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const std::string& name : model->names()) {
    const auto shape = model->info(name).shape;
    if (!name.ends_with(".weight") || shape.size() != 2) continue;
    const std::string layer = name.substr(0, name.size() - 7);
    tensors.emplace_back(layer + ".lora_A.weight", torch::zeros({1, shape[1]}));
    tensors.emplace_back(layer + ".lora_B.weight", torch::zeros({shape[0], 1}));
  }
  const auto file = folder_.path() / "Wan21_CausVid_T2V_1_3B_lora.safetensors";
  save_safetensors(file, tensors);
  EditSettings settings{.instruction = "make it night"};
  settings.loras = {{file}};
  const EditSettings fast = fast_settings(settings, editor.model());
  EXPECT_EQ(fast.steps, 8);
  EXPECT_EQ(fast.guidance, 1);
  EXPECT_EQ(fast.shift, 2);
  EXPECT_EQ(fast.sampler, Sampler::UniPc);
  EXPECT_THAT(burning_notes(fast, editor.model()), SizeIs(0));
  settings.steps = 20;
  EXPECT_EQ(fast_settings(settings, editor.model()).steps, 20) << "what is said counts";
  EXPECT_THAT(burning_notes(settings, editor.model()), testing::ElementsAre(HasSubstr("made for 8 steps")));
  settings.loras[0].on = false;
  EXPECT_THAT(burning_notes(settings, editor.model()), SizeIs(0));
  EXPECT_THROW((void)fast_settings(settings, editor.model()), Error);
}

TEST_F(EditorTest, TheSamplerCounts) {
  test::write_tiny_model(folder_.path() / "tiny", {.listens = true});
  Editor editor = make_editor();
  EditRequest request = make_request("make it night");
  request.settings.steps = 3;
  request.settings.sampler = Sampler::UniPc;
  const EditResult unipc = editor.edit(request);
  request.settings.sampler = Sampler::Euler;
  EXPECT_FALSE(same_bits(unipc, editor.edit(request)));
}

TEST_F(EditorLoraTest, SaysWhatFitsOnlyInPart) {
  Editor editor = make_editor();
  EditRequest request = make_request("make it night");
  request.settings.loras = {{write_lora(2), 1.0}};
  EXPECT_THAT(editor.edit(request).notes, testing::Contains(HasSubstr("2 of its 3 parts")));
}

TEST_F(EditorLoraTest, RefusesWhatIsNoneOrMeantForAnotherModel) {
  Editor editor = make_editor();
  EditRequest request = make_request("make it night");
  request.settings.loras = {{"/nowhere/lora.safetensors", 1.0}};
  EXPECT_THROW((void)editor.edit(request), Error);
  request.settings.loras = {{write_lora(), 1.0, LoraChoice::Expert::HighNoise}};
  try {
    (void)editor.edit(request);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("has only one"));
  }
  request.settings.loras.clear();
  EXPECT_THAT(editor.edit(request).frames, SizeIs(5)) << "and goes on";
}

TEST(ModelDefaults, FillWhatIsNotSaid) {
  ModelDescription model;
  model.default_steps = 7;
  model.default_guidance = 5;
  model.default_frames = 29;
  model.default_negative_prompt = "blurry";
  model.default_shift = 3;
  const EditSettings all = with_defaults({.instruction = "fog", .seed = 4}, model);
  EXPECT_EQ(all.steps, 7);
  EXPECT_EQ(all.guidance, 5);
  EXPECT_EQ(all.frames, 29);
  EXPECT_EQ(all.shift, 3);
  EXPECT_EQ(all.negative_prompt, "blurry");
  EXPECT_EQ(all.working_area_px, 832 * 480);
  EXPECT_EQ(all.instruction, "fog");
  EXPECT_EQ(all.seed, 4U);
  EXPECT_EQ(with_defaults({.negative_prompt = ""}, model).negative_prompt, "") << "asked for: none";
  EXPECT_FALSE(with_defaults({.guidance = 1.0}, model).negative_prompt) << "nothing guides";
  EXPECT_FALSE(with_defaults({.reasoning_steps = 5}, model).reasoning_steps) << "it cannot";
  model.can_reason = true;
  EXPECT_EQ(with_defaults({.reasoning_steps = 5}, model).reasoning_steps, 5);
}

TEST_F(EditorTest, RefusesWhatTheModelHasNotLearnt) {
  const Editor editor = make_editor();
  try {
    (void)editor.plan(make_request("replace the dog with a cat"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Unsupported);
    EXPECT_THAT(error.what(), HasSubstr("pencil sketch"));
  }
  EditRequest forced = make_request("replace the dog with a cat");
  forced.force = true;
  EXPECT_EQ(editor.plan(forced).effect, "replace");
}

TEST_F(EditorTest, ReadsNoWeightsBeforeTheyAreNeeded) {
  std::filesystem::remove(folder_.path() / "tiny" / "vae" / "diffusion_pytorch_model.safetensors");
  Editor editor = make_editor();
  EXPECT_THROW((void)editor.edit(make_request("make it night")), Error);
}

}  // namespace
}  // namespace v4e
