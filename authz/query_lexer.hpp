// Cuts the text of a client group query into tokens (broker-behaviour 6.8). It knows no grammar: which word
// is an operand and which an operator is the parser's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "authz/syntax_error.hpp"

namespace eg::authz {

struct QueryToken {
  enum class Kind : std::uint8_t { word, integer, text, symbol, end } kind = Kind::end;
  std::size_t column = 1;     ///< 1-based, in bytes
  std::string_view spelling;  ///< as written; of a text without its quotes; points into the query
  std::int64_t integer = 0;   ///< for Kind::integer
};

/// The last token is Kind::end. Errors: an unclosed text, an integer above 64 bits, a character with no
/// meaning.
boost::system::result<std::vector<QueryToken>, SyntaxError> query_tokens(std::string_view text);

}  // namespace eg::authz
