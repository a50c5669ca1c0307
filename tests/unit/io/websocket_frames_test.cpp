// The codec against a plain model of it: every form of length, every cut, every broken rule.
#include "server/io/websocket_frames.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/websocket_frames.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/websocket_frames.hpp"

namespace eg::io {
namespace {

using test::ClientFrame;
using test::frame_bytes;
using test::FrameBytes;

std::string text_of(std::span<const std::uint8_t> bytes) {
  return {bytes.begin(), bytes.end()};
}

FrameBytes all_of(const std::vector<ClientFrame>& frames) {
  FrameBytes all;
  for (const ClientFrame& frame : frames) {
    const FrameBytes bytes = frame_bytes(frame);
    all.insert(all.end(), bytes.begin(), bytes.end());
  }
  return all;
}

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t at = 0; at < size; ++at) text[at] = static_cast<char>(at * 7 + at / 251);
  return text;
}

TEST_CASE("payload of every form of length comes out, and the server's header has the same form") {
  for (const std::size_t size : {0U, 1U, 7U, 8U, 125U, 126U, 127U, 65'535U, 65'536U, 70'001U}) {
    WebSocketReader reader;
    FrameBytes bytes = frame_bytes({.payload = pattern(size)});
    CHECK(text_of(reader.read(bytes)) == pattern(size));
    CHECK(reader.end() == WebSocketReader::End::none);
    const WebSocketHeader header = websocket_header(WebSocketOpcode::binary, size);
    const FrameBytes expected = frame_bytes({.payload = pattern(size), .is_masked = false});
    CHECK(text_of(header.bytes()) == text_of(expected).substr(0, expected.size() - size));
  }
}

TEST_CASE("a conversation cut at each byte is read as if it came at once") {
  const FrameBytes all = all_of({{.payload = "first"},
                                 {.payload = "frag", .is_final = false},
                                 {.opcode = 9, .payload = "between"},
                                 {.opcode = 0, .payload = "", .is_final = false},
                                 {.opcode = 10, .payload = "unasked"},
                                 {.opcode = 0, .payload = "mented"},
                                 {.payload = pattern(300)},
                                 {.opcode = 9, .payload = ""},
                                 {.opcode = 8, .payload = test::close_payload(1001, "bye")},
                                 {.payload = "after the end"}});
  const std::string expected_payload = "firstfragmented" + pattern(300);
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    WebSocketReader reader;
    FrameBytes left(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(cut));
    FrameBytes right(all.begin() + static_cast<std::ptrdiff_t>(cut), all.end());
    std::string payload = text_of(reader.read(left));
    payload += text_of(reader.read(right));
    REQUIRE(payload == expected_payload);
    REQUIRE(reader.end() == WebSocketReader::End::closed_by_peer);
    REQUIRE(static_cast<unsigned>(reader.close_code()) == 1001);
    REQUIRE(text_of(reader.answers()) == std::string("\x8A\x07") + "between" + std::string("\x8A\x00", 2));
  }
  WebSocketReader byte_by_byte;
  std::string payload;
  for (std::uint8_t byte : all) payload += text_of(byte_by_byte.read({&byte, 1}));
  CHECK(payload == expected_payload);
}

TEST_CASE("each broken rule ends the connection with its code and a sentence") {
  struct Case {
    ClientFrame frame;
    unsigned code;
    std::string_view fault;
  };
  const std::vector<Case> cases = {
      {{.opcode = 1, .payload = "text"}, 1003, "text frame"},
      {{.payload = "x", .is_masked = false}, 1002, "without a mask"},
      {{.payload = "x", .reserved_bits = 4}, 1002, "reserved bits"},
      {{.payload = "x", .reserved_bits = 2}, 1002, "reserved bits"},
      {{.payload = "x", .reserved_bits = 1}, 1002, "reserved bits"},
      {{.opcode = 3}, 1002, "unknown opcode"},
      {{.opcode = 7}, 1002, "unknown opcode"},
      {{.opcode = 11}, 1002, "unknown opcode"},
      {{.opcode = 15}, 1002, "unknown opcode"},
      {{.opcode = 0, .payload = "x"}, 1002, "continuation"},
      {{.opcode = 9, .payload = std::string(126, 'p')}, 1002, "125 bytes"},
      {{.opcode = 9, .is_final = false}, 1002, "fragments"},
      {{.opcode = 8, .is_final = false}, 1002, "fragments"},
      {{.opcode = 8, .payload = "x"}, 1002, "one byte"},
      {{.payload = "x", .length_bytes_min = 2}, 1002, "shortest form"},
      {{.payload = pattern(300), .length_bytes_min = 8}, 1002, "shortest form"},
  };
  for (const Case& each : cases) {
    WebSocketReader reader;
    FrameBytes bytes = all_of({{.payload = "good"}, each.frame, {.payload = "ignored"}});
    INFO(each.fault);
    CHECK(text_of(reader.read(bytes)) == "good");
    CHECK(reader.end() == WebSocketReader::End::failed);
    CHECK(static_cast<unsigned>(reader.close_code()) == each.code);
    CHECK(reader.fault().find(each.fault) != std::string_view::npos);
  }
}

