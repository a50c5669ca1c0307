// Routing enrichments: keys as CloudEvents attribute names, sources as a small grammar of `${...}`.
#include "protocol/arm/enrichment.hpp"

#include <algorithm>
#include <array>

namespace eg::arm {
namespace {

constexpr std::size_t key_characters_max = 20;
constexpr std::string_view reserved_prefix = "azsp";
/// Attributes that every routed event has.
constexpr auto reserved_keys = std::to_array<std::string_view>(
    {"specversion", "id", "time", "type", "source", "subject", "datacontenttype", "dataschema", "data"});

constexpr auto plain_sources = std::to_array<std::string_view>(
    {"client.authenticationName", "mqtt.message.topicName", "mqtt.message.responseTopic",
     "mqtt.message.correlationData", "mqtt.message.pfi"});
constexpr auto sources_of_a_name =
    std::to_array<std::string_view>({"client.attributes.", "mqtt.message.userProperties."});
constexpr std::string_view quoted_source = "mqtt.message.userProperties['";

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_';
  });
}

/// The rest of `userProperties['`: a text in which apostrophes and backslashes stand behind a backslash, then
/// `']`.
bool is_quoted_name(std::string_view text) {
  if (!text.ends_with("']")) return false;
  text.remove_suffix(2);
  if (text.empty()) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\'') return false;
    if (text[at] != '\\') continue;
    if (++at == text.size() || (text[at] != '\'' && text[at] != '\\')) return false;
  }
  return true;
}

}  // namespace

bool is_enrichment_key(std::string_view text) {
  const bool characters_fit = std::all_of(text.begin(), text.end(), [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
  });
  return characters_fit && !text.empty() && text.size() <= key_characters_max &&
         !text.starts_with(reserved_prefix) &&
         std::find(reserved_keys.begin(), reserved_keys.end(), text) == reserved_keys.end();
}

bool is_enrichment_source(std::string_view text) {
  if (!text.starts_with("${") || !text.ends_with("}")) return false;
  const std::string_view source = text.substr(2, text.size() - 3);
  if (std::find(plain_sources.begin(), plain_sources.end(), source) != plain_sources.end()) return true;
  if (source.starts_with(quoted_source)) return is_quoted_name(source.substr(quoted_source.size()));
  return std::any_of(sources_of_a_name.begin(), sources_of_a_name.end(), [source](std::string_view prefix) {
    return source.starts_with(prefix) && is_name(source.substr(prefix.size()));
  });
}

}  // namespace eg::arm
