// PUT, PATCH, GET, HEAD, DELETE and POST of every kind of resource, from the rows of its schema (design 4).
#pragma once

#include "server/control/context.hpp"

namespace eg::control {

Answer get_resource(Context& context);  ///< a collection's path is a list
Answer head_resource(Context& context);
Answer put_resource(Context& context);
Answer patch_resource(Context& context);
Answer delete_resource(Context& context);
Answer resource_action(Context& context);

}  // namespace eg::control
