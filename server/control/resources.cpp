#include "server/control/resources.hpp"

#include <array>
#include <optional>
#include <utility>

#include "protocol/arm/check.hpp"
#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/kinds/kinds.hpp"
#include "protocol/arm/merge.hpp"
#include "server/control/access_token.hpp"
#include "server/control/operation_answers.hpp"
#include "server/control/resource_address.hpp"
#include "server/control/resource_lists.hpp"
#include "server/control/resource_rules.hpp"
#include "server/control/resource_view.hpp"

namespace eg::control {
namespace {

using Checked = boost::system::result<void, arm::Error>;
using StoredRow = std::optional<store::ResourceRow>;

struct VerbMethods {
  arm::Verb verb;
  std::string_view methods;
};
constexpr std::array verb_methods{
    VerbMethods{arm::Verb::get, "GET, HEAD"},
    VerbMethods{arm::Verb::put, "PUT"},
    VerbMethods{arm::Verb::patch, "PATCH"},
    VerbMethods{arm::Verb::erase, "DELETE"},
};

Checked check_verb(Context& context, const Address& address, arm::Verb verb) {
  const bool on_resource = !address.id.is_collection();
  const bool is_write = verb == arm::Verb::put || verb == arm::Verb::erase;
  if (on_resource && is_write && is_built_in_group(address)) {
    return arm::Error(arm::ErrorCode::invalid_request,
                      "The client group '$all' is built in: it can be neither changed nor deleted.");
  }
  if (on_resource && contains(address.kind->verbs, verb)) {
    return {};
  }
  return method_not_allowed(
      context, address,
      verb == arm::Verb::patch && on_resource ? " Read the resource and PUT it as a whole." : "");
}

/// arm-contract 7 and decisions: no ETag was ever given out, so a concrete one never matches.
Checked check_precondition(const Request& request, bool exists) {
  const std::string_view if_match = request.header("If-Match");
  if (!if_match.empty() && (!exists || if_match != "*")) {
    return arm::Error(
        arm::ErrorCode::precondition_failed,
        exists ? "The condition '" + arm::excerpt(if_match) +
                     "' of the If-Match header is not met: resources have no ETag, only '*' matches."
               : std::string("The If-Match header asks for a resource that does not exist."));
  }
  if (exists && request.method == "PUT" && request.header("If-None-Match") == "*") {
    return arm::Error(arm::ErrorCode::precondition_failed,
                      "The If-None-Match header asks for a new resource, but it exists.");
  }
  return {};
}

/// Parsed stored document and merged new one.
struct Merged {
  rapidjson::Document document;
  bool is_new = false;
};

boost::system::result<Merged, arm::Error> merge_body(Context& context, const Address& address,
                                                     const StoredRow& stored, arm::WriteOperation operation) {
  auto body = arm::parse_json(context.request.body);
  if (!body) {
    return body.error();
  }
  auto checked = arm::check(*body, {*address.kind, address.version, operation, text_rules(context.settings)});
  if (!checked) {
    return checked.error();
  }
  for (std::string& warning : *checked) {
    context.warnings.push_back(address.id.text() + ": " + std::move(warning));
  }
  std::optional<rapidjson::Document> before;
  if (stored) {
    auto document = document_of(*stored);
    if (!document) {
      return document.error();
    }
    before = *std::move(document);
  }
  const rapidjson::Value* before_value = before ? &*before : nullptr;
  auto merged = arm::merge({*address.kind, address.version, operation, address.name, *body, before_value});
  if (!merged) {
    return merged.error();
  }
  const TokenOwner owner = owner_of(context.request.header("Authorization"));
  arm::stamp_system_data(*merged, before_value, {owner.name, owner.type},
                         arm::system_data_time(context.now_unix_milliseconds));
  return Merged{*std::move(merged), !stored.has_value()};
}

/// With the operation, if there is one, in one transaction.
store::StoreResult<void> commit_row(Context& context, const store::ResourceRow& row, Operation* operation) {
  auto transaction = context.store.begin();
  if (!transaction) {
    return transaction.error();
  }
  if (auto put = context.store.put(row); !put) {
    return put;
  }
  if (operation != nullptr) {
    if (auto put = context.operations.put(context.store, *operation, context.now_unix_milliseconds); !put) {
      return put;
    }
  }
  return transaction->commit();
}

Answer write(Context& context, const Address& address, const StoredRow& stored,
             arm::WriteOperation operation) {
  auto merged = merge_body(context, address, stored, operation);
  if (!merged) {
    return merged.error();
  }
  if (auto allowed = check_write(context, address, merged->document, merged->is_new); !allowed) {
    return allowed.error();
  }
  const store::ResourceRow row{address.key,  address.parent_key, std::string(address.kind->type),
                               address.name, address.id.text(),  arm::write_json(merged->document)};
  std::optional<Operation> running;
  if (context.operations.asynchronous() && address.kind->long_running) {
    auto begun =
        new_operation(context, merged->is_new ? Operation::Action::creating : Operation::Action::updating,
                      address, &merged->document);
    if (!begun) {
      return begun.error();
    }
    running = *std::move(begun);
  }
  if (auto committed = commit_row(context, row, running ? &*running : nullptr); !committed) {
    return error_of(committed.error());
  }
  if (address.is_child()) {
    context.models.put_child(address.parent_key, *address.kind, row.name, merged->document, context.changes);
  } else {
    context.models.put_namespace(row.key, row.name, merged->document, context.changes);
  }
  // The service answers 200 for a new child too (arm-contract 4 and 21).
  const bool is_accepted = running && operation == arm::WriteOperation::patch;
  const unsigned status = is_accepted ? 202 : merged->is_new && !address.is_child() ? 201 : 200;
  const Operation* shown = running ? &*running : nullptr;
  Response response = json_response(status, view_of(context.settings, *address.kind, address.version, row,
                                                    merged->document, Operations::provisioning_state(shown)));
  if (running) {
    add_poll_headers(context, *running,
                     is_accepted ? PollAddresses::status_and_result : PollAddresses::status, response);
    context.operations.add(*std::move(running));
  }
  return response;
}

boost::system::result<StoredRow, arm::Error> stored_row(Context& context, const Address& address) {
  auto row = context.store.get(address.key);
  if (!row) {
    return error_of(row.error());
  }
  return *std::move(row);
}

store::StoreResult<void> commit_erase(store::Store& store, std::string_view key) {
  auto transaction = store.begin();
  if (!transaction) {
    return transaction.error();
  }
  if (auto erased = store.erase(key); !erased) {
    return erased.error();
  }
  return transaction->commit();
}

/// Nothing of it is in force any more.
void forget(Context& context, const Address& address) {
  if (address.is_child()) {
    context.models.erase_child(address.parent_key, *address.kind, address.name, context.changes);
  } else {
    context.models.erase_below(address.key, context.changes);
  }
}

/// The row stays until the operation's end; only then is the resource gone for GET.
Answer begin_deletion(Context& context, const Address& address) {
  auto operation = new_operation(context, Operation::Action::deleting, address);
  if (!operation) {
    return operation.error();
  }
  auto transaction = context.store.begin();
  if (!transaction) {
    return error_of(transaction.error());
  }
  if (auto put = context.operations.put(context.store, *operation, context.now_unix_milliseconds); !put) {
    return error_of(put.error());
  }
  if (auto committed = transaction->commit(); !committed) {
    return error_of(committed.error());
  }
  forget(context, address);
  Response response = empty_response(202);
  add_poll_headers(context, *operation, PollAddresses::status_and_result, response);
  context.operations.add(*std::move(operation));
  return response;
}

}  // namespace

arm::Error method_not_allowed(Context& context, const Address& address, std::string_view advice) {
  if (address.id.is_collection()) {
    context.allowed_methods = contains(address.kind->verbs, arm::Verb::list) ? "GET, HEAD" : "";
  } else {
    for (const VerbMethods& row : verb_methods) {
      if (contains(address.kind->verbs, row.verb)) {
        context.allowed_methods += (context.allowed_methods.empty() ? "" : ", ") + std::string(row.methods);
      }
    }
  }
  return {arm::ErrorCode::method_not_allowed, "The method " + context.request.method +
                                                  " is not allowed on '" + address.id.text() + "'." +
                                                  std::string(advice)};
}

Answer resource_answer(Context& context, const Address& address) {
  const auto stored = stored_row(context, address);
  if (!stored) {
    return stored.error();
  }
  if (!stored->has_value()) {
    return resource_not_found(address);
  }
  const Operation* running = context.operations.running(address.key, context.now_unix_milliseconds);
  auto json = view_of(context.settings, *address.kind, address.version, stored->value(),
                      Operations::provisioning_state(running));
  if (!json) {
    return json.error();
  }
  return json_response(200, *std::move(json));
}

Answer get_resource(Context& context) {
  const auto address = address_of(context, ParentCheck::for_lists);
  if (!address) {
    return address.error();
  }
  if (address->id.is_collection()) {
    return list_resources(context, *address);
  }
  if (auto verb = check_verb(context, *address, arm::Verb::get); !verb) {
    return verb.error();
  }
  if (is_built_in_group(*address)) {
    const auto parent = context.store.get(address->parent_key);
    if (!parent) {
      return error_of(parent.error());
    }
    if (!parent->has_value()) {
      return resource_not_found(*address);
    }
    return json_response(200, view_of_built_in_group(context.settings, address->version, parent->value().id));
  }
  return resource_answer(context, *address);
}

Answer head_resource(Context& context) {
  auto answer = get_resource(context);
  return answer ? Answer(empty_response(204)) : answer;
}

Answer put_resource(Context& context) {
  const auto address = address_of(context, ParentCheck::needed);
  if (!address) {
    return address.error();
  }
  if (auto verb = check_verb(context, *address, arm::Verb::put); !verb) {
    return verb.error();
  }
  const auto stored = stored_row(context, *address);
  if (!stored) {
    return stored.error();
  }
  if (auto met = check_precondition(context.request, stored->has_value()); !met) {
    return met.error();
  }
  if (auto free = check_no_operation(context, address->key); !free) {
    return free.error();
  }
  return write(context, *address, *stored, arm::WriteOperation::put);
}

Answer patch_resource(Context& context) {
  const auto address = address_of(context, ParentCheck::skipped);
  if (!address) {
    return address.error();
  }
  if (auto verb = check_verb(context, *address, arm::Verb::patch); !verb) {
    return verb.error();
  }
  const auto stored = stored_row(context, *address);
  if (!stored) {
    return stored.error();
  }
  if (!stored->has_value()) {
    return resource_not_found(*address);
  }
  if (auto met = check_precondition(context.request, true); !met) {
    return met.error();
  }
  if (auto free = check_no_operation(context, address->key); !free) {
    return free.error();
  }
  return write(context, *address, *stored, arm::WriteOperation::patch);
}

Answer delete_resource(Context& context) {
  const auto address = address_of(context, ParentCheck::needed);
  if (!address) {
    return address.error();
  }
  if (auto verb = check_verb(context, *address, arm::Verb::erase); !verb) {
    return verb.error();
  }
  const auto stored = stored_row(context, *address);
  if (!stored) {
    return stored.error();
  }
  if (!stored->has_value()) {
    return empty_response(204);
  }
  if (auto met = check_precondition(context.request, true); !met) {
    return met.error();
  }
  const Operation* running = context.operations.running(address->key, context.now_unix_milliseconds);
  if (running != nullptr && running->action == Operation::Action::deleting) {
    Response response = empty_response(202);
    add_poll_headers(context, *running, PollAddresses::status_and_result, response);
    return response;
  }
  if (auto free = check_no_operation(context, address->key); !free) {
    return free.error();
  }
  if (auto allowed = check_delete(context, *address); !allowed) {
    return allowed.error();
  }
  if (context.operations.asynchronous() && address->kind->long_running) {
    return begin_deletion(context, *address);
  }
  if (auto committed = commit_erase(context.store, address->key); !committed) {
    return error_of(committed.error());
  }
  forget(context, *address);
  return empty_response(200);
}

}  // namespace eg::control
