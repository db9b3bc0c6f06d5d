// SPDX-License-Identifier: GPL-3.0-or-later
// Parquet and Arrow files, written by Arrow's own library, as data sets of the hub are.
#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/io/file.h>
#include <arrow/ipc/writer.h>
#include <arrow/table.h>
#include <gmock/gmock.h>
#include <parquet/arrow/writer.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/dataset/column_file.h"
#include "core/dataset/dataset.h"
#include "core/dataset/picture_store.h"
#include "core/evaluation/benchmark/benchmark.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/dataset/pair_files.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

void check(const arrow::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

template <typename Value>
Value check(arrow::Result<Value> result) {
  check(result.status());
  return std::move(result).ValueUnsafe();
}

/// The bytes of a picture of that width.
std::string png(int width) {
  const test::TemporaryFolder folder;
  test::write_picture(folder / "p.png", width, 32, width);
  return read_file(folder / "p.png", 1u << 20);
}

/// A cell of a column of pictures.
struct Cell {
  std::optional<std::string> bytes = {};
  std::optional<std::string> path = {};
};

std::shared_ptr<arrow::Array> texts(const std::vector<std::string>& values) {
  arrow::StringBuilder builder;
  for (const auto& value : values) check(builder.Append(value));
  return check(builder.Finish());
}

/// The hub's structure of bytes and path; a cell of neither is null.
std::shared_ptr<arrow::Array> pictures(const std::vector<Cell>& cells) {
  const auto bytes = std::make_shared<arrow::BinaryBuilder>();
  const auto paths = std::make_shared<arrow::StringBuilder>();
  arrow::StructBuilder builder(
      arrow::struct_({arrow::field("bytes", arrow::binary()), arrow::field("path", arrow::utf8())}),
      arrow::default_memory_pool(), {bytes, paths});
  for (const Cell& cell : cells) {
    check(builder.Append(cell.bytes || cell.path));
    check(cell.bytes ? bytes->Append(*cell.bytes) : bytes->AppendNull());
    check(cell.path ? paths->Append(*cell.path) : paths->AppendNull());
  }
  return check(builder.Finish());
}

struct Column {
  std::string name;
  std::shared_ptr<arrow::Array> values;
};

std::shared_ptr<arrow::Table> table_of(const std::vector<Column>& columns) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const Column& column : columns) {
    fields.push_back(arrow::field(column.name, column.values->type()));
    arrays.push_back(column.values);
  }
  return arrow::Table::Make(arrow::schema(fields), arrays);
}

void write_parquet(const fs::path& path, const std::vector<Column>& columns, std::int64_t group_rows = 2,
                   bool has_statistics = true) {
  fs::create_directories(path.parent_path());
  const auto out = check(arrow::io::FileOutputStream::Open(path.string()));
  parquet::WriterProperties::Builder properties;
  if (!has_statistics) properties.disable_statistics();
  check(parquet::arrow::WriteTable(*table_of(columns), arrow::default_memory_pool(), out, group_rows,
                                   properties.build()));
  check(out->Close());
}

void write_arrow(const fs::path& path, const std::vector<Column>& columns, bool is_stream,
                 std::int64_t batch_rows = 2) {
  const auto out = check(arrow::io::FileOutputStream::Open(path.string()));
  const auto table = table_of(columns);
  const auto writer = check(is_stream ? arrow::ipc::MakeStreamWriter(out, table->schema())
                                      : arrow::ipc::MakeFileWriter(out, table->schema()));
  check(writer->WriteTable(*table, batch_rows));
  check(writer->Close());
  check(out->Close());
}

/// MagicBrush as the hub has it: five turns; sources 40, 41 … pixels wide, targets 60, 61 …
std::vector<Column> magic_brush() {
  std::vector<Cell> sources;
  std::vector<Cell> targets;
  for (int i = 0; i < 5; ++i) {
    sources.push_back({png(40 + i), "s.png"});
    targets.push_back({png(60 + i), "t.png"});
  }
  arrow::Int32Builder turns;
  for (const int turn : {1, 2, 1, 1, 2}) check(turns.Append(turn));
  return {{"img_id", texts({"7", "7", "8", "9", "9"})},
          {"turn_index", check(turns.Finish())},
          {"source_img", pictures(sources)},
          {"mask_img", pictures({{png(40), {}}, {}, {png(42), {}}, {}, {}})},
          {"instruction", texts({"a", "b", "c", "d", "e"})},
          {"target_img", pictures(targets)}};
}

