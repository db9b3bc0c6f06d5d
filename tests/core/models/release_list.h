// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace v4e::test {

/// Of a model's tensors, by name.
using Shapes = std::map<std::string, std::vector<std::int64_t>>;

/// A list of tests/goldens/releases; `#` in a name stands for each block.
inline Shapes release(const std::string& name) {
  std::ifstream file(std::filesystem::path(V4E_SOURCE_DIR) / "tests/goldens/releases" / (name + ".txt"));
  std::string word;
  int blocks = 0;
  file >> word >> blocks;
  std::getline(file, word);
  Shapes shapes;
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string tensor;
    fields >> tensor;
    std::vector<std::int64_t> shape;
    for (std::int64_t side = 0; fields >> side;) shape.push_back(side);
    const std::size_t at = tensor.find('#');
    for (int block = 0; block < (at == tensor.npos ? 1 : blocks); ++block) {
      std::string full = tensor;
      if (at != full.npos) full.replace(at, 1, std::to_string(block));
      shapes.emplace(full, shape);
    }
  }
  return shapes;
}

}  // namespace v4e::test
