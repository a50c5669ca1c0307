#include "server/control/access_keys.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/json.hpp"
#include "server/control/base64url.hpp"
#include "server/control/json_text.hpp"
#include "server/control/operation_answers.hpp"
#include "server/control/resource_view.hpp"

namespace eg::control {
namespace {

/// Below the resource, so that they go with it; no ARM name begins with a dollar sign but `$all`.
constexpr std::string_view key_suffix = "/$keys";
constexpr std::array<std::string_view, 2> key_names{"key1", "key2"};
constexpr std::size_t key_bytes = 32;

using Keys = std::array<std::string, 2>;

/// Plain base64: its last two letters differ from the URL's, and it is padded to a multiple of four.
std::string new_key(const Settings& settings) {
  std::array<std::uint8_t, key_bytes> bytes{};
  settings.random_bytes(bytes);
  std::string text = to_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  for (char& letter : text) {
    letter = letter == '-' ? '+' : letter == '_' ? '/' : letter;
  }
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::string to_json(const Keys& keys) {
  JsonText json;
  json.begin_object().member(key_names[0], keys[0]).member(key_names[1], keys[1]).end_object();
  return json.take();
}

boost::system::result<std::optional<Keys>, arm::Error> stored_keys(Context& context, const Address& address) {
  const auto row = context.store.get(address.key + std::string(key_suffix));
  if (!row) {
    return error_of(row.error());
  }
  if (!row->has_value()) {
    return std::optional<Keys>();
  }
  const auto document = document_of(row->value());
  if (!document) {
    return document.error();
  }
  return std::optional(Keys{std::string(arm::text_at(*document, key_names[0])),
                            std::string(arm::text_at(*document, key_names[1]))});
}

/// With the operation, if there is one, in one transaction.
store::StoreResult<void> commit_keys(Context& context, const Address& address, const Keys& keys,
                                     Operation* operation) {
  auto transaction = context.store.begin();
  if (!transaction) {
    return transaction.error();
  }
  const store::ResourceRow row{
      address.key + std::string(key_suffix),       address.key,  "accessKeys", "$keys",
      address.id.text() + std::string(key_suffix), to_json(keys)};
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

boost::system::result<Keys, arm::Error> keys_of(Context& context, const Address& address) {
  auto stored = stored_keys(context, address);
  if (!stored) {
    return stored.error();
  }
  if (stored->has_value()) {
    return *std::move(*stored);
  }
  Keys keys{new_key(context.settings), new_key(context.settings)};
  if (auto committed = commit_keys(context, address, keys, nullptr); !committed) {
    return error_of(committed.error());
  }
  return keys;
}

boost::system::result<std::size_t, arm::Error> key_named_in(const std::string& body) {
  const auto parsed = arm::parse_json(body);
  if (!parsed) {
    return parsed.error();
  }
  const std::string_view name = arm::text_at(*parsed, "keyName");
  for (std::size_t index = 0; index < key_names.size(); ++index) {
    if (name == key_names[index]) {
      return index;
    }
  }
  return arm::Error(arm::ErrorCode::invalid_request_content,
                    "The member 'keyName' must be 'key1' or 'key2'" +
                        (name.empty() ? std::string(".") : ", not '" + arm::excerpt(name) + "'."),
                    "keyName");
}

}  // namespace

Answer keys_answer(Context& context, const Address& address) {
  const auto keys = keys_of(context, address);
  if (!keys) {
    return keys.error();
  }
  return json_response(200, to_json(*keys));
}

Answer list_keys(Context& context, const Address& address) {
  return keys_answer(context, address);
}

Answer regenerate_key(Context& context, const Address& address) {
  const auto index = key_named_in(context.request.body);
  if (!index) {
    return index.error();
  }
  if (auto free = check_no_operation(context, address.key); !free) {
    return free.error();
  }
  auto keys = keys_of(context, address);
  if (!keys) {
    return keys.error();
  }
  (*keys)[*index] = new_key(context.settings);
  if (!context.operations.asynchronous()) {
    if (auto committed = commit_keys(context, address, *keys, nullptr); !committed) {
      return error_of(committed.error());
    }
    return json_response(200, to_json(*keys));
  }
  auto operation = new_operation(context, Operation::Action::regenerating_key, address);
  if (!operation) {
    return operation.error();
  }
  if (auto committed = commit_keys(context, address, *keys, &*operation); !committed) {
    return error_of(committed.error());
  }
  Response response = empty_response(202);
  add_poll_headers(context, *operation, PollAddresses::status_and_result, response);
  context.operations.add(*std::move(operation));
  return response;
}

}  // namespace eg::control
