// Cutting, decoding and writing of resource paths.
#include "protocol/arm/resource_id.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/percent_encoding.hpp"

namespace eg::arm {
namespace {

constexpr bool is_hex_digit(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/// Segments are decoded after the cut, so that an encoded slash never makes one more.
std::optional<std::vector<std::string>> split(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) {
      auto decoded = percent_decode(path.substr(0, slash), Encoding::path_segment);
      if (!decoded) return std::nullopt;
      segments.push_back(std::move(*decoded));
    }
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return segments;
}

Error no_resource_path(std::string_view path) {
  return {ErrorCode::not_found,
          "The path '" + excerpt(path) +
              "' is no resource path; expected "
              "/subscriptions/{id}/resourceGroups/{name}/providers/{provider}/{type}/{name}."};
}

/// A percent sign is written encoded, or the text would say another segment when it is read.
void append_segment(std::string& path, std::string_view segment) {
  path += '/';
  for (std::size_t percent = segment.find('%'); percent != std::string_view::npos;
       percent = segment.find('%')) {
    path.append(segment.substr(0, percent)).append("%25");
    segment.remove_prefix(percent + 1);
  }
  path += segment;
}

}  // namespace

std::string fold_case(std::string_view text) {
  std::string folded(text);
  for (char& byte : folded) {
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + ('a' - 'A'));
  }
  return folded;
}

bool is_guid(std::string_view text) {
  constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != form.size()) return false;
  for (std::size_t index = 0; index < form.size(); ++index) {
    if (form[index] == '-' ? text[index] != '-' : !is_hex_digit(text[index])) return false;
  }
  return true;
}

boost::system::result<ResourceId, Error> ResourceId::parse(std::string_view path) {
  if (path.empty() || path.front() != '/') return no_resource_path(path);
  const auto segments = split(path);
  if (!segments) {
    return Error(ErrorCode::invalid_request,
                 "The path '" + excerpt(path) +
                     "' is badly percent-encoded: two hexadecimal digits must follow each "
                     "percent sign, no slash may be encoded, and the text must be UTF-8 without control "
                     "characters.");
  }
  std::size_t next = 0;
  const auto keyword = [&](std::string_view word) {
    if (next >= segments->size() || fold_case((*segments)[next]) != word) return false;
    ++next;
    return true;
  };
  ResourceId id;
  if (!keyword("subscriptions") || next >= segments->size()) return no_resource_path(path);
  id.subscription = (*segments)[next++];
  if (!is_guid(id.subscription)) {
    return Error(ErrorCode::invalid_subscription_id, "The provided subscription identifier '" +
                                                         excerpt(id.subscription) +
                                                         "' is malformed or invalid: it must be a GUID.");
  }
  if (keyword("resourcegroups")) {
    if (next >= segments->size()) return no_resource_path(path);
    id.resource_group = (*segments)[next++];
  }
  if (keyword("providers")) {
    if (next >= segments->size()) return no_resource_path(path);
    id.provider = (*segments)[next++];
    while (next < segments->size()) {
      TypeAndName pair{(*segments)[next++], {}};
      if (next < segments->size()) pair.name = (*segments)[next++];
      id.types.push_back(std::move(pair));
    }
  }
  if (next != segments->size()) return no_resource_path(path);
  return id;
}

std::string ResourceId::type_path() const {
  std::string path;
  for (const TypeAndName& pair : types) {
    if (!path.empty()) path += '/';
    path += pair.type;
  }
  return path;
}

std::string ResourceId::text() const {
  std::string id = "/subscriptions";
  append_segment(id, subscription);
  if (!resource_group.empty()) append_segment(id += "/resourceGroups", resource_group);
  if (!provider.empty()) append_segment(id += "/providers", provider);
  for (const TypeAndName& pair : types) {
    append_segment(id, pair.type);
    if (!pair.name.empty()) append_segment(id, pair.name);
  }
  return id;
}

std::string ResourceId::key() const {
  return fold_case(text());
}

ResourceId ResourceId::parent() const {
  ResourceId above = *this;
  if (above.types.size() > 1) {
    above.types.pop_back();
    return above;
  }
  if (!above.types.empty() || !above.provider.empty()) {
    above.types.clear();
    above.provider.clear();
    return above;
  }
  above.resource_group.clear();
  return above;
}

}  // namespace eg::arm
