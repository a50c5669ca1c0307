// Paths of rows and the rule for names.
#include "protocol/arm/schema.hpp"

#include <algorithm>
#include <cstring>

#include "protocol/arm/excerpt.hpp"

namespace eg::arm {
namespace {

bool is_letter_or_digit(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

/// Asked for every row at every object of every request: memrchr looks at many bytes at once, rfind at one.
std::size_t last_dot(std::string_view path) {
  const void* dot = ::memrchr(path.data(), '.', path.size());
  return dot == nullptr ? std::string_view::npos
                        : static_cast<std::size_t>(static_cast<const char*>(dot) - path.data());
}

std::string name_rule_sentence(const NameRule& rule) {
  std::string sentence = "it must have " + std::to_string(rule.characters_min) + " to " +
                         std::to_string(rule.characters_max) + " characters, ASCII letters, digits";
  for (const char further : rule.further_characters) sentence += std::string(", '") + further + "'";
  return sentence + " only.";
}

}  // namespace

std::string_view parent_path(const Field& field) {
  const std::size_t dot = last_dot(field.path);
  return dot == std::string_view::npos ? std::string_view() : field.path.substr(0, dot);
}

std::string_view member_name(const Field& field) {
  const std::size_t dot = last_dot(field.path);
  return dot == std::string_view::npos ? field.path : field.path.substr(dot + 1);
}

const Field* find_field(const Kind& kind, std::string_view path) {
  const auto found = std::find_if(kind.fields.begin(), kind.fields.end(),
                                  [path](const Field& field) { return field.path == path; });
  return found == kind.fields.end() ? nullptr : &*found;
}

std::string full_type(const Kind& kind) {
  return std::string(provider_name) + '/' + std::string(kind.type);
}

boost::system::result<void, Error> check_name(const Kind& kind, std::string_view name) {
  const NameRule& rule = kind.name_rule;
  const bool characters_fit = std::all_of(name.begin(), name.end(), [&rule](char byte) {
    return is_letter_or_digit(byte) || rule.further_characters.find(byte) != std::string_view::npos;
  });
  if (characters_fit && name.size() >= rule.characters_min && name.size() <= rule.characters_max) return {};
  return Error(ErrorCode::invalid_resource_name, "The name '" + excerpt(name) + "' of type '" +
                                                     full_type(kind) +
                                                     "' is not allowed: " + name_rule_sentence(rule));
}

}  // namespace eg::arm
