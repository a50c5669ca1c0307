// One check after the other; the first that fails is the answer.
#include "server/io/websocket_upgrade.hpp"

#include <array>
#include <cstdint>  // Beast's rfc7230.hpp forgets it
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/evp.h>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "protocol/arm/error.hpp"
#include "server/control/answers.hpp"

namespace eg::io {
namespace {

namespace beast = boost::beast;

constexpr std::string_view websocket_path = "/mqtt";
constexpr std::string_view subprotocol = "mqtt";
constexpr std::string_view version = "13";
constexpr std::string_view accept_guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, 1.3
constexpr std::size_t key_characters = 24;                                        // 16 bytes in base64

std::string_view path_of(const control::Request& request) {
  const std::string_view target = request.target;
  return target.substr(0, target.find('?'));
}

/// Calls `is_wanted` with each element of the lists in all headers of that name.
template <class IsWanted>
bool any_token(const control::Request& request, std::string_view name, IsWanted is_wanted) {
  for (const auto& [header, value] : request.headers) {
    if (!beast::iequals(header, name)) continue;
    for (const auto token : beast::http::token_list(value)) {
      if (is_wanted(token)) return true;
    }
  }
  return false;
}

bool has_token(const control::Request& request, std::string_view name, std::string_view wanted) {
  return any_token(request, name, [wanted](auto token) { return beast::iequals(token, wanted); });
}

bool is_valid_key(std::string_view key) {
  if (key.size() != key_characters || !key.ends_with("==") || key.find_first_of(" \t\r\n") != key.npos)
    return false;
  std::array<unsigned char, key_characters> decoded{};
  return EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(key.data()),
                         static_cast<int>(key.size())) == 18;  // with two bytes of padding
}

UpgradeAnswer refuse(unsigned status, const std::string& sentence,
                     const std::vector<control::Header>& headers = {}) {
  const arm::ErrorCode code = status == 404 ? arm::ErrorCode::not_found : arm::ErrorCode::invalid_request;
  UpgradeAnswer answer{control::error_response({code, sentence}), sentence};
  answer.response.status = status;
  for (const control::Header& header : headers) answer.response.headers.push_back(header);
  return answer;
}

/// What is wrong with the request as an opening handshake (RFC 6455, 4.2.1).
std::optional<UpgradeAnswer> check_handshake(const UpgradeQuestion& question) {
  const control::Request& request = question.request;
  if (request.method != "GET")
    return refuse(405, "MQTT over WebSocket begins with GET /mqtt.", {{"Allow", "GET"}});
  if (!has_token(request, "Upgrade", "websocket")) {
    return refuse(426,
                  "/mqtt speaks MQTT over WebSocket: connect with a WebSocket client (wss://HOST:PORT/mqtt).",
                  {{"Upgrade", "websocket"}});
  }
  if (!question.is_http_1_1) return refuse(400, "A WebSocket upgrade needs HTTP/1.1.");
  if (!has_token(request, "Connection", "Upgrade"))
    return refuse(400, "A WebSocket upgrade needs the header Connection: Upgrade.");
  const std::string_view asked_version = request.header("Sec-WebSocket-Version");
  if (asked_version != version) {
    const std::string given = asked_version.empty() ? "none was given" : "another one was asked for";
    return refuse(426, "Only version 13 of the WebSocket protocol is served; " + given + ".",
                  {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", std::string(version)}});
  }
  if (!is_valid_key(request.header("Sec-WebSocket-Key")))
    return refuse(400, "Sec-WebSocket-Key must be 16 bytes in base64.");
  return std::nullopt;
}

}  // namespace

bool concerns_websocket(const control::Request& request) {
  return path_of(request) == websocket_path || has_token(request, "Upgrade", "websocket");
}

UpgradeAnswer answer_upgrade(const UpgradeQuestion& question) {
  const control::Request& request = question.request;
  if (path_of(request) != websocket_path)
    return refuse(404, "MQTT over WebSocket is served at /mqtt, not at this path.");
  if (auto refusal = check_handshake(question)) return std::move(*refusal);
  if (!any_token(request, "Sec-WebSocket-Protocol", [](auto token) { return token == subprotocol; })) {
    return refuse(400,
                  "The subprotocol \"mqtt\" must be offered: Sec-WebSocket-Protocol: mqtt (it stands for "
                  "MQTT 3.1.1 and MQTT 5 alike).");
  }
  if (question.more_was_sent) return refuse(400, "Data was sent before the WebSocket upgrade was answered.");
  UpgradeAnswer answer;
  answer.response.status = 101;
  answer.response.headers = {{"Upgrade", "websocket"},
                             {"Sec-WebSocket-Accept", websocket_accept(request.header("Sec-WebSocket-Key"))},
                             {"Sec-WebSocket-Protocol", std::string(subprotocol)}};
  return answer;
}

std::string websocket_accept(std::string_view key) {
  const std::string text = std::string(key).append(accept_guid);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha1(), nullptr);
  std::array<unsigned char, 4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1> encoded{};
  const int size = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(length));
  return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(size)};
}

}  // namespace eg::io
