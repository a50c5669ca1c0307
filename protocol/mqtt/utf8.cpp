#include "protocol/mqtt/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace eg::mqtt {
namespace {

constexpr std::uint64_t every_byte(std::uint8_t value) {
  return value * 0x0101010101010101ULL;
}

/// True when each of the eight bytes lies in 1..127, so that no decoding is needed.
bool plain_ascii(const char* eight_bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, eight_bytes, sizeof word);
  return (((word - every_byte(1)) | word) & every_byte(0x80)) == 0;
}

/// What may follow a lead byte: the first continuation byte has its own range, which is where overlong forms,
/// surrogates and too large code points are excluded (Unicode, table 3-7).
struct Sequence {
  std::uint8_t lead_first, lead_last;
  std::uint8_t second_first, second_last;
  std::uint8_t length;
};
constexpr Sequence sequences[] = {
    {0x01, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

const Sequence* sequence_of(std::uint8_t lead) {
  for (const Sequence& sequence : sequences) {
    if (lead >= sequence.lead_first && lead <= sequence.lead_last) return &sequence;
  }
  return nullptr;
}

/// Length of the valid sequence at the start of the bytes, 0 when there is none.
std::size_t valid_sequence(const char* bytes, std::size_t size) {
  const auto byte_at = [bytes](std::size_t index) { return static_cast<std::uint8_t>(bytes[index]); };
  const Sequence* sequence = sequence_of(byte_at(0));
  if (sequence == nullptr || sequence->length > size) return 0;
  if (sequence->length == 1) return 1;
  if (byte_at(1) < sequence->second_first || byte_at(1) > sequence->second_last) return 0;
  for (std::size_t index = 2; index < sequence->length; ++index) {
    if ((byte_at(index) & 0xC0) != 0x80) return 0;
  }
  return sequence->length;
}

}  // namespace

bool valid_utf8(std::string_view text) {
  const char* bytes = text.data();
  std::size_t rest = text.size();
  while (rest > 0) {
    std::size_t step = 8;
    if (rest < 8 || !plain_ascii(bytes)) step = valid_sequence(bytes, rest);
    if (step == 0) return false;
    bytes += step;
    rest -= step;
  }
  return true;
}

std::string_view utf8_prefix(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t size = bytes_max;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return text.substr(0, size);
}

}  // namespace eg::mqtt