TEST_CASE("a new message within a message, and a length of 64 bits, are refused") {
  WebSocketReader nested;
  FrameBytes bytes = all_of({{.payload = "a", .is_final = false}, {.payload = "b"}});
  CHECK(text_of(nested.read(bytes)) == "a");
  CHECK(nested.close_code() == WebSocketCode::protocol_error);
  WebSocketReader huge;
  FrameBytes header = {0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
  CHECK(huge.read(header).empty());
  CHECK(huge.fault().find("63 bits") != std::string_view::npos);
}

TEST_CASE("a frame of any size is passed on as it comes") {
  WebSocketReader reader;
  FrameBytes header = {0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0};
  CHECK(reader.read(header).empty());
  for (int round = 0; round < 3; ++round) {
    FrameBytes piece(1000, 'x');
    CHECK(text_of(reader.read(piece)) == std::string(1000, 'x'));
  }
  CHECK(reader.end() == WebSocketReader::End::none);
}

TEST_CASE("close codes that may not be sent are a fault; a lawful one is echoed, none by none") {
  for (const unsigned code : {0U, 999U, 1004U, 1005U, 1006U, 1015U, 2999U, 5000U}) {
    WebSocketReader reader;
    FrameBytes bytes = frame_bytes({.opcode = 8, .payload = test::close_payload(code)});
    reader.read(bytes);
    INFO(code);
    CHECK(reader.end() == WebSocketReader::End::failed);
  }
  for (const unsigned code : {1000U, 1001U, 1014U, 3000U, 4999U}) {
    WebSocketReader reader;
    FrameBytes bytes = frame_bytes({.opcode = 8, .payload = test::close_payload(code)});
    reader.read(bytes);
    CHECK(static_cast<unsigned>(reader.close_code()) == code);
  }
  WebSocketReader reader;
  FrameBytes bytes = frame_bytes({.opcode = 8});
  reader.read(bytes);
  CHECK(reader.end() == WebSocketReader::End::closed_by_peer);
  CHECK(websocket_close_frame(reader.close_code(), "left out") == FrameBytes{0x88, 0});
  CHECK(text_of(websocket_close_frame(WebSocketCode::normal, "why")) == "\x88\x05\x03\xE8why");
  CHECK(websocket_close_frame(WebSocketCode::normal, std::string(500, 'r')).size() == 127);
}

TEST_CASE("of a flood of pings the last one is answered, in bounded memory") {
  WebSocketReader reader;
  for (int number = 0; number < 10'000; ++number) {
    FrameBytes ping = frame_bytes({.opcode = 9, .payload = "number " + std::to_string(number)});
    reader.read(ping);
    REQUIRE(reader.answers().size() <= WebSocketReader::answer_bytes_max);
  }
  std::string answers = text_of(reader.answers());
  std::optional<test::ServerFrame> last;
  std::size_t count = 0;
  while (auto frame = test::take_frame(answers)) {
    last = std::move(frame);
    ++count;
  }
  REQUIRE(last);
  CHECK(last->payload == "number 9999");
  CHECK(count > 100);
  reader.clear_answers();
  CHECK(reader.answers().empty());
}

TEST_CASE("the WebSocket corpus runs without a broken rule") {
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(EG_TESTDATA_DIR "/../fuzz/corpus/websocket_frames")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::vector<char> content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    INFO(entry.path().filename().string());
    REQUIRE_FALSE(content.empty());
    fuzz::read_websocket_frames(std::vector<std::uint8_t>(content.begin(), content.end()));
    ++files;
  }
  CHECK(files >= 12);
}

}  // namespace
}  // namespace eg::io