std::string message_of(const fs::path& path) {
  try {
    static_cast<void>(read_dataset(path));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

void expect_magic_brush(const Dataset& dataset) {
  EXPECT_EQ(dataset.layout, "Parquet or Arrow files");
  ASSERT_EQ(dataset.pairs.size(), 5u);
  EXPECT_EQ(dataset.pairs[4].id, "9-2");
  EXPECT_EQ(dataset.pairs[4].group, "9");
  EXPECT_THAT(dataset.pairs[4].instructions, ElementsAre("e"));
  EXPECT_FALSE(dataset.pairs[0].mask.empty());
  EXPECT_TRUE(dataset.pairs[1].mask.empty()) << "null";
  PictureStore store;
  // Forwards, backwards and over the borders of row groups.
  for (const std::size_t i : {0u, 1u, 4u, 3u, 3u, 0u, 2u}) {
    EXPECT_EQ(store.picture(dataset.pairs[i].source).width(), 40 + static_cast<int>(i));
    EXPECT_EQ(store.picture(dataset.pairs[i].target).width(), 60 + static_cast<int>(i));
  }
  EXPECT_EQ(store.mask(dataset.pairs[2].mask).width(), 42);
}

TEST(ColumnFiles, ParquetByRowGroups) {
  const test::TemporaryFolder folder;
  write_parquet(folder / "data/dev-00000-of-00001.parquet", magic_brush());
  const Dataset dataset = read_dataset(folder.path());
  expect_magic_brush(dataset);
  EXPECT_EQ(dataset.pairs[0].split, "val");
  expect_magic_brush(read_dataset(folder / "data/dev-00000-of-00001.parquet"));
}

TEST(ColumnFiles, ParquetWithoutStatisticsKnowsItsNulls) {
  const test::TemporaryFolder folder;
  write_parquet(folder / "train.parquet", magic_brush(), 3, false);
  expect_magic_brush(read_dataset(folder.path()));
}

TEST(ColumnFiles, ArrowAsStreamAndAsFile) {
  for (const bool is_stream : {true, false}) {
    const test::TemporaryFolder folder;
    write_arrow(folder / "data-00000-of-00001.arrow", magic_brush(), is_stream);
    expect_magic_brush(read_dataset(folder.path()));
  }
}

TEST(ColumnFiles, OmniEditListsWordingsAndScores) {
  const test::TemporaryFolder folder;
  arrow::ListBuilder prompts(arrow::default_memory_pool(), std::make_shared<arrow::StringBuilder>());
  check(prompts.Append());
  check(static_cast<arrow::StringBuilder*>(prompts.value_builder())
            ->AppendValues({"make it cold", "chill it"}));
  arrow::DoubleBuilder scores;
  check(scores.Append(9.5));
  write_parquet(folder / "train.parquet", {{"omni_edit_id", texts({"task_1"})},
                                           {"task", texts({"attribute"})},
                                           {"src_img", pictures({{png(40), {}}})},
                                           {"edited_img", pictures({{png(60), {}}})},
                                           {"edited_prompt_list", check(prompts.Finish())},
                                           {"o_score", check(scores.Finish())}});
  const Dataset dataset = read_dataset(folder.path());
  ASSERT_EQ(dataset.pairs.size(), 1u);
  EXPECT_EQ(dataset.pairs[0].id, "task_1");
  EXPECT_EQ(dataset.pairs[0].kind, "attribute");
  EXPECT_THAT(dataset.pairs[0].instructions, ElementsAre("make it cold", "chill it"));
  EXPECT_EQ(dataset.pairs[0].scores.at("o_score"), 9.5);
}

TEST(ColumnFiles, InstructPix2PixAndPlainBytes) {
  const test::TemporaryFolder folder;
  arrow::BinaryBuilder originals;
  arrow::BinaryBuilder edits;
  check(originals.Append(png(40)));
  check(edits.Append(png(60)));
  write_parquet(folder / "train-0.parquet", {{"original_prompt", texts({"a lake"})},
                                             {"original_image", check(originals.Finish())},
                                             {"edit_prompt", texts({"freeze it"})},
                                             {"edited_prompt", texts({"a frozen lake"})},
                                             {"edited_image", check(edits.Finish())}});
  const Dataset dataset = read_dataset(folder.path());
  ASSERT_EQ(dataset.pairs.size(), 1u);
  EXPECT_THAT(dataset.pairs[0].instructions, ElementsAre("freeze it"));
  PictureStore store;
  EXPECT_EQ(store.picture(dataset.pairs[0].target).width(), 60);
}

TEST(ColumnFiles, WhereThereAreNoBytesThePathCounts) {
  const test::TemporaryFolder folder;
  test::write_picture(folder / "p/a.png", 50, 32, 1);
  write_parquet(folder / "train.parquet",
                {{"source_image", pictures({{{}, "p/a.png"}, {{}, "../../etc/passwd"}})},
                 {"edited_image", pictures({{png(60), "x"}, {png(60), "x"}})},
                 {"edit_prompt", texts({"a", "b"})}});
  const Dataset dataset = read_dataset(folder.path());
  ASSERT_EQ(dataset.pairs.size(), 2u);
  PictureStore store;
  EXPECT_EQ(store.picture(dataset.pairs[0].source).width(), 50);
  EXPECT_THROW((void)store.picture(dataset.pairs[1].source), Error);
}

TEST(ColumnFiles, ARowWithoutItsPictureIsNamed) {
  const test::TemporaryFolder folder;
  write_parquet(folder / "train.parquet", {{"source_image", pictures({{png(40), {}}, {}})},
                                           {"edited_image", pictures({{png(60), {}}, {png(61), {}}})},
                                           {"edit_prompt", texts({"a", "b"})}});
  const Dataset dataset = read_dataset(folder.path());
  EXPECT_EQ(dataset.pairs.size(), 1u);
  ASSERT_EQ(dataset.problems.size(), 1u);
  EXPECT_THAT(dataset.problems[0].place, HasSubstr("train.parquet, row 2"));
  EXPECT_THAT(dataset.problems[0].what, HasSubstr("null"));
}

TEST(ColumnFiles, OtherColumnsAreSaid) {
  const test::TemporaryFolder folder;
  write_parquet(folder / "a.parquet", {{"text", texts({"x"})}});
  EXPECT_THAT(message_of(folder / "a.parquet"), HasSubstr("no column of pictures"));
  write_parquet(folder / "b.parquet", {{"left", pictures({{png(40), {}}})},
                                       {"right", pictures({{png(60), {}}})},
                                       {"instruction", texts({"x"})}});
  EXPECT_THAT(message_of(folder / "b.parquet"), HasSubstr("name the roles"));
  const Dataset named = read_dataset(folder / "b.parquet",
                                     {.roles = {{"source", "left"}, {"target", "right"}}, .instruction = {}});
  EXPECT_EQ(named.pairs.size(), 1u);
}

TEST(ColumnFiles, PointersAndCutFilesAreSaid) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "a.parquet",
                   "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n");
  EXPECT_THAT(message_of(folder / "a.parquet"), HasSubstr("git lfs pull"));
  test::write_text(folder / "b.parquet", "hello, this is something else");
  EXPECT_THAT(message_of(folder / "b.parquet"), HasSubstr("is no Parquet file"));
  write_parquet(folder / "c.parquet", magic_brush());
  fs::resize_file(folder / "c.parquet", fs::file_size(folder / "c.parquet") - 100);
  EXPECT_THAT(message_of(folder / "c.parquet"), HasSubstr("cut off"));
  write_arrow(folder / "d.arrow", magic_brush(), true);
  fs::resize_file(folder / "d.arrow", fs::file_size(folder / "d.arrow") / 2);
  EXPECT_THAT(message_of(folder / "d.arrow"), HasSubstr("fetched whole"));
  test::write_text(folder / "e.arrow", "hello, this is something else");
  EXPECT_THAT(message_of(folder / "e.arrow"), HasSubstr("e.arrow"));
  test::write_text(folder / "f.arrow", "");
  EXPECT_THAT(message_of(folder / "f.arrow"), HasSubstr("f.arrow"));
}

