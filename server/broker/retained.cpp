// A sorted map of topics. A filter walks it by jumps: each topic that does not match tells where the next one
// that could match begins.
#include "server/broker/retained.hpp"

#include <optional>

namespace eg::broker {
namespace {

constexpr char after_slash = '/' + 1;
constexpr char after_dollar = '$' + 1;
constexpr std::string_view after_all = "\xFF";  // no UTF-8 begins with it

/// `prefix` is empty or ends with `/`: the first text after all that begin with it.
std::string after_branch(std::string_view prefix) {
  if (prefix.empty()) return std::string(after_all);
  std::string text(prefix);
  text.back() = after_slash;
  return text;
}

/// Where a topic with this prefix and this literal as its next level may first come after `topic`, which has
/// another level there. `rest` is what the filter has after the literal; nullopt: nothing.
std::string seek_literal(std::string_view topic, std::string_view prefix, std::string_view literal,
                         std::optional<std::string_view> rest) {
  std::string candidate = std::string(prefix).append(literal);
  if ((!rest || *rest == "#") && candidate > topic) return candidate;
  candidate += '/';
  if (rest && candidate > topic) return candidate;
  return after_branch(prefix);
}

/// nullopt: the topic matches. Otherwise neither it nor any topic before the returned text does.
std::optional<std::string> seek_after(std::string_view filter, std::string_view topic) {
  if (topic.starts_with('$') && (filter.starts_with('#') || filter.starts_with('+'))) {
    return std::string(1, after_dollar);
  }
  std::size_t at = 0;  // the levels before it match
  for (;;) {
    const std::size_t filter_slash = filter.find('/');
    const std::string_view wanted = filter.substr(0, filter_slash);
    std::optional<std::string_view> rest;
    if (filter_slash != std::string_view::npos) rest = filter.substr(filter_slash + 1);
    if (wanted == "#") return std::nullopt;
    const std::size_t topic_slash = topic.find('/', at);
    if (wanted != "+" && wanted != topic.substr(at, topic_slash - at)) {
      return seek_literal(topic, topic.substr(0, at), wanted, rest);
    }
    if (topic_slash == std::string_view::npos) {
      if (!rest || *rest == "#") return std::nullopt;  // `a/#` matches `a`
      return std::string(topic) + '\0';                // too short: the very next text
    }
    if (!rest) return after_branch(topic.substr(0, topic_slash + 1));  // too long, as are all below it
    filter = *rest;
    at = topic_slash + 1;
  }
}

}  // namespace

std::size_t retained_bytes(const Message& message) {
  return message.size_bytes() + message.properties().size();
}

void RetainedMessages::put(RetainedMessage retained) {
  retained.sequence = ++sequence_;
  insert(std::move(retained));
}

void RetainedMessages::restore(RetainedMessage retained) {
  insert(std::move(retained));
}

void RetainedMessages::insert(RetainedMessage retained) {
  erase(retained.message->topic());
  bytes_ += retained_bytes(*retained.message);
  const std::string_view topic = retained.message->topic();
  if (retained.expires_steady_milliseconds != Message::never_expires) {
    expiries_.emplace(retained.expires_steady_milliseconds, topic);
  }
  messages_.emplace(topic, std::move(retained));
}

void RetainedMessages::erase(std::string_view topic) {
  const auto place = messages_.find(topic);
  if (place != messages_.end()) erase(place);
}

void RetainedMessages::erase(Messages::iterator place) {
  bytes_ -= retained_bytes(*place->second.message);
  expiries_.erase({place->second.expires_steady_milliseconds, place->first});
  // The key lives in the message, which must outlive it.
  const MessagePointer message = place->second.message;
  messages_.erase(place);
}

void RetainedMessages::expire(std::int64_t now_steady_milliseconds) {
  while (!expiries_.empty() && expiries_.begin()->first <= now_steady_milliseconds) {
    erase(messages_.find(expiries_.begin()->second));
    ++expired_count_;
  }
}

const RetainedMessage* RetainedMessages::find(std::string_view topic) const {
  const auto place = messages_.find(topic);
  return place == messages_.end() ? nullptr : &place->second;
}

const RetainedMessage* RetainedMessages::next(std::string_view filter, std::string_view after_topic) const {
  auto place = messages_.upper_bound(after_topic);
  while (place != messages_.end()) {
    const auto seek = seek_after(filter, place->first);
    if (!seek) return &place->second;
    place = messages_.lower_bound(*seek);
  }
  return nullptr;
}

std::int64_t RetainedMessages::next_expiry_steady_milliseconds() const {
  return expiries_.empty() ? Message::never_expires : expiries_.begin()->first;
}

}  // namespace eg::broker
