// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>

#include "core/base/text.h"
#include "core/chat/chat_error.h"

namespace v4e {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kMostConnectTime{10'000};
constexpr int kWaitMs = 1000;  // a wake-up ends it earlier
constexpr std::size_t kMostHeaderBytes = 64u << 10;

/// libcurl's own set-up, once for the program; it is thread-safe since 7.84.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw Error(ErrorCode::Internal, "the network library cannot be started");
}

/// What arrives of an answer.
struct Received {
  std::string body;
  std::size_t header_bytes = 0;
  std::size_t max_body_bytes = 0;
  bool is_too_long = false;
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* target) {
  auto& received = *static_cast<Received*>(target);
  const std::size_t bytes = size * count;
  if (bytes > received.max_body_bytes - received.body.size()) {
    received.is_too_long = true;
    return 0;  // ends the transfer
  }
  received.body.append(data, bytes);
  return bytes;
}

std::size_t take_header(char*, std::size_t size, std::size_t count, void* target) {
  auto& received = *static_cast<Received*>(target);
  received.header_bytes += size * count;
  received.is_too_long = received.header_bytes > kMostHeaderBytes;
  return received.is_too_long ? 0 : size * count;
}

class Transfer {
 public:
  explicit Transfer(const HttpRequest& request) : request_(request) {
    if (!easy_ || !multi_) throw std::bad_alloc();
    received_.max_body_bytes = request.max_answer_bytes;
    for (const std::string& header : request.headers) add_header(header);
    set_address();
    set_limits();
    if (!request.body.empty()) set_body();
    set(CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(easy_.get(), CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_WRITEDATA, &received_);
    curl_easy_setopt(easy_.get(), CURLOPT_HEADERFUNCTION, &take_header);
    set(CURLOPT_HEADERDATA, &received_);
    set(CURLOPT_ERRORBUFFER, detail_.data());
    curl_multi_add_handle(multi_.get(), easy_.get());
  }
  ~Transfer() { curl_multi_remove_handle(multi_.get(), easy_.get()); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  HttpAnswer run(const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi_.get()); });
    int running = 1;
    while (running > 0) {
      if (stop.stop_requested()) throw Cancelled();
      if (curl_multi_perform(multi_.get(), &running) != CURLM_OK) fail(CURLE_FAILED_INIT);
      if (running > 0) curl_multi_poll(multi_.get(), nullptr, 0, kWaitMs, nullptr);
    }
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi_.get(), &left);
    const CURLcode result = message ? message->data.result : CURLE_FAILED_INIT;
    if (result != CURLE_OK) fail(result);
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status >= 300 && status < 400) refuse_redirection(static_cast<int>(status));
    curl_off_t wait = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &wait);
    return {static_cast<int>(status), std::move(received_.body), std::chrono::seconds(wait)};
  }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(easy_.get(), option, value) != CURLE_OK)
      throw Error(ErrorCode::Internal, "the network library lacks an option");
  }

  void set_address() {
    set(CURLOPT_URL, request_.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_USERAGENT, "video4edit");
    if (!request_.uses_proxy) set(CURLOPT_NOPROXY, "*");
  }

  void set_limits() {
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(request_.timeout.count()));
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(request_.timeout, kMostConnectTime).count()));
    set(CURLOPT_NOSIGNAL, 1L);  // the program's threads have handlers of their own
#if LIBCURL_VERSION_NUM >= 0x075700
    set(CURLOPT_QUICK_EXIT, 1L);  // a stop does not wait for a slow name server
#endif
  }

  void set_body() {
    add_header("Content-Type: application/json");
    add_header("Expect:");  // some servers never send what that waits for
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.data());
  }

  void add_header(const std::string& line) {
    curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
    if (!longer) throw std::bad_alloc();
    (void)headers_.release();
    headers_.reset(longer);
  }

  [[noreturn]] void fail(CURLcode result) {
    if (received_.is_too_long)
      throw ChatError(ChatFailure::TooLong, request_.url + ": the answer is longer than " +
                                                std::to_string(request_.max_answer_bytes >> 10) +
                                                " KiB; is a language model's server at that address?");
    if (result == CURLE_OPERATION_TIMEDOUT) {
      const double seconds = static_cast<double>(request_.timeout.count()) / 1000;
      throw ChatError(
          ChatFailure::TimedOut,
          request_.url + ": no whole answer within " + std::to_string(seconds).substr(0, 5) +
              " seconds; is the model still being loaded? A longer time limit, a smaller model or "
              "the same question again may help");
    }
    const std::string detail = detail_.front() ? detail_.data() : curl_easy_strerror(result);
    throw ChatError(ChatFailure::Unreachable, request_.url + ": " + readable(cut_text(detail, 300)) +
                                                  "; is the server running, and the address right?");
  }

  [[noreturn]] void refuse_redirection(int status) {
    const char* target = nullptr;
    curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &target);
    throw ChatError(ChatFailure::Redirected,
                    request_.url + " sends on to " +
                        (target ? readable(cut_text(target, 300)) : std::string("another address")) +
                        ", which is not followed; if you trust that address, give it instead",
                    status);
  }

  const HttpRequest& request_;
  Received received_;
  std::array<char, CURL_ERROR_SIZE> detail_{};
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_{nullptr, &curl_slist_free_all};
  std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi_{curl_multi_init(), &curl_multi_cleanup};
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy_{curl_easy_init(), &curl_easy_cleanup};
};

}  // namespace

HttpAnswer send_http(const HttpRequest& request, const std::stop_token& stop) {
  if (stop.stop_requested()) throw Cancelled();
  start_curl();
  return Transfer(request).run(stop);
}

}  // namespace v4e
