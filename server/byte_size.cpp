#include "server/byte_size.hpp"

#include <charconv>
#include <limits>
#include <string>

namespace eg::app {

std::optional<std::uint64_t> parse_byte_size(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc()) return std::nullopt;
  std::string unit(rest, end);
  for (char& c : unit) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (unit.ends_with("ib")) unit.resize(unit.size() - 2);
  if (unit.empty()) return rest == end ? std::optional(number) : std::nullopt;
  constexpr std::string_view units = "kmg";
  const std::size_t index = units.find(unit);
  if (unit.size() != 1 || index == std::string_view::npos) return std::nullopt;
  const unsigned shift = 10 * (static_cast<unsigned>(index) + 1);
  if (number > std::numeric_limits<std::uint64_t>::max() >> shift) return std::nullopt;
  return number << shift;
}

}  // namespace eg::app
