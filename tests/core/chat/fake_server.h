// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/base/stop_token.h"

namespace v4e::test {

/// What a client sent.
struct FakeRequest {
  std::string line;  ///< "POST /v1/chat/completions HTTP/1.1"
  std::string headers;
  std::string body;
};

/// The server's end of one connection.
class FakeConnection {
 public:
  FakeConnection(int socket, std::stop_token stop) : socket_(socket), stop_(std::move(stop)) {}

  /// False where the client has gone.
  bool send(const std::string& bytes) const;
  /// Says nothing until the client goes or the server ends.
  void hang() const;
  [[nodiscard]] bool is_over() const { return stop_.stop_requested(); }

 private:
  int socket_;
  std::stop_token stop_;
};

/// An HTTP server on this machine that answers as a test wants, one connection at a time.
class FakeServer {
 public:
  using Handler = std::function<void(const FakeRequest& request, const FakeConnection& connection)>;

  explicit FakeServer(Handler handler);
  ~FakeServer();
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  [[nodiscard]] std::string address() const;  ///< "http://127.0.0.1:PORT/v1"
  [[nodiscard]] std::vector<FakeRequest> requests() const;

 private:
  void serve(const std::stop_token& stop);
  void answer(int socket, const std::stop_token& stop);

  Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;  ///< guards the requests
  std::vector<FakeRequest> requests_;
  std::jthread thread_;  ///< last: it uses all of the above
};

/// A whole answer with a length.
[[nodiscard]] std::string http_answer(const std::string& body, const std::string& status = "200 OK",
                                      const std::string& headers = "");
/// What a chat's server sends where its model wrote `text`.
[[nodiscard]] std::string chat_answer(const std::string& text, const std::string& finish_reason = "stop");

/// Answers each question with what its model writes, and lists one model.
[[nodiscard]] FakeServer::Handler model_that_writes(std::function<std::string(const FakeRequest&)> text);

/// An address of this machine where nobody listens.
[[nodiscard]] std::string dead_address();

}  // namespace v4e::test
