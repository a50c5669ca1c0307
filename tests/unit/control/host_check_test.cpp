#include "server/control/host_check.hpp"

#include "tests/support/catch.hpp"

using namespace eg::control;

TEST_CASE("host names lose port, brackets, the last period and their case") {
  const std::pair<const char*, const char*> cases[] = {{"LocalHost", "localhost"},
                                                       {"localhost:8443", "localhost"},
                                                       {"[::1]:8443", "::1"},
                                                       {"[::1]", "::1"},
                                                       {"localhost.", "localhost"},
                                                       {"localhost:evil", ""},
                                                       {"[::1", ""},
                                                       {"[::1]x", ""},
                                                       {"[localhost]", ""},
                                                       {"x\".localhost", ""},
                                                       {"a/b.localhost", ""},
                                                       {"user@localhost", ""},
                                                       {"\xC3\xBC.localhost", ""},
                                                       {"", ""}};
  for (const auto& [header, name] : cases) {
    CHECK(host_name_of(header) == name);
  }
}

TEST_CASE("own and foreign names") {
  const std::vector<std::string> hostnames{"Grid.Example", "emulator"};
  for (const char* own : {"localhost", "127.0.0.1", "::1", "ns1.localhost", "ns1.ts.eventgrid.localhost",
                          "grid.example", "ns1.grid.example", "emulator"}) {
    INFO(own);
    CHECK(is_own_name(own, hostnames));
  }
  for (const char* foreign : {"", "evil.example", "localhost.evil.example", "evillocalhost", "xgrid.example",
                              "192.168.0.1", ".localhost"}) {
    INFO(foreign);
    CHECK_FALSE(is_own_name(foreign, hostnames));
  }
}

TEST_CASE("a request with a foreign Host or Origin is refused with a sentence") {
  const auto check = [](const char* host, const char* origin) {
    Request request{"GET", "/", {{"Host", host}}, ""};
    if (*origin != '\0') {
      request.headers.emplace_back("Origin", origin);
    }
    return foreign_host(request, {});
  };
  CHECK_FALSE(check("localhost:8443", "").has_value());
  CHECK_FALSE(check("localhost:8443", "https://127.0.0.1:8443").has_value());
  for (const char* origin :
       {"null", "https://evil.example", "localhost", "https://localhost.evil.example:8443"}) {
    const auto refused = check("localhost", origin);
    REQUIRE(refused.has_value());
    CHECK(refused->find(origin) != std::string::npos);
  }
  CHECK(check("", "")->find("Host") != std::string::npos);
}