TEST(ColumnFiles, DamageInTheMiddleIsAnError) {
  const test::TemporaryFolder folder;
  write_parquet(folder / "a.parquet", magic_brush());
  const std::string whole = read_file(folder / "a.parquet", 1u << 24);
  // Whatever becomes of it, it is an answer or an Error.
  for (std::size_t at = 8; at < whole.size(); at += whole.size() / 97 + 1) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x5a);
    test::write_text(folder / "b.parquet", damaged);
    try {
      const Dataset dataset = read_dataset(folder / "b.parquet");
      PictureStore store;
      for (const auto& pair : dataset.pairs) static_cast<void>(store.picture(pair.source));
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()), "");
    }
  }
}

TEST(ColumnFiles, APlaceThatIsNotThereIsSaid) {
  const test::TemporaryFolder folder;
  write_parquet(folder / "a.parquet", magic_brush());
  const ColumnFile file(folder / "a.parquet");
  for (const char* member :
       {"5/source_img", "-1/source_img", "0/instruction", "0/none", "source_img", "x/source_img"})
    EXPECT_THROW((void)file.picture(member, 1u << 20), Error) << member;
  EXPECT_THROW((void)file.picture("0/source_img", 10), Error) << "larger than is read";
  EXPECT_THROW((void)file.picture("1/mask_img", 1u << 20), Error) << "null";
}

