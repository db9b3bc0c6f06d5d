// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace v4e {

struct EncodingCacheOptions {
  std::filesystem::path folder = {};  ///< empty: nothing is kept
  std::int64_t most_bytes = std::int64_t{512} << 20;
  /// What files smaller than that encode is made again: they are read as fast.
  std::int64_t least_weights_bytes = std::int64_t{64} << 20;
};

/// A name for bytes, that grows by what is added: 128 bits, against chance and not against forgery.
class ContentKey {
 public:
  explicit ContentKey(const std::string& purpose) { add(purpose); }
  ContentKey& add(const std::string& text);
  ContentKey& add(std::int64_t number);
  /// Shape, dtype and values; undefined ones as well.
  ContentKey& add(const at::Tensor& tensor);
  [[nodiscard]] std::string text() const;

 private:
  void add_bytes(const void* bytes, std::size_t count);
  std::uint64_t first_ = 0xcbf29ce484222325U;
  std::uint64_t second_ = 0x84222325cbf29ce4U;
};

/// What encoders made of texts and pictures, on the disk by the content of what went in and by the weights.
/// What was not used for longest goes first. Several programs may use one folder. Never throws: without it
/// all is only slower.
class EncodingCache {
 public:
  explicit EncodingCache(EncodingCacheOptions options) : options_(std::move(options)) {}

  /// Whether what these weights encode is kept.
  [[nodiscard]] bool keeps(const std::filesystem::path& weights) const;
  /// Of a file or folder of weights: its size, its header and some pages out of it.
  [[nodiscard]] const std::string& identity(const std::filesystem::path& weights);

  /// On the CPU; undefined where there is none, or a damaged one, which goes.
  [[nodiscard]] at::Tensor find(const ContentKey& key) const;
  void keep(const ContentKey& key, const at::Tensor& encoding) const;

 private:
  void make_room() const;

  EncodingCacheOptions options_;
  std::map<std::filesystem::path, std::string> identities_;
};

/// In the user's cache folder; $V4E_CACHE_MB says how large it may become, 0: none.
[[nodiscard]] EncodingCacheOptions user_encoding_cache();

}  // namespace v4e
