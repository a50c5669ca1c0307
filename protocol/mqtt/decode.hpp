// Packet bodies to structs, one function per packet type. Pure: bytes in, packet or reason code out.
// Everything a peer can get wrong is an error with the code the server would send; nothing throws.
#pragma once

#include <boost/system/result.hpp>
#include <optional>

#include "protocol/mqtt/frame.hpp"
#include "protocol/mqtt/packets.hpp"

namespace eg::mqtt {

/// Why a packet was refused. `what` is a static phrase for the log, e.g. "reserved flag set".
struct DecodeError {
  ReasonCode reason = ReasonCode::malformed_packet;
  const char* what = "";
  DecodeError() = default;  // boost::system::result::error() of 1.81 needs it
  DecodeError(ReasonCode code, const char* phrase) : reason(code), what(phrase) {}
};
[[noreturn]] void throw_exception_from_error(const DecodeError& error, const boost::source_location& where);

template <class T>
using DecodeResult = boost::system::result<T, DecodeError>;

/// The version that a CONNECT asks for, readable even when the rest of the packet is refused, so that the
/// refusal can be written in that version. Nullopt when it is not one of ours.
std::optional<Version> connect_version(const Frame& frame);
/// CONNECT carries its version itself. A level other than 4 and 5 gives unsupported_protocol_version
/// (broker-behaviour 2.1: `MQIsdp`, bridge levels included).
DecodeResult<Connect> decode_connect(const Frame& frame);
DecodeResult<Publish> decode_publish(const Frame& frame, Version version);
DecodeResult<Acknowledgement> decode_acknowledgement(const Frame& frame, Version version);
DecodeResult<Subscribe> decode_subscribe(const Frame& frame, Version version);
DecodeResult<Unsubscribe> decode_unsubscribe(const Frame& frame, Version version);
DecodeResult<Disconnect> decode_disconnect(const Frame& frame, Version version);
DecodeResult<Auth> decode_auth(const Frame& frame);
/// PINGREQ: an error when flags or body are not empty.
boost::system::result<void, DecodeError> decode_pingreq(const Frame& frame);

}  // namespace eg::mqtt
