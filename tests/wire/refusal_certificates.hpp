// The certificates of the broken set-ups by their names in testdata/refusals: self-signed ones, and a small
// factory of authorities with what they signed.
#pragma once

#include <string>
#include <vector>

#include "tests/support/wire_emulator.hpp"

namespace eg::test {

/// `A`, `B`, ... (valid, self-signed), `expired`, `future` (the same as A at another time); of chains, all
/// for `c1`: `signed` (by the intermediate, which is sent along), `unsent` (the same, which is not), `other`
/// (for `c2`), `stranger` (by another authority of the same name), `old` (by an authority that has expired).
/// nullptr for `none`.
const WireIdentity* certificate_called(const std::string& name);

/// `root`, `middle`, `stranger` and `old`.
X509* authority_called(const std::string& name);

/// The names that stand for PEM texts in questions: `$A`.
const std::vector<std::string>& names_of_certificates();

/// PEM of the certificate and of what is sent along with it.
std::string presented_pem(const WireIdentity& identity);

}  // namespace eg::test
