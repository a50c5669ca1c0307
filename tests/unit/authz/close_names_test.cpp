#include "authz/close_names.hpp"

#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using eg::authz_test::client;
using eg::authz_test::empty_namespace;

TEST_CASE("a name that is not found is compared with the ones that exist") {
  Namespace model = empty_namespace();
  model.clients = {client("client1-authnID"), client("vehicle 07"), client("a"),     client("pump-1"),
                   client("pump-2"),          client("pump-3"),     client("pump-4")};
  model.clients[0].name = "client1";
  const auto policy = compile(model, nullptr);
  struct Row {
    const char *tried, *sentence;
  };
  const Row rows[] = {
      {"client1",
       "user name 'client1' is the name of a client resource; its authentication name is 'client1-authnID'"},
      {"CLIENT1",
       "user name 'CLIENT1' is the name of a client resource; its authentication name is 'client1-authnID'"},
      {"client1authnid", "similar authentication names exist: 'client1-authnID'"},
      {"client1_authnID ", "similar authentication names exist: 'client1-authnID'"},
      {"client1-authnI", "similar authentication names exist: 'client1-authnID'"},
      {"client1-authnlD", "similar authentication names exist: 'client1-authnID'"},
      {"xclient1-authnID", "similar authentication names exist: 'client1-authnID'"},
      {"vehicle07", "similar authentication names exist: 'vehicle 07'"},
      {"pump-9", "similar authentication names exist: 'pump-1', 'pump-2', 'pump-3' and others"},
      {"b", ""},
      {"client1-authn", ""},
      {"nobody", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    INFO(row.tried);
    CHECK(describe_close_names(*policy, row.tried) == row.sentence);
  }
}
