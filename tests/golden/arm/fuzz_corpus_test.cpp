// Replays the fuzz corpora as ordinary inputs, so that what a fuzzer once found stays fixed in every build.
#include "tests/support/fuzz_corpus.hpp"
#include "fuzz/certificates.hpp"
#include "fuzz/list_filters.hpp"
#include "fuzz/request_bodies.hpp"
#include "fuzz/requests.hpp"
#include "fuzz/resource_ids.hpp"
#include "tests/support/catch.hpp"

TEST_CASE("fuzz corpora of the management endpoint run without a broken rule") {
  const struct {
    const char* target;
    void (*run)(std::span<const std::uint8_t>);
  } rows[] = {
      {"certificates", eg::fuzz::check_certificate},    {"list_filters", eg::fuzz::check_list_filters},
      {"request_bodies", eg::fuzz::check_request_body}, {"requests", eg::fuzz::run_requests},
      {"resource_ids", eg::fuzz::check_resource_id},
  };
  for (const auto& row : rows) {
    const auto inputs = eg::test::fuzz_corpus(row.target);
    CHECK(inputs.size() >= 20);
    for (const auto& [name, input] : inputs) {
      INFO(row.target << "/" << name);
      row.run(input);
    }
  }
}
