// docs/REFUSALS.md is made of the table of reasons. When it differs, write it anew and look at the
// difference:
//   EVENTGRID_WRITE_PAGES=1 build/dev/tests/unit_authz "the page of refusals*"
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "authz/reason.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;

namespace {

constexpr const char* page_path = EG_TESTDATA_DIR "/../docs/REFUSALS.md";

struct Section {
  Reason first;
  const char* title;
};
constexpr Section sections[] = {
    {Reason::no_authentication_name, "Connecting: who, where, and how many sessions"},
    {Reason::topic_reserved, "Publishing and subscribing: may this client use this topic?"},
    {Reason::protocol_version_not_supported, "The form of a CONNECT"},
    {Reason::qos_not_supported, "The form and size of messages and subscriptions"},
    {Reason::slow_link, "Messages that are dropped"},
    {Reason::packet_malformed, "Connections and sessions that end"},
};

constexpr const char* head =
    R"(# Refusals

Every reason for which the emulator refuses something or ends a connection, with a stable identifier. It
stands in the log, in `GET /emulator/denials` and in the answers of `POST /emulator/explain`; what is sent
to the client are the codes. Generated from `authz/reason.cpp`; `tests/unit/authz/refusals_page_test.cpp`
compares, and writes it anew.

Codes: *MQTT 5* is the reason code of the CONNACK, PUBACK or DISCONNECT, *SUBACK* that of a filter,
*3.1.1* the return code of the CONNACK or, 0x80, of a filter; a PUBLISH that is refused ends a 3.1.1
connection. `-`: nothing is answered, the connection is closed. *Error* is what the service calls it in
its metrics and logs (`resultSignature`). A refusal that a will causes has the identifier of the same
PUBLISH. What cannot be read has the code of the rule that it breaks.
)";

std::string code(std::uint8_t value) {
  if (value == 0) return "-";
  char text[8];
  std::snprintf(text, sizeof text, "0x%02X", static_cast<unsigned>(value));
  return text;
}

std::string page() {
  std::string text = head;
  for (const ReasonRow& row : reasons()) {
    for (const Section& section : sections) {
      if (section.first != row.reason) continue;
      text += std::string("\n## ") + section.title +
              "\n\n| identifier | cause | cure | MQTT 5 | SUBACK | 3.1.1 | error "
              "|\n|---|---|---|---|---|---|---|\n";
    }
    if (row.reason == Reason::allowed) continue;
    text += "| `" + std::string(row.identifier) + "` | " + std::string(row.cause) + " | " +
            std::string(row.cure) + " | " + code(row.v5_code) + " | " + code(row.v5_suback_code) + " | " +
            code(row.v311_code) + " | " + std::string(row.result_signature) + " |\n";
  }
  return text;
}

}  // namespace

TEST_CASE("the page of refusals is what the table of reasons says") {
  const std::string wanted = page();
  if (std::getenv("EVENTGRID_WRITE_PAGES") != nullptr) std::ofstream(page_path) << wanted;
  std::ifstream file(page_path);
  const std::string found((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  INFO("write it anew: EVENTGRID_WRITE_PAGES=1 unit_authz \"the page of refusals*\"");
  CHECK((found == wanted));
  for (const ReasonRow& row : reasons()) {
    for (const std::string_view sentence : {row.cause, row.cure})
      CHECK(sentence.find('|') == std::string_view::npos);
  }
}
