// The test program's main, compiled once. Catch2 3 brings its own as a library.
#ifndef EG_CATCH_3
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
