#include "tests/golden/mqtt/packet_dump.hpp"

#include <cstdio>
#include <optional>
#include <string_view>

#include "protocol/mqtt/decode.hpp"

namespace eg::test {
namespace {

constexpr std::size_t packet_bytes_max = 524'288;

std::string hexadecimal(unsigned value) {
  char text[8];
  std::snprintf(text, sizeof text, "%02x", value);
  return text;
}

/// Builds `name=value` pairs; what is empty or unset is left out.
class Line {
 public:
  explicit Line(std::string start) : text_(std::move(start)) {}
  std::string take() { return std::move(text_); }

  Line& flag(const char* name, bool value) {
    if (value) text_ += std::string(" ") + name;
    return *this;
  }
  Line& number(const char* name, std::optional<std::uint32_t> value) {
    if (value) pair(name, std::to_string(*value));
    return *this;
  }
  Line& reason(mqtt::ReasonCode value) {
    if (value != mqtt::ReasonCode::success) pair("reason", "0x" + hexadecimal(static_cast<unsigned>(value)));
    return *this;
  }
  Line& text(const char* name, std::optional<std::string_view> value) {
    if (value) pair(name, quoted(*value));
    return *this;
  }
  Line& data(const char* name, std::optional<mqtt::BytesView> value) {
    if (!value) return *this;
    std::string digits;
    for (const std::uint8_t byte : *value) digits += hexadecimal(byte);
    pair(name, digits.empty() ? "empty" : digits);
    return *this;
  }

 private:
  static std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char character : text) {
      if (character >= ' ' && character <= '~' && character != '"' && character != '\\') {
        result += character;
      } else {
        result += "\\x" + hexadecimal(static_cast<std::uint8_t>(character));
      }
    }
    return result + "\"";
  }
  void pair(const char* name, const std::string& value) { text_ += std::string(" ") + name + "=" + value; }

  std::string text_;
};

std::optional<mqtt::BytesView> unless_empty(mqtt::BytesView bytes) {
  return bytes.empty() ? std::nullopt : std::optional(bytes);
}
std::optional<std::uint32_t> unless(std::uint32_t value, std::uint32_t usual) {
  return value == usual ? std::nullopt : std::optional(value);
}
std::uint32_t number_of(mqtt::Qos qos) {
  return static_cast<std::uint32_t>(qos);
}

std::string dump(const mqtt::Connect& connect) {
  Line line(connect.version == mqtt::Version::v5 ? "ok CONNECT 5" : "ok CONNECT 3.1.1");
  line.flag("clean_start", connect.clean_start).number("keep_alive", connect.keep_alive_seconds);
  line.text("client", connect.client_identifier).text("user_name", connect.user_name);
  line.data("password", connect.password);
  line.number("session_expiry", connect.session_expiry_interval_seconds);
  line.number("receive_maximum", unless(connect.receive_maximum, 65535));
  line.number("maximum_packet_size", connect.maximum_packet_size_bytes);
  line.number("topic_alias_maximum", unless(connect.topic_alias_maximum, 0));
  line.flag("request_response_information", connect.request_response_information);
  line.flag("no_problem_information", !connect.request_problem_information);
  line.text("authentication_method", connect.authentication_method);
  line.data("authentication_data", connect.authentication_data);
  for (const auto& property : connect.user_properties) {
    line.text("user_name_of_property", property.name).text("value", property.value);
  }
  if (!connect.will) return line.take();
  const mqtt::WillView& will = *connect.will;
  line.text("will", will.topic).data("payload", will.payload).number("qos", number_of(will.qos));
  line.flag("retain", will.retain).number("delay", unless(will.delay_interval_seconds, 0));
  line.number("expiry", will.message_expiry_interval_seconds);
  return line.data("properties", unless_empty(will.properties)).take();
}

std::string dump(const mqtt::Publish& publish) {
  Line line("ok PUBLISH");
  line.text("topic", publish.topic).number("qos", number_of(publish.qos));
  line.flag("duplicate", publish.duplicate).flag("retain", publish.retain);
  line.number("id", unless(publish.packet_identifier, 0)).number("alias", publish.topic_alias);
  line.number("expiry", publish.message_expiry_interval_seconds);
  line.text("response_topic", publish.response_topic).text("content_type", publish.content_type);
  line.data("correlation", publish.correlation_data);
  line.number("user_properties_bytes", unless(publish.user_properties_bytes, 0));
  line.data("properties", unless_empty(publish.properties));
  return line.data("payload", unless_empty(publish.payload)).take();
}

