// The same rows at several places of a resource, at compile time: rows whose paths are relative are put
// behind a place. Knows no particular row.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "protocol/arm/schema.hpp"

namespace eg::arm {

/// A text as a template argument.
template <std::size_t size>
struct Place {
  char bytes[size]{};
  consteval Place(const char (&text)[size]) {  // NOLINT(google-explicit-constructor): a literal is a place
    for (std::size_t at = 0; at < size; ++at) bytes[at] = text[at];
  }
  constexpr std::string_view text() const { return {bytes, size - 1}; }
};

namespace graft_detail {

/// `place.path` of all rows, one behind the other.
template <Place place, const auto& rows>
constexpr auto make_text() {
  constexpr std::size_t length = [] {
    std::size_t sum = 0;
    for (const Field& row : rows) sum += place.text().size() + 1 + row.path.size();
    return sum;
  }();
  std::array<char, length> text{};
  std::size_t at = 0;
  for (const Field& row : rows) {
    for (const char byte : place.text()) text[at++] = byte;
    text[at++] = '.';
    for (const char byte : row.path) text[at++] = byte;
  }
  return text;
}

template <Place place, const auto& rows>
inline constexpr auto text = make_text<place, rows>();

template <std::size_t size>
constexpr std::array<Field, size> copy_of(const Field (&rows)[size]) {
  return std::to_array(rows);
}
template <std::size_t size>
constexpr std::array<Field, size> copy_of(const std::array<Field, size>& rows) {
  return rows;
}

}  // namespace graft_detail

/// The rows of the array `rows` with `place.` before their paths.
template <Place place, const auto& rows>
constexpr auto grafted() {
  auto result = graft_detail::copy_of(rows);
  std::size_t at = 0;
  for (Field& row : result) {
    const std::size_t length = place.text().size() + 1 + row.path.size();
    row.path = std::string_view(graft_detail::text<place, rows>.data() + at, length);
    at += length;
  }
  return result;
}

/// Arrays of rows, one behind the other.
template <std::size_t... sizes>
constexpr auto joined(const std::array<Field, sizes>&... parts) {
  std::array<Field, (sizes + ...)> result{};
  std::size_t at = 0;
  const auto append = [&result, &at](const auto& part) {
    for (const Field& row : part) result[at++] = row;
  };
  (append(parts), ...);
  return result;
}

}  // namespace eg::arm
