// What is done with one fuzz input: cut it into packets, decode each, and check what must hold for every
// packet that decodes. Shared by the libFuzzer target and the test that replays the corpus; aborts on a
// broken rule.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "fuzz/require.hpp"
#include "protocol/mqtt/decode.hpp"
#include "protocol/mqtt/encode.hpp"
#include "protocol/mqtt/topic.hpp"

namespace eg::fuzz {

inline bool same_bytes(mqtt::BytesView left, mqtt::BytesView right) {
  return std::vector<std::uint8_t>(left.begin(), left.end()) ==
         std::vector<std::uint8_t>(right.begin(), right.end());
}

/// A decoded PUBLISH, written for a subscriber and read again, is the same message.
inline void check_publish(const mqtt::Publish& publish, mqtt::Version version) {
  if (publish.topic.empty()) return;
  require(mqtt::valid_topic_name(publish.topic));
  const mqtt::PublishHead head{.version = version,
                               .qos = publish.qos,
                               .duplicate = publish.duplicate,
                               .retain = publish.retain,
                               .packet_identifier = publish.packet_identifier};
  mqtt::Bytes written(mqtt::publish_size(head, publish.topic, {}, publish.properties, publish.payload));
  mqtt::write_publish(written.data(), head, publish.topic, {}, publish.properties, publish.payload);
  const mqtt::FrameResult frame = mqtt::cut_frame(written, written.size());
  require(frame.state == mqtt::FrameState::complete && frame.frame.size_bytes == written.size());
  const auto again = mqtt::decode_publish(frame.frame, version);
  require(again.has_value());
  require(again->topic == publish.topic && again->qos == publish.qos && again->retain == publish.retain);
  require(again->packet_identifier == publish.packet_identifier);
  require(same_bytes(again->properties, publish.properties) && same_bytes(again->payload, publish.payload));
}

inline void check_connect(const mqtt::Frame& frame) {
  const auto connect = mqtt::decode_connect(frame);
  if (!connect) return;
  require(mqtt::connect_version(frame) == connect->version);
  require(!connect->will || mqtt::valid_topic_name(connect->will->topic));
}

inline void check_subscribe(const mqtt::Frame& frame, mqtt::Version version) {
  const auto subscribe = mqtt::decode_subscribe(frame, version);
  if (!subscribe) return;
  require(!subscribe->requests.empty() && subscribe->packet_identifier != 0);
  const std::string_view first = subscribe->requests.front().filter;
  for (const mqtt::SubscriptionRequest& request : subscribe->requests) {
    const auto shared = mqtt::split_shared_filter(request.filter);
    require(!shared || mqtt::valid_topic_filter(shared->filter));
    if (!mqtt::valid_topic_filter(request.filter)) continue;
    require(mqtt::covers(request.filter, request.filter));
    // Whatever a covered name is, the covering filter matches it, `$` topics aside.
    const bool name = mqtt::valid_topic_name(request.filter) && !request.filter.starts_with('$');
    if (name && mqtt::valid_topic_filter(first) && mqtt::covers(first, request.filter)) {
      require(mqtt::matches(first, request.filter));
    }
  }
}

inline void check_packet(const mqtt::Frame& frame, mqtt::Version version) {
  switch (frame.type) {
    case mqtt::PacketType::connect: check_connect(frame); break;
    case mqtt::PacketType::publish:
      if (const auto publish = mqtt::decode_publish(frame, version)) check_publish(*publish, version);
      break;
    case mqtt::PacketType::puback:
    case mqtt::PacketType::pubrec:
    case mqtt::PacketType::pubrel:
    case mqtt::PacketType::pubcomp: static_cast<void>(mqtt::decode_acknowledgement(frame, version)); break;
    case mqtt::PacketType::subscribe: check_subscribe(frame, version); break;
    case mqtt::PacketType::unsubscribe: static_cast<void>(mqtt::decode_unsubscribe(frame, version)); break;
    case mqtt::PacketType::disconnect: static_cast<void>(mqtt::decode_disconnect(frame, version)); break;
    case mqtt::PacketType::auth: static_cast<void>(mqtt::decode_auth(frame)); break;
    case mqtt::PacketType::pingreq: static_cast<void>(mqtt::decode_pingreq(frame)); break;
    default: break;  // what only a server sends
  }
}

/// The first byte chooses the version, the rest is what a peer sent.
inline void decode_packets(std::span<const std::uint8_t> input) {
  if (input.empty()) return;
  constexpr std::size_t packet_bytes_max = 524'288;
  const mqtt::Version version = (input[0] & 1) != 0 ? mqtt::Version::v5 : mqtt::Version::v311;
  std::span<const std::uint8_t> rest = input.subspan(1);
  while (true) {
    const mqtt::FrameResult result = mqtt::cut_frame(rest, packet_bytes_max);
    if (result.state != mqtt::FrameState::complete) return;
    require(result.frame.size_bytes >= 2 && result.frame.size_bytes <= rest.size());
    check_packet(result.frame, version);
    rest = rest.subspan(result.frame.size_bytes);
  }
}

}  // namespace eg::fuzz
