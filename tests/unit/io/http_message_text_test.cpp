// HTTP/1.1 texts in and out.
#include "server/io/http_message_text.hpp"

#include "tests/support/catch.hpp"

namespace eg::io {
namespace {

using State = RequestReader::State;

TEST_CASE("a request is read whole or byte by byte, and the next one after it") {
  const std::string text =
      "PUT /a?b=c HTTP/1.1\r\nHost: localhost\r\nX-One: 1\r\nContent-Length: 4\r\n\r\nbodyGET / "
      "HTTP/1.0\r\n\r\n";
  for (const std::size_t step : {std::size_t{1}, text.size()}) {
    RequestReader reader;
    std::vector<RequestReader::Taken> taken;
    for (std::size_t at = 0; at < text.size(); at += step) {
      reader.add(text.substr(at, step));
      while (reader.read() == State::complete) taken.push_back(reader.take());
    }
    REQUIRE(taken.size() == 2);
    CHECK(taken[0].request.method == "PUT");
    CHECK(taken[0].request.target == "/a?b=c");
    CHECK(taken[0].request.header("x-one") == "1");
    CHECK(taken[0].request.body == "body");
    CHECK(taken[0].keep_alive);
    CHECK_FALSE(taken[1].keep_alive);
  }
}

TEST_CASE("a chunked body is put together") {
  RequestReader reader;
  reader.add("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  REQUIRE(reader.read() == State::complete);
  CHECK(reader.take().request.body == "abcde");
}

TEST_CASE("100-continue is asked for once, before the body") {
  RequestReader reader;
  reader.add("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
  CHECK(reader.read() == State::wants_continue);
  CHECK(reader.read() == State::wants_more);
  reader.add("x");
  CHECK(reader.read() == State::complete);
}

TEST_CASE("limits and malformed requests are told apart") {
  struct Case {
    std::string text;
    State expected;
  };
  const std::string chunked = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const Case& each : std::vector<Case>{
           {"PUT / HTTP/1.1\r\nContent-Length: 4194304\r\n\r\n", State::wants_more},
           {"PUT / HTTP/1.1\r\nContent-Length: 4194305\r\n\r\n", State::body_too_large},
           {"GET / HTTP/1.1\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n", State::header_too_large},
           {"GET / HTTP/1.1\r\nX: " + std::string(70'000, 'x'), State::header_too_large},
           {chunked + "1;x=" + std::string(70'000, 'x'), State::header_too_large},
           {chunked + "0\r\nX: " + std::string(70'000, 'x'), State::header_too_large},
           {chunked + "11170\r\n" + std::string(70'000, 'x'), State::wants_more},
           {"GET /\r\n\r\n", State::malformed},
           {"GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", State::malformed},
           {"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", State::malformed}}) {
    RequestReader reader;
    reader.add(each.text);
    INFO(each.text.substr(0, 60));
    CHECK(reader.read() == each.expected);
  }
}

TEST_CASE("responses have length and connection, and 204 has no body") {
  const control::Response response{200, {{"Content-Type", "text/plain"}}, "hello"};
  CHECK(to_text(response, {true, false}) ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: "
        "keep-alive\r\n\r\nhello");
  CHECK(to_text(response, {false, true}) ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
  CHECK(to_text({204, {}, ""}, {true, false}) == "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n");
}

}  // namespace
}  // namespace eg::io
