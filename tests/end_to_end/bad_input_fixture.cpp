// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/bad_input_fixture.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

namespace v4e::test {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void BadInput::expect_refusal(const RunResult& run, int exit_code, const std::vector<std::string>& words) {
  EXPECT_EQ(run.exit_code, exit_code) << run.err;
  EXPECT_THAT(run.err, testing::HasSubstr("v4e: "));
  EXPECT_THAT(run.err, testing::Not(testing::HasSubstr("internal error")));
  for (const std::string& word : words) EXPECT_THAT(run.err, testing::HasSubstr(word));
  EXPECT_EQ(run.out, "");
}

void BadInput::refuses(std::vector<std::string> arguments, int exit_code,
                       const std::vector<std::string>& words) const {
  const std::vector<std::string> before = names_in(work_.path());
  arguments.insert(arguments.end(), {"-o", file("result.png").string()});
  expect_refusal(edit(arguments), exit_code, words);
  EXPECT_EQ(names_in(work_.path()), before);
}

void BadInput::copy_model() const {
  fs::copy(model(), file("model"), fs::copy_options::recursive);
}

void BadInput::refuses_model(int exit_code, const std::vector<std::string>& words) const {
  const std::string source = photo("p.png");
  const std::vector<std::string> before = names_in(work_.path());
  const RunResult run = run_v4e({"edit", source, "make it night", "-o", file("result.png").string(),
                                 "--model", file("model").string(), "--device", "cpu", "--dtype", "fp32"},
                                log_.path());
  expect_refusal(run, exit_code, words);
  EXPECT_EQ(names_in(work_.path()), before);
}

}  // namespace v4e::test
