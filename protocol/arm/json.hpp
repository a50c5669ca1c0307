// JSON text to and from RapidJSON values, safe for hostile bodies: UTF-8 is validated, depth is bounded, a
// member named twice is refused. Knows nothing of resources.
#pragma once

#include <string>
#include <string_view>

#include <rapidjson/document.h>
#include <boost/system/result.hpp>

#include "protocol/arm/error.hpp"

namespace eg::arm {

inline constexpr unsigned json_depth_max = 64;

/// A UTF-8 byte order mark is tolerated. Error: invalid_request_content with line and column (from 1) for
/// text that is no JSON, nests deeper than json_depth_max, names a member of one object twice or holds
/// U+0000.
boost::system::result<rapidjson::Document, Error> parse_json(std::string_view text);

std::string write_json(const rapidjson::Value& value);

/// nullptr: `object` is no object or has no such member. A member that is null is found.
const rapidjson::Value* find_member(const rapidjson::Value& object, std::string_view name);
rapidjson::Value* find_member(rapidjson::Value& object, std::string_view name);

/// By a path of member names such as `properties.topicSpacesConfiguration.state`; nullptr: absent or null.
const rapidjson::Value* find_path(const rapidjson::Value& root, std::string_view path);

/// The text at a path; empty when it is absent or no text. The view lives as long as the document.
std::string_view text_at(const rapidjson::Value& root, std::string_view path);

/// The bytes of a string value.
std::string_view text_of(const rapidjson::Value& string);

/// A string value that owns its bytes.
rapidjson::Value make_text(std::string_view text, rapidjson::Document::AllocatorType& allocator);

}  // namespace eg::arm
