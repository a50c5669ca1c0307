// PUT, PATCH, GET, HEAD, DELETE and POST of every kind of resource, from the rows of its schema (design 4).
#pragma once

#include <string_view>

#include "server/control/context.hpp"
#include "server/control/resource_address.hpp"

namespace eg::control {

Answer get_resource(Context& context);  ///< a collection's path is a list
Answer head_resource(Context& context);
Answer put_resource(Context& context);
Answer patch_resource(Context& context);
Answer delete_resource(Context& context);

/// GET of a resource that the path may not name: the end of an operation's polls.
Answer resource_answer(Context& context, const Address& address);

/// Lists what is allowed on the resource, or on the collection.
arm::Error method_not_allowed(Context& context, const Address& address, std::string_view advice);

}  // namespace eg::control
