// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/chat_address.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "core/base/error.h"
#include "core/base/text.h"

namespace v4e {
namespace {

constexpr std::size_t kMostBytes = 2000;
constexpr std::string_view kRoute = "/chat/completions";

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, "\"" + readable(cut_text(std::string(text), 200)) +
                                              "\" is no address of a language model: " + why +
                                              ". Addresses look like http://localhost:8080/v1");
}

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

/// Empty where the address does not have that part.
std::string part_of(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
  return text;
}

/// Names and numbers that lead to no other machine. What a name server says of others is not relied upon.
bool is_this_machine(const std::string& host) {
  const bool is_number = host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "localhost" || host == "[::1]" || host == "[::]" || host == "0.0.0.0" ||
         (is_number && host.starts_with("127."));
}

bool is_plain(char c) {
  return c > ' ' && c < 127;
}

/// The path without the route of the chat and without slashes at the end.
std::string base_path(std::string path) {
  const auto cut_slashes = [&path] {
    while (path.ends_with('/')) path.pop_back();
  };
  cut_slashes();
  if (path.ends_with(kRoute)) path.resize(path.size() - kRoute.size());
  cut_slashes();
  return path.empty() ? "/v1" : path;
}

}  // namespace

ChatAddress parse_chat_address(std::string_view given) {
  std::string_view text = given;
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.empty()) refuse(given, "it is empty");
  if (text.size() > kMostBytes) refuse(given, "it is too long");
  if (!std::ranges::all_of(text, is_plain))
    refuse(given, "it has spaces or letters that addresses do not have");
  const bool has_scheme = text.find("://") != std::string_view::npos;
  const std::string full = has_scheme ? std::string(text) : "http://" + std::string(text);
  const Url url(curl_url(), &curl_url_cleanup);
  if (curl_url_set(url.get(), CURLUPART_URL, full.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    refuse(given, "it cannot be read");
  const std::string scheme = lower_case(part_of(url, CURLUPART_SCHEME));
  if (scheme != "http" && scheme != "https") refuse(given, "it has to begin with http:// or https://");
  if (!part_of(url, CURLUPART_USER).empty() || !part_of(url, CURLUPART_PASSWORD).empty())
    refuse(given, "names and passwords do not belong into it");
  if (!part_of(url, CURLUPART_QUERY).empty() || !part_of(url, CURLUPART_FRAGMENT).empty())
    refuse(given, "it has a question mark or a hash sign");
  const std::string host = lower_case(part_of(url, CURLUPART_HOST));
  if (host.empty()) refuse(given, "it names no machine");
  const std::string port = part_of(url, CURLUPART_PORT);
  ChatAddress address;
  address.host = port.empty() ? host : host + ":" + port;
  address.is_local = is_this_machine(host);
  if (!has_scheme && !address.is_local)
    refuse(given, "write https:// in front of it, or http:// where the connection is not encrypted");
  address.base = scheme + "://" + address.host + base_path(part_of(url, CURLUPART_PATH));
  return address;
}

}  // namespace v4e
