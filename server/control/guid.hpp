// GUIDs: random ones for request ids and tokens, and stable ones derived from a text (a resource's identity).
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace eg::control {

class GuidSource {
 public:
  explicit GuidSource(std::uint64_t seed) : generator_(seed) {}
  /// Version 4, lower case.
  std::string next();

 private:
  std::mt19937_64 generator_;
};

/// The same for the same text, in every process.
std::string guid_of(std::string_view text);

}  // namespace eg::control
