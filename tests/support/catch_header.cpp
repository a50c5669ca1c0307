// The source file of the target that precompiles Catch2's header for all test programs
// (eg_share_test_header).
#include "tests/support/catch.hpp"
