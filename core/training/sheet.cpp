// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/sheet.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace v4e::training {
namespace {

// The engine builds where no image library is, so the sheet is an uncompressed PNG: signature, header, one
// data chunk of stored deflate blocks, end (PNG specification, third edition; RFC 1950 and 1951).

void append_u32(std::string& out, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<char>(value >> shift));
}

std::uint32_t crc32(const std::string& bytes) {
  static const auto table = [] {
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t n = 0; n < 256; ++n) {
      std::uint32_t c = n;
      for (int k = 0; k < 8; ++k) c = (c & 1) ? 0xEDB88320U ^ (c >> 1) : c >> 1;
      made[n] = c;
    }
    return made;
  }();
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) crc = table[(crc ^ static_cast<std::uint8_t>(byte)) & 0xFF] ^ (crc >> 8);
  return crc ^ 0xFFFFFFFFU;
}

void append_chunk(std::string& png, const std::string& type, const std::string& data) {
  append_u32(png, static_cast<std::uint32_t>(data.size()));
  png += type + data;
  append_u32(png, crc32(type + data));
}

std::string zlib_stored(const std::string& raw) {
  constexpr std::size_t kMaxBlock = 65535;
  std::string out("\x78\x01", 2);
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (std::size_t at = 0; at < raw.size(); at += kMaxBlock) {
    const auto size = std::min(kMaxBlock, raw.size() - at);
    out.push_back(at + size == raw.size() ? 1 : 0);
    for (const auto value : {size, ~size}) {
      out.push_back(static_cast<char>(value & 0xFF));
      out.push_back(static_cast<char>((value >> 8) & 0xFF));
    }
    out.append(raw, at, size);
  }
  for (const char byte : raw) {
    a = (a + static_cast<std::uint8_t>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  append_u32(out, (b << 16) | a);
  return out;
}

}  // namespace

void write_sheet(const std::filesystem::path& path, const std::vector<at::Tensor>& pictures, int columns) {
  V4E_ASSERT(!pictures.empty() && columns > 0);
  std::vector<at::Tensor> rows;
  for (std::size_t at = 0; at < pictures.size(); at += static_cast<std::size_t>(columns)) {
    std::vector<at::Tensor> row;
    for (std::size_t i = at; i < at + static_cast<std::size_t>(columns); ++i) {
      row.push_back(i < pictures.size() ? pictures[i] : torch::ones_like(pictures.front()));
    }
    rows.push_back(torch::cat(row, 2));
  }
  const auto grid =
      (torch::cat(rows, 1).clamp(0, 1) * 255).round().to(torch::kUInt8).permute({1, 2, 0}).contiguous().cpu();
  const auto height = grid.size(0);
  const auto row_bytes = static_cast<std::size_t>(grid.size(1) * 3);
  std::string raw;
  for (std::int64_t y = 0; y < height; ++y) {
    raw.push_back(0);  // no filter
    raw.append(reinterpret_cast<const char*>(grid[y].data_ptr<std::uint8_t>()), row_bytes);
  }
  std::string header;
  append_u32(header, static_cast<std::uint32_t>(grid.size(1)));
  append_u32(header, static_cast<std::uint32_t>(height));
  header += std::string("\x08\x02\x00\x00\x00", 5);  // 8-bit RGB
  std::string png("\x89PNG\r\n\x1a\n", 8);
  append_chunk(png, "IHDR", header);
  append_chunk(png, "IDAT", zlib_stored(raw));
  append_chunk(png, "IEND", "");
  AtomicFile file(path);
  file.write(png);
  file.commit();
}

}  // namespace v4e::training
