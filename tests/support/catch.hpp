// The one place that knows which Catch2 the distribution has: 2 on Debian 12, 3 later.
#pragma once

#ifdef EG_CATCH_3
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
