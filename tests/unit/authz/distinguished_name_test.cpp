#include "authz/distinguished_name.hpp"

#include "tests/support/catch.hpp"

using eg::authz::attribute_values;
using Values = std::vector<std::string>;

TEST_CASE("values of a distinguished name, by type, without escapes") {
  // RFC 4514, 2.4
  struct Row {
    const char* name;
    const char* type;
    Values values;
  };
  const Row rows[] = {
      {"CN=device,O=Contoso,C=DE", "CN", {"device"}},
      {"CN=device,O=Contoso,C=DE", "o", {"Contoso"}},
      {"OU=a,OU=b,CN=x", "OU", {"a", "b"}},
      {"CN=x+OU=multi,O=y", "OU", {"multi"}},
      {"CN=x,O=y", "OU", {}},
      {"CN=Contoso\\, Ltd.,O=x", "CN", {"Contoso, Ltd."}},
      {"CN=a\\+b\\=c,O=x", "CN", {"a+b=c"}},
      {"CN=x,O=evil\\,OU=admin", "OU", {}},
      {"CN=caf\\C3\\A9", "CN", {"caf\xC3\xA9"}},
      {"CN=a\\0Ab", "CN", {"a\nb"}},
      {"CN=a=b", "CN", {"a=b"}},
      {"CN=", "CN", {""}},
      {"", "CN", {}},
      {"CN", "CN", {}},
      {"CN=end\\", "CN", {"end\\"}},
  };
  for (const Row& row : rows) {
    INFO(row.name << " / " << row.type);
    CHECK(attribute_values(row.name, row.type) == row.values);
  }
}