TEST(ColumnFiles, AStopIsHeard) {
  const test::TemporaryFolder folder;
  write_parquet(folder / "a.parquet", magic_brush());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW((void)read_dataset(folder.path(), {}, {stop.get_token(), {}}), Cancelled);
}

TEST(ColumnFiles, HoldGEditBench) {
  const test::TemporaryFolder folder;
  write_parquet(folder / "data/train-0.parquet",
                {{"task_type", texts({"style_change", "style_change"})},
                 {"key", texts({"k", "k"})},
                 {"instruction", texts({"make it night", "变成夜晚"})},
                 {"instruction_language", texts({"en", "cn"})},
                 {"input_image", pictures({{png(40), {}}, {png(41), {}}})},
                 {"input_image_raw", pictures({{png(80), {}}, {png(82), {}}})}});
  const Benchmark benchmark = read_benchmark("gedit", folder.path(), {.language = "cn"});
  ASSERT_EQ(benchmark.items.size(), 1u);
  EXPECT_EQ(benchmark.items[0].instruction, "变成夜晚");
  PictureStore store;
  EXPECT_EQ(store.picture(benchmark.items[0].source).width(), 41);
}

std::vector<std::string> ids_of(const Benchmark& benchmark) {
  std::vector<std::string> ids;
  for (const auto& item : benchmark.items) ids.push_back(item.id);
  return ids;
}

TEST(ColumnFiles, HoldMagicBrushAloneAndInARow) {
  const test::TemporaryFolder folder;
  write_parquet(folder / "data/dev-00000-of-00001.parquet", magic_brush());
  // The hub has the training split in the same folder.
  write_parquet(folder / "data/train-00000-of-00001.parquet", magic_brush());
  const Benchmark benchmark = read_benchmark("magicbrush", folder.path());
  EXPECT_THAT(ids_of(benchmark),
              ElementsAre("7_1", "7_inde_2", "7_iter_2", "8_1", "9_1", "9_inde_2", "9_iter_2"));
  EXPECT_TRUE(benchmark.problems.empty());
  const BenchmarkItem& row = benchmark.items[2];
  EXPECT_EQ(row.follows, "7_1");
  EXPECT_EQ(row.group, "turn 2 in a row");
  EXPECT_EQ(row.instruction, "b");
  EXPECT_EQ(row.output, "7/7_iter_2.png");
  EXPECT_TRUE(row.mask.empty()) << "null";
  PictureStore store;
  EXPECT_EQ(store.picture(row.source).width(), 41);
  EXPECT_EQ(store.picture(row.target).width(), 61);
  EXPECT_EQ(store.mask(benchmark.items[3].mask).width(), 42);
  EXPECT_EQ(ids_of(read_benchmark("magicbrush", folder / "data/train-00000-of-00001.parquet")).size(), 7u);
}

TEST(ColumnFiles, MagicBrushNamesRowsThatAreNoTurns) {
  const test::TemporaryFolder folder;
  std::vector<Column> columns = magic_brush();
  columns[2].values = pictures({{png(40), {}}, {}, {png(42), {}}, {png(43), {}}, {png(44), {}}});
  write_arrow(folder / "dev.arrow", columns, true);
  const Benchmark benchmark = read_benchmark("magicbrush", folder.path());
  EXPECT_THAT(ids_of(benchmark), ElementsAre("7_1", "8_1", "9_1", "9_inde_2", "9_iter_2"));
  ASSERT_EQ(benchmark.problems.size(), 1u);
  EXPECT_THAT(benchmark.problems[0].place, HasSubstr("dev.arrow, row 2"));
  EXPECT_THAT(benchmark.problems[0].what, HasSubstr("source_img"));
}

}  // namespace
}  // namespace v4e
