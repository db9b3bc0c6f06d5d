// SPDX-License-Identifier: GPL-3.0-or-later
// Models that are incomplete, cut, forged or damaged.
#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cstring>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/checkpoints/formats/safetensors.h"
#include "tests/end_to_end/bad_input_fixture.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

using Tensors = std::vector<std::pair<std::string, at::Tensor>>;

constexpr const char* kWeights = "diffusion_pytorch_model.safetensors";

class BadModel : public BadInput {
 protected:
  void SetUp() override { copy_model(); }

  [[nodiscard]] fs::path part(const char* name) const { return file("model") / name; }
  [[nodiscard]] fs::path transformer() const { return part("transformer") / kWeights; }

  /// Copies of all tensors of a file: what is mapped must not be written over.
  [[nodiscard]] static Tensors read_all(const fs::path& path) {
    const SafetensorsFile source(path);
    Tensors tensors;
    for (const std::string& name : source.names()) tensors.emplace_back(name, source.read(name).clone());
    return tensors;
  }
  /// Rewrites a file with one tensor changed.
  static void change(const fs::path& path, const std::string& name,
                     const std::function<at::Tensor(const at::Tensor&)>& changed) {
    Tensors tensors = read_all(path);
    bool found = false;
    for (auto& [known, tensor] : tensors) {
      if (known != name) continue;
      tensor = changed(tensor);
      found = true;
    }
    ASSERT_TRUE(found) << name;
    save_safetensors(path, tensors);
  }
  static void change_json(const fs::path& path, const std::function<void(json&)>& change) {
    json content = json::parse(bytes_of(path));
    change(content);
    write_bytes(path, content.dump());
  }
  /// Replaces the transformer's file by two shards and their index.
  void shard_transformer() const;
};

std::string shard_name(int number) {
  return "diffusion_pytorch_model-0000" + std::to_string(number) + "-of-00002.safetensors";
}

void BadModel::shard_transformer() const {
  const Tensors all = read_all(transformer());
  Tensors shards[2];
  json map = json::object();
  for (std::size_t i = 0; i < all.size(); ++i) {
    shards[i % 2].push_back(all[i]);
    map[all[i].first] = shard_name(1 + static_cast<int>(i % 2));
  }
  fs::remove(transformer());
  for (int i = 0; i < 2; ++i) save_safetensors(part("transformer") / shard_name(i + 1), shards[i]);
  write_bytes(part("transformer") / "diffusion_pytorch_model.safetensors.index.json",
              json{{"metadata", {{"total_size", 1}}}, {"weight_map", map}}.dump());
}

