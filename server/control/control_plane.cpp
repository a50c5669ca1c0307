#include "server/control/control_plane.hpp"

#include <random>
#include <utility>

#include "server/control/context.hpp"
#include "server/control/host_check.hpp"
#include "server/control/resource_groups.hpp"
#include "server/control/router.hpp"

namespace eg::control {
namespace {

/// Tells a fresh store from one whose groups were all deleted: those stay deleted.
store::ResourceRow fresh_store_marker() {
  return {"emulator:initialised", "emulator:", "markers", "initialised", "", "{}"};
}

store::StoreResult<void> add_default_group(store::Store& store) {
  const store::ResourceRow fresh = fresh_store_marker();
  const auto marker = store.get(fresh.key);
  if (!marker) {
    return marker.error();
  }
  if (marker->has_value()) {
    return {};
  }
  auto transaction = store.begin();
  if (!transaction) {
    return transaction.error();
  }
  for (const store::ResourceRow& row : {fresh, default_resource_group()}) {
    if (auto put = store.put(row); !put) {
      return put;
    }
  }
  return transaction->commit();
}

std::string bearer_challenge(const Request& request) {
  return "Bearer authorization_uri=\"" + base_address(request) + "/adfs\", error=\"invalid_token\"";
}

}  // namespace

class ControlPlane::State {
 public:
  State(const Settings& settings, store::Store store)
      : settings_(settings),
        store_(std::move(store)),
        models_(settings_),
        operations_(settings.operation_milliseconds) {}

  store::StoreResult<std::vector<PolicyChange>> start(std::int64_t now_unix_milliseconds) {
    if (auto added = add_default_group(store_); !added) {
      return added.error();
    }
    if (auto loaded = operations_.load(store_, now_unix_milliseconds); !loaded) {
      return loaded.error();
    }
    return models_.load(store_);
  }

  store::Store& store() { return store_; }

  Handled handle(const Request& request, std::int64_t now_unix_milliseconds) {
    const auto plain = in_origin_form(request);
    return handle_plain(plain ? *plain : request, now_unix_milliseconds);
  }

 private:
  Handled handle_plain(const Request& request, std::int64_t now_unix_milliseconds) {
    Handled handled;
    if (auto settled = operations_.settle(store_, now_unix_milliseconds); !settled) {
      handled.warnings.push_back("A deletion that has ended is tried again: " + settled.error().message);
    }
    auto target = RequestTarget::parse(request.target);
    if (auto foreign = foreign_host(request, settings_.hostnames)) {
      handled.response = error_response({arm::ErrorCode::forbidden_origin, *foreign});
    } else if (!target) {
      handled.response =
          error_response({arm::ErrorCode::invalid_request,
                          "The request's address is no path: it must begin with a slash, two "
                          "hexadecimal digits must follow each percent sign, and the text must be UTF-8."});
    } else {
      Context context{request, *target, now_unix_milliseconds, settings_, store_,
                      models_, guids_,  operations_,           {},        {},
                      {},      {}};
      handled.response = answer(context);
      handled.changes = std::move(context.changes);
      handled.warnings = std::move(context.warnings);
    }
    if (request.method == "HEAD") {
      handled.response.body.clear();
    }
    add_arm_headers(request, now_unix_milliseconds, guids_, handled.response);
    return handled;
  }

  static Response answer(Context& context) {
    Answer answer = route(context);
    if (answer) {
      return *std::move(answer);
    }
    Response response = error_response(answer.error());
    if (response.status == 401) {
      response.headers.emplace_back("WWW-Authenticate", bearer_challenge(context.request));
    }
    if (response.status == 405) {
      // RFC 9110, 15.5.6: the header must be there, even when it is empty.
      response.headers.emplace_back("Allow", context.allowed_methods);
    }
    return response;
  }

  Settings settings_;
  store::Store store_;
  NamespaceModels models_;
  Operations operations_;
  GuidSource guids_{(static_cast<std::uint64_t>(std::random_device{}()) << 32) | std::random_device{}()};
};

ControlPlane::ControlPlane(const Settings& settings, store::Store store)
    : state_(std::make_unique<State>(settings, std::move(store))) {}
ControlPlane::~ControlPlane() = default;

store::StoreResult<std::vector<PolicyChange>> ControlPlane::start(std::int64_t now_unix_milliseconds) {
  return state_->start(now_unix_milliseconds);
}

Handled ControlPlane::handle(const Request& request, std::int64_t now_unix_milliseconds) {
  return state_->handle(request, now_unix_milliseconds);
}

store::Store& ControlPlane::store() {
  return state_->store();
}

}  // namespace eg::control