std::string dump(const mqtt::Acknowledgement& acknowledgement) {
  Line line("ok ACK");
  line.number("id", acknowledgement.packet_identifier).reason(acknowledgement.reason);
  return line.flag("user_properties", acknowledgement.has_user_properties).take();
}

std::string dump(const mqtt::Subscribe& subscribe) {
  Line line("ok SUBSCRIBE");
  line.number("id", subscribe.packet_identifier).number("subscription", subscribe.subscription_identifier);
  line.flag("user_properties", subscribe.has_user_properties);
  for (const mqtt::SubscriptionRequest& request : subscribe.requests) {
    line.text("filter", request.filter).number("qos", number_of(request.qos));
    line.flag("no_local", request.no_local).flag("retain_as_published", request.retain_as_published);
    line.number("retain_handling", unless(request.retain_handling, 0));
  }
  return line.take();
}

std::string dump(const mqtt::Unsubscribe& unsubscribe) {
  Line line("ok UNSUBSCRIBE");
  line.number("id", unsubscribe.packet_identifier);
  for (const std::string_view filter : unsubscribe.filters) line.text("filter", filter);
  return line.take();
}

std::string dump(const mqtt::Disconnect& disconnect) {
  Line line("ok DISCONNECT");
  line.reason(disconnect.reason).number("session_expiry", disconnect.session_expiry_interval_seconds);
  return line.flag("user_properties", disconnect.has_user_properties).take();
}

std::string dump(const mqtt::Auth& auth) {
  Line line("ok AUTH");
  line.reason(auth.reason).text("authentication_method", auth.authentication_method);
  line.data("authentication_data", auth.authentication_data);
  return line.flag("user_properties", auth.has_user_properties).take();
}

std::string error_line(const mqtt::DecodeError& error) {
  return "error 0x" + hexadecimal(static_cast<unsigned>(error.reason));
}

template <class T>
std::string dump_result(const mqtt::DecodeResult<T>& result) {
  return result ? dump(*result) : error_line(result.error());
}

}  // namespace

std::string packet_dump(const mqtt::Frame& frame, mqtt::Version version) {
  switch (frame.type) {
    case mqtt::PacketType::connect: return dump_result(mqtt::decode_connect(frame));
    case mqtt::PacketType::publish: return dump_result(mqtt::decode_publish(frame, version));
    case mqtt::PacketType::puback:
    case mqtt::PacketType::pubrec:
    case mqtt::PacketType::pubrel:
    case mqtt::PacketType::pubcomp: return dump_result(mqtt::decode_acknowledgement(frame, version));
    case mqtt::PacketType::subscribe: return dump_result(mqtt::decode_subscribe(frame, version));
    case mqtt::PacketType::unsubscribe: return dump_result(mqtt::decode_unsubscribe(frame, version));
    case mqtt::PacketType::disconnect: return dump_result(mqtt::decode_disconnect(frame, version));
    case mqtt::PacketType::auth: return dump_result(mqtt::decode_auth(frame));
    case mqtt::PacketType::pingreq: {
      const auto result = mqtt::decode_pingreq(frame);
      return result ? "ok PINGREQ" : error_line(result.error());
    }
    default: return "from server only";
  }
}

std::string bytes_dump(mqtt::BytesView bytes, mqtt::Version version) {
  const mqtt::FrameResult result = mqtt::cut_frame(bytes, packet_bytes_max);
  switch (result.state) {
    case mqtt::FrameState::incomplete: return "frame incomplete";
    case mqtt::FrameState::malformed: return "frame malformed";
    case mqtt::FrameState::too_large: return "frame too_large";
    case mqtt::FrameState::complete: break;
  }
  if (result.frame.size_bytes != bytes.size()) return "bytes after the packet";
  return packet_dump(result.frame, version);
}

}  // namespace eg::test