TEST_F(BadModel, ShardsThatAreWholeWork) {
  shard_transformer();
  const RunResult run = run_v4e({"edit", photo("p.png"), "make it night", "-o", file("result.png").string(),
                                 "--model", file("model").string(), "--device", "cpu"},
                                log_.path());
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST_F(BadModel, MissingShard) {
  shard_transformer();
  fs::remove(part("transformer") / shard_name(2));
  refuses_model(3, {"shard 2 of 2 is missing", shard_name(2), "download into", "model/transformer"});
}

TEST_F(BadModel, CutShard) {
  shard_transformer();
  const fs::path shard = part("transformer") / shard_name(1);
  for (const std::uintmax_t size : {fs::file_size(shard) - 1, fs::file_size(shard) / 2, std::uintmax_t{100},
                                    std::uintmax_t{5}, std::uintmax_t{0}}) {
    SCOPED_TRACE(size);
    fs::resize_file(shard, size);
    refuses_model(3, {"shard 1 of 2", shard_name(1), "fetch it again"});
  }
}

TEST_F(BadModel, MissingParts) {
  for (const char* gone : {"vae/diffusion_pytorch_model.safetensors", "transformer/config.json",
                           "tokenizer/spiece.model", "scheduler/scheduler_config.json", "model_index.json"}) {
    SCOPED_TRACE(gone);
    const std::string bytes = bytes_of(file("model") / gone);
    fs::remove(file("model") / gone);
    refuses_model(3, {fs::path(gone).begin()->string(), file("model").string()});
    write_bytes(file("model") / gone, bytes);
  }
}

TEST_F(BadModel, CutFile) {
  fs::resize_file(transformer(), fs::file_size(transformer()) / 2);
  refuses_model(3, {transformer().string(), "the file is cut", "fetch it again"});
}

TEST_F(BadModel, CutTokenizer) {
  const fs::path vocabulary = part("tokenizer") / "spiece.model";
  for (const std::uintmax_t size : {fs::file_size(vocabulary) / 2, std::uintmax_t{0}}) {
    fs::resize_file(vocabulary, size);
    refuses_model(3, {vocabulary.string()});
  }
}

TEST_F(BadModel, HeaderLengthsThatLie) {
  const std::string whole = bytes_of(transformer());
  std::uint64_t true_length = 0;
  std::memcpy(&true_length, whole.data(), sizeof true_length);
  for (const std::uint64_t lie :
       {std::uint64_t{0}, true_length - 1, true_length + 1, std::uint64_t{whole.size()},
        std::uint64_t{100'000'000}, std::uint64_t{1} << 63, std::numeric_limits<std::uint64_t>::max()}) {
    SCOPED_TRACE(lie);
    std::string bytes = whole;
    std::memcpy(bytes.data(), &lie, sizeof lie);
    write_bytes(transformer(), bytes);
    refuses_model(3, {transformer().string()});
  }
}

TEST_F(BadModel, OffsetsThatLie) {
  const std::string whole = bytes_of(transformer());
  std::uint64_t length = 0;
  std::memcpy(&length, whole.data(), sizeof length);
  const json header = json::parse(whole.substr(8, length));
  for (const json& offsets : {json{0, 4}, json{4, 0}, json{1ull << 62, 1ull << 63}, json{-4, 0},
                              json{0.5, 4.5}, json{"0", "4"}, json::array()}) {
    SCOPED_TRACE(offsets.dump());
    json forged = header;
    forged["proj_out.weight"]["data_offsets"] = offsets;
    const std::string text = forged.dump();
    const std::uint64_t size = text.size();
    write_bytes(transformer(),
                std::string(reinterpret_cast<const char*>(&size), 8) + text + whole.substr(8 + length));
    refuses_model(3, {transformer().string(), "proj_out.weight"});
  }
}

TEST_F(BadModel, WrongShape) {
  change(transformer(), "proj_out.weight", [](const at::Tensor& weight) { return weight.t().contiguous(); });
  refuses_model(5, {"proj_out.weight", "expected [", "file has [", "model/transformer", kWeights, "fetch"});
}

TEST_F(BadModel, WrongDtype) {
  change(transformer(), "proj_out.weight", [](const at::Tensor& weight) { return weight.to(at::kLong); });
  refuses_model(5, {"proj_out.weight", "i64", "model/transformer", kWeights, "fetch"});
}

TEST_F(BadModel, MissingAndUnknownWeights) {
  Tensors tensors = read_all(transformer());
  tensors.back().first = "surprise.weight";
  save_safetensors(transformer(), tensors);
  refuses_model(5, {"surprise.weight", "not part of the model", "no such tensor", "model/transformer"});
}

TEST_F(BadModel, ConfigOfAnotherModel) {
  change_json(part("transformer") / "config.json", [](json& config) { config["ffn_dim"] = 128; });
  refuses_model(5, {"ffn", "expected [128", "model/transformer"});
}

TEST_F(BadModel, ConfigsOutOfRange) {
  const fs::path config = part("transformer") / "config.json";
  const std::string whole = bytes_of(config);
  for (const json& layers : {json(-1), json(0), json(1e18), json("two"), json(nullptr), json::array()}) {
    SCOPED_TRACE(layers.dump());
    change_json(config, [&](json& content) { content["num_layers"] = layers; });
    refuses_model(3, {"transformer/config.json", "num_layers"});
    write_bytes(config, whole);
  }
}

TEST_F(BadModel, DamagedFilesOfOtherFormats) {
  write_bytes(transformer(), std::string("PK\3\4", 4) + std::string(100, '\0'));
  refuses_model(3, {transformer().string(), "the archive's directory at its end is missing", "fetch it again"});
  write_bytes(transformer(), "GGUF" + std::string(100, '\0'));
  refuses_model(6, {transformer().string(), "GGUF version 0"});
}

TEST_F(BadModel, PointersAndPagesInPlaceOfFiles) {
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 123456\n";
  for (const char* name : {"transformer/diffusion_pytorch_model.safetensors", "transformer/config.json",
                           "text_encoder/model.safetensors", "tokenizer/spiece.model", "model_index.json"}) {
    SCOPED_TRACE(name);
    const std::string whole = bytes_of(file("model") / name);
    write_bytes(file("model") / name, pointer);
    refuses_model(3, {name, "git lfs pull"});
    write_bytes(file("model") / name, "<!DOCTYPE html><html><body>Sign in</body></html>");
    refuses_model(3, {name, "web page", "download the file again"});
    write_bytes(file("model") / name, whole);
  }
}

TEST_F(BadModel, AnotherPartsWeights) {
  write_bytes(transformer(), bytes_of(part("text_encoder") / "model.safetensors"));
  refuses_model(5, {transformer().string(), "is a text encoder, but a transformer is needed here"});
}

TEST_F(BadModel, PrefixesOfOtherProgramsWork) {
  Tensors tensors = read_all(transformer());
  for (auto& [name, tensor] : tensors) name = "model.diffusion_model." + name;
  save_safetensors(transformer(), tensors);
  const RunResult run = run_v4e({"edit", photo("p.png"), "make it night", "-o", file("result.png").string(),
                                 "--model", file("model").string(), "--device", "cpu"},
                                log_.path());
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST_F(BadModel, ThatNoMachineHolds) {
  // Two terabytes of weights that are a hole in the file: only the header is ever read.
  const std::string header =
      R"({"blocks.0.weight":{"dtype":"BF16","shape":[1048576,1048576],"data_offsets":[0,2199023255552]}})";
  const std::uint64_t size = header.size();
  write_bytes(transformer(), std::string(reinterpret_cast<const char*>(&size), 8) + header);
  fs::resize_file(transformer(), 8 + header.size() + (std::uintmax_t{1} << 41));
  refuses_model(7, {"takes at least", "GB of memory", "are free", "--force"});
}

class NanWeights : public BadModel, public testing::WithParamInterface<const char*> {};

TEST_P(NanWeights, AreNamed) {
  const fs::path path(GetParam());  // PART/FILE/TENSOR
  const fs::path weights = file("model") / path.parent_path();
  change(weights, path.filename().string(), [](const at::Tensor& weight) {
    return at::full_like(weight, std::numeric_limits<double>::quiet_NaN());
  });
  refuses_model(5, {"not finite", weights.string(), path.filename().string(), "fetch it again"});
}

INSTANTIATE_TEST_SUITE_P(Parts, NanWeights,
                         testing::Values("transformer/diffusion_pytorch_model.safetensors/proj_out.bias",
                                         "text_encoder/model.safetensors/encoder.final_layer_norm.weight",
                                         "vae/diffusion_pytorch_model.safetensors/encoder.shortcut.bias",
                                         "vae/diffusion_pytorch_model.safetensors/decoder.conv_out.bias"),
                         [](const auto& parameter) {
                           const std::string text = parameter.param;
                           std::string name;
                           for (const char c : text.substr(0, text.find('/')) + text.substr(text.rfind('/')))
                             name.push_back(std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_');
                           return name;
                         });

TEST_F(BadModel, JsonBombs) {
  const std::string deep(5'000'000, '[');
  std::string wide = "{";
  for (int i = 0; i < 2'000'000; ++i) wide += "\"" + std::to_string(i) + "\":0,";
  wide.back() = '}';
  for (const char* name : {"model_index.json", "transformer/config.json", "vae/config.json",
                           "text_encoder/config.json", "scheduler/scheduler_config.json"}) {
    const std::string whole = bytes_of(file("model") / name);
    for (const std::string& bomb : {deep, wide, std::string("{\"a\":"), std::string("\0\0\0", 3)}) {
      SCOPED_TRACE(name + std::string(": ") + bomb.substr(0, 10));
      write_bytes(file("model") / name, bomb);
      refuses_model(3, {name});
    }
    write_bytes(file("model") / name, whole);
  }
}

TEST_F(BadModel, JsonBombInAHeader) {
  const std::string deep(1'000'000, '[');
  const std::uint64_t size = deep.size();
  write_bytes(transformer(), std::string(reinterpret_cast<const char*>(&size), 8) + deep);
  refuses_model(3, {transformer().string(), "nested more than"});
}

}  // namespace
}  // namespace v4e::test
