// What is in use survives, what is not is forgotten, and neither topics nor targets grow without bound.
#include "server/broker/remembered_matches.hpp"

#include "server/broker/session.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

std::string topic(std::size_t number) {
  return "t/" + std::to_string(number);
}

Matches with_targets(Session& session, std::size_t count) {
  Matches matches;
  matches.targets.resize(count);
  for (Target& target : matches.targets) target.session = &session;
  return matches;
}

}  // namespace

TEST_CASE("remembered matches: as many topics as a generation has room for are all found again") {
  RememberedMatches remembered;
  Session session;
  constexpr std::size_t topic_count = generation_topics_max;
  for (std::size_t number = 0; number < 1000; ++number) remembered.keep("before/" + topic(number), {});
  std::size_t missing = 0;
  for (int round = 0; round < 3; ++round) {
    missing = 0;
    for (std::size_t number = 0; number < topic_count; ++number) {
      const Matches* known = remembered.find(topic(number));
      if (known == nullptr) {
        ++missing;
        remembered.keep(topic(number), with_targets(session, 1));
      } else {
        REQUIRE(known->targets.size() == 1);
      }
    }
  }
  CHECK(missing == 0);
}

TEST_CASE("remembered matches: topics that are not asked for again are forgotten") {
  RememberedMatches remembered;
  Session session;
  remembered.keep("old", with_targets(session, 1));
  remembered.keep("used", with_targets(session, 1));
  for (std::size_t number = 0; number < 3 * generation_topics_max; ++number) {
    remembered.keep(topic(number), with_targets(session, 1));
    REQUIRE(remembered.find("used") != nullptr);
    REQUIRE(remembered.target_count() <= 2 * generation_topics_max);
  }
  CHECK(remembered.find("old") == nullptr);
}

TEST_CASE("remembered matches: they are bounded by the text of their topics, whoever gets their messages") {
  RememberedMatches remembered;
  for (std::size_t number = 0; number < 600; ++number) {
    const std::string long_topic = std::string(60'000, 'x') + topic(number);
    remembered.keep(long_topic, {});
    REQUIRE(remembered.find(long_topic) != nullptr);
    REQUIRE(remembered.topic_bytes() <= 2 * generation_topic_bytes_max);
  }
  remembered.clear();
  CHECK(remembered.topic_bytes() == 0);
}

TEST_CASE("remembered matches: they are bounded by their targets too") {
  RememberedMatches remembered;
  Session session;
  constexpr std::size_t targets_each = 2000;
  for (std::size_t number = 0; number < 600; ++number) {
    CHECK(remembered.keep(topic(number), with_targets(session, targets_each)).targets.size() == targets_each);
    REQUIRE(remembered.target_count() <= 2 * generation_targets_max);
  }
  remembered.keep("more than a generation", with_targets(session, generation_targets_max + 1));
  CHECK(remembered.find("more than a generation") != nullptr);
  remembered.clear();
  CHECK(remembered.target_count() == 0);
  CHECK(remembered.find(topic(599)) == nullptr);
}

}  // namespace eg::broker
