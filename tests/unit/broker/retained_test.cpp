#include "server/broker/retained.hpp"

#include <random>
#include <string>
#include <vector>

#include "protocol/mqtt/topic.hpp"
#include "tests/support/catch.hpp"

using namespace eg;
using namespace eg::broker;

namespace {

RetainedMessage retained(std::string_view topic, std::size_t payload_bytes = 1,
                         std::int64_t expires = Message::never_expires) {
  const std::vector<std::uint8_t> payload(payload_bytes, 'x');
  RetainedMessage made;
  made.message = Message::make(topic, {}, payload);
  made.expires_steady_milliseconds = expires;
  return made;
}

std::vector<std::string> walk(const RetainedMessages& all, std::string_view filter) {
  std::vector<std::string> topics;
  std::string after;
  while (const RetainedMessage* found = all.next(filter, after)) {
    after = found->message->topic();
    topics.push_back(after);
  }
  return topics;
}

std::vector<std::string> all_matching(const RetainedMessages& all, std::string_view filter) {
  std::vector<std::string> topics;
  for (const auto& [topic, one] : all.messages()) {
    if (mqtt::matches(filter, topic)) topics.emplace_back(topic);
  }
  return topics;
}

}  // namespace

TEST_CASE("retained: one per topic, with what they count") {
  RetainedMessages all;
  all.put(retained("t/1", 10));
  all.put(retained("t/2", 20));
  CHECK(all.count() == 2);
  CHECK(all.bytes() == 3 + 10 + 3 + 20);
  CHECK(all.sequence() == 2);

  all.put(retained("t/1", 5));
  CHECK(all.count() == 2);
  CHECK(all.bytes() == 3 + 5 + 3 + 20);
  CHECK(all.find("t/1")->message->payload().size() == 5);
  CHECK(all.find("t/1")->sequence == 3);

  all.erase("t/1");
  all.erase("t/none");
  CHECK(all.count() == 1);
  CHECK(all.bytes() == 3 + 20);
  CHECK(all.find("t/1") == nullptr);
  CHECK(all.sequence() == 3);
}

TEST_CASE("retained: properties count as well") {
  const std::vector<std::uint8_t> properties(7, 0);
  CHECK(retained_bytes(*Message::make("abc", properties, {})) == 10);
}

TEST_CASE("retained: what is due expires and is counted, what was replaced does not") {
  RetainedMessages all;
  CHECK(all.next_expiry_steady_milliseconds() == Message::never_expires);
  all.put(retained("a", 1, 100));
  all.put(retained("b", 1, 200));
  all.put(retained("c", 1, 50));
  all.put(retained("d"));
  all.put(retained("c", 1, 300));
  CHECK(all.next_expiry_steady_milliseconds() == 100);

  all.expire(99);
  CHECK(all.count() == 4);
  all.expire(200);
  CHECK(all.count() == 2);
  CHECK(all.expired_count() == 2);
  CHECK(all.bytes() == 4);
  CHECK(all.next_expiry_steady_milliseconds() == 300);
  all.erase("c");
  CHECK(all.next_expiry_steady_milliseconds() == Message::never_expires);
  CHECK(all.expired_count() == 2);
}

TEST_CASE("retained: filters find what they match, in the order of topics") {
  RetainedMessages all;
  for (const char* topic : {"t", "t/", "t/a", "t/a-b", "t/a/b", "t/a/b/c", "t/a0", "t/ab/c", "u/a", "u/b/c",
                            "$SYS/a", "$SYS", "/t", "t//b"}) {
    all.put(retained(topic));
  }
  struct {
    const char* filter;
    std::vector<std::string> topics;
  } const rows[] = {
      {"t", {"t"}},
      {"t/a", {"t/a"}},
      {"none", {}},
      {"t/none/#", {}},
      {"t/#", {"t", "t/", "t//b", "t/a", "t/a-b", "t/a/b", "t/a/b/c", "t/a0", "t/ab/c"}},
      {"t/+", {"t/", "t/a", "t/a-b", "t/a0"}},
      {"t/a/#", {"t/a", "t/a/b", "t/a/b/c"}},
      {"t/+/c", {"t/ab/c"}},
      {"+/a", {"t/a", "u/a"}},
      {"+/+/c", {"t/ab/c", "u/b/c"}},
      {"+", {"t"}},
      {"/+", {"/t"}},
      {"$SYS/#", {"$SYS", "$SYS/a"}},
      {"#", {"/t", "t", "t/", "t//b", "t/a", "t/a-b", "t/a/b", "t/a/b/c", "t/a0", "t/ab/c", "u/a", "u/b/c"}},
  };
  for (const auto& row : rows) {
    INFO(row.filter);
    CHECK(walk(all, row.filter) == row.topics);
  }
}

TEST_CASE("retained: for any topics and filters the walk finds what matches one by one") {
  const std::vector<std::string> levels = {"", "a", "b", "a-", "a0", "$x"};
  std::mt19937 random(1);
  const auto draw = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
  std::size_t found = 0;
  for (int round = 0; round < 300; ++round) {
    RetainedMessages all;
    for (int count = 0; count < 40; ++count) {
      std::string topic = draw(levels);
      for (unsigned depth = random() % 4; depth > 0; --depth) topic += "/" + draw(levels);
      if (!topic.empty()) all.put(retained(topic));
    }
    for (int count = 0; count < 20; ++count) {
      const std::vector<std::string> parts = {"+", "+", "a", "b", "a-", "", "$x"};
      std::string filter = draw(parts);
      for (unsigned depth = random() % 4; depth > 0; --depth) filter += "/" + draw(parts);
      if (random() % 3 == 0) filter += "/#";
      if (filter.empty()) continue;
      INFO(filter);
      const auto topics = walk(all, filter);
      CHECK(topics == all_matching(all, filter));
      found += topics.size();
    }
  }
  CHECK(found > 5000);
}
