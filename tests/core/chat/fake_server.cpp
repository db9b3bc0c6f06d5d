// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/chat/fake_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace v4e::test {
namespace {

constexpr int kSliceMs = 20;

/// A socket bound to a free port of this machine, and the port.
std::pair<int, int> bound_socket() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (listener < 0 || ::bind(listener, plain, size) != 0 || ::getsockname(listener, plain, &size) != 0)
    throw std::runtime_error("no port for the fake server");
  return {listener, ntohs(address.sin_port)};
}

bool is_readable(int socket, int wait_ms) {
  pollfd waited{socket, POLLIN, 0};
  return ::poll(&waited, 1, wait_ms) > 0;
}

/// Reads on into `text`; false where nothing more comes.
bool read_more(int socket, std::string& text, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (!is_readable(socket, kSliceMs)) continue;
    char buffer[65536];
    const auto bytes = ::recv(socket, buffer, sizeof buffer, 0);
    if (bytes <= 0) return false;
    text.append(buffer, static_cast<std::size_t>(bytes));
    return true;
  }
  return false;
}

std::size_t body_length(const std::string& headers) {
  const std::size_t found = headers.find("Content-Length: ");
  return found == std::string::npos ? 0 : std::strtoull(headers.c_str() + found + 16, nullptr, 10);
}

}  // namespace

bool FakeConnection::send(const std::string& bytes) const {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto part = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (part <= 0) return false;
    sent += static_cast<std::size_t>(part);
  }
  return true;
}

void FakeConnection::hang() const {
  std::string ignored;
  while (read_more(socket_, ignored, stop_)) {
  }
}

FakeServer::FakeServer(Handler handler) : handler_(std::move(handler)) {
  std::tie(listener_, port_) = bound_socket();
  if (::listen(listener_, 16) != 0) throw std::runtime_error("the fake server cannot listen");
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

FakeServer::~FakeServer() {
  thread_.request_stop();
  thread_.join();
  ::close(listener_);
}

std::string FakeServer::address() const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/v1";
}

std::vector<FakeRequest> FakeServer::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

void FakeServer::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (!is_readable(listener_, kSliceMs)) continue;
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    answer(socket, stop);
    ::close(socket);
  }
}

void FakeServer::answer(int socket, const std::stop_token& stop) {
  std::string text;
  std::size_t end = std::string::npos;
  while ((end = text.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more(socket, text, stop)) return;
  }
  FakeRequest request;
  request.line = text.substr(0, text.find("\r\n"));
  request.headers = text.substr(request.line.size() + 2, end - request.line.size());
  request.body = text.substr(end + 4);
  while (request.body.size() < body_length(request.headers)) {
    if (!read_more(socket, request.body, stop)) return;
  }
  {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(request);
  }
  handler_(request, FakeConnection(socket, stop));
}

std::string http_answer(const std::string& body, const std::string& status, const std::string& headers) {
  return "HTTP/1.1 " + status + "\r\n" + headers +
         "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

std::string chat_answer(const std::string& text, const std::string& finish_reason) {
  const nlohmann::json body{{"object", "chat.completion"},
                            {"model", "fake-7b"},
                            {"choices",
                             {{{"index", 0},
                               {"message", {{"role", "assistant"}, {"content", text}}},
                               {"finish_reason", finish_reason}}}}};
  return http_answer(body.dump());
}

FakeServer::Handler model_that_writes(std::function<std::string(const FakeRequest&)> text) {
  return [text = std::move(text)](const FakeRequest& request, const FakeConnection& connection) {
    const bool lists = request.line.starts_with("GET /v1/models ");
    connection.send(lists ? http_answer(R"({"object": "list", "data": [{"id": "fake-7b"}]})")
                          : chat_answer(text(request)));
  };
}

std::string dead_address() {
  const auto [socket, port] = bound_socket();
  ::close(socket);
  return "http://127.0.0.1:" + std::to_string(port) + "/v1";
}

}  // namespace v4e::test
