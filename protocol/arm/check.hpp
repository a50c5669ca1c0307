// A request body against a kind's rows for one api-version: every problem of the body in one error. Rewrites
// the body into the form that merge expects. Knows no stored resource: what compares with it is in merge.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/document.h>
#include <boost/system/result.hpp>

#include "protocol/arm/api_version.hpp"
#include "protocol/arm/error.hpp"
#include "protocol/arm/schema.hpp"

namespace eg::arm {

enum class WriteOperation : std::uint8_t { put, patch };

/// Grammars that belong to other folders: control fills these in. Each returns one sentence that says what is
/// wrong with the text, or nothing. An empty one accepts every text.
struct TextRules {
  using Rule = std::function<std::optional<std::string>(std::string_view text)>;
  Rule topic_template{};
  Rule group_query{};
  Rule ca_certificate{};
};

struct CheckRequest {
  const Kind& kind;
  ApiVersion version;
  WriteOperation operation;
  const TextRules& text_rules;
};

/// Sentences for the log about bodies that are accepted although they are odd.
using Warnings = std::vector<std::string>;

/// On success `body` is normalised: `properties.properties` unwrapped (decisions), enumerations in canonical
/// casing, location normalised, read-only and unemulated members gone, cross-field rules applied. Unknown
/// members stay and are ignored by merge. Error: invalid_request_content or invalid_request (the first
/// problem's code), status 400; `details` holds every problem in body order, each with its code, sentence and
/// `target`; with one problem, message and target say it too.
boost::system::result<Warnings, Error> check(rapidjson::Document& body, const CheckRequest& request);

}  // namespace eg::arm
