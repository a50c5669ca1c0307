// What handlers return and how it becomes an HTTP response: bodies, ARM errors and the headers every ARM
// answer has (arm-contract 2). Knows no route and no resource.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "protocol/arm/error.hpp"
#include "server/control/guid.hpp"
#include "server/control/http_message.hpp"
#include "store/store.hpp"

namespace eg::control {

using Answer = boost::system::result<Response, arm::Error>;

Response json_response(unsigned status, std::string body);
Response text_response(unsigned status, std::string body, std::string_view content_type);
Response empty_response(unsigned status);
Response error_response(const arm::Error& error);

/// A full disk is 503 and names itself; everything else that the store reports is 500.
arm::Error error_of(const store::StoreError& error);

/// Adds request ids, caching and content headers, `Date`.
void add_arm_headers(const Request& request, std::int64_t now_unix_milliseconds, GuidSource& guids,
                     Response& response);

/// `https://` and the Host header: the address by which the client reaches us.
std::string base_address(const Request& request);

/// RFC 9110, 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
std::string http_date(std::int64_t unix_seconds);
/// `20241216T074503Z`.
std::string compact_time(std::int64_t unix_seconds);

}  // namespace eg::control
