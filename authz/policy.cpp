#include "authz/policy.hpp"

#include <utility>

#include "authz/case_fold.hpp"
#include "authz/rules.hpp"

namespace eg::authz {

namespace {

Namespace settings_of(const Namespace& model) {
  Namespace settings;
  settings.name = model.name;
  settings.hostname = model.hostname;
  settings.mqtt_enabled = model.mqtt_enabled;
  settings.maximum_session_expiry_hours = model.maximum_session_expiry_hours;
  settings.maximum_sessions_per_authentication_name = model.maximum_sessions_per_authentication_name;
  settings.throughput_units = model.throughput_units;
  settings.alternative_authentication_name_sources = model.alternative_authentication_name_sources;
  settings.public_network_access = model.public_network_access;
  settings.inbound_ip_masks = model.inbound_ip_masks;
  settings.ca_certificates = model.ca_certificates;
  return settings;
}

}  // namespace

PrincipalPointer Policy::find(std::string_view authentication_name) const {
  return principals_.find(fold_case(authentication_name));
}

/// One new generation in the making.
class PolicyCompiler {
 public:
  explicit PolicyCompiler(const Policy* previous) : previous_(previous) {
    if (previous != nullptr) policy_->generation_ = previous->generation_ + 1;
  }

  void take_rules(const Namespace& model) {
    policy_->settings_ = settings_of(model);
    const Rules* old = previous_ == nullptr ? nullptr : previous_->rules_.get();
    rules_are_the_same_ = old != nullptr && old->made_from(model);
    policy_->rules_ = rules_are_the_same_ ? previous_->rules_ : std::make_shared<const Rules>(model, old);
  }
  /// Everything but what is put and erased afterwards.
  void keep_all_of_previous() {
    policy_->settings_ = previous_->settings_;
    policy_->rules_ = previous_->rules_;
    policy_->principals_ = previous_->principals_;
    rules_are_the_same_ = true;
  }
  void put(const Client& client) {
    std::string folded_name = fold_case(client.authentication_name);
    const PrincipalPointer old = previous_ == nullptr ? nullptr : previous_->principals_.find(folded_name);
    PrincipalPointer principal = principal_of(client, old);
    if (principal == old) {
      policy_->principals_.put(folded_name, old);
      return;
    }
    policy_->principals_.put(folded_name, std::move(principal));
    policy_->changed_names_.push_back(std::move(folded_name));
  }
  void erase(std::string_view authentication_name) {
    std::string folded_name = fold_case(authentication_name);
    if (policy_->principals_.erase(folded_name)) policy_->changed_names_.push_back(std::move(folded_name));
  }
  /// Names of the previous generation that were not put are changes too.
  void note_deleted() {
    if (previous_ == nullptr) return;
    previous_->principals_.for_each([this](const std::string& folded_name, const PrincipalPointer&) {
      if (policy_->principals_.find(folded_name) == nullptr) policy_->changed_names_.push_back(folded_name);
    });
  }
  PolicyPointer take() { return std::move(policy_); }

 private:
  PrincipalPointer principal_of(const Client& client, const PrincipalPointer& old) const {
    if (old != nullptr && rules_are_the_same_ && old->client == client) return old;
    Principal made = policy_->rules_->principal_of(client);
    if (old != nullptr && *old == made) return old;
    return std::make_shared<const Principal>(std::move(made));
  }

  const Policy* previous_;
  std::shared_ptr<Policy> policy_ = std::make_shared<Policy>();
  bool rules_are_the_same_ = false;
};

PolicyPointer compile(const Namespace& model, const Policy* previous) {
  PolicyCompiler compiler(previous);
  compiler.take_rules(model);
  for (const Client& client : model.clients) compiler.put(client);
  compiler.note_deleted();
  return compiler.take();
}

PolicyPointer compile_rules(const Namespace& model, const Policy& previous) {
  PolicyCompiler compiler(&previous);
  compiler.take_rules(model);
  previous.principals().for_each([&compiler](const std::string&, const PrincipalPointer& principal) {
    compiler.put(principal->client);
  });
  return compiler.take();
}

PolicyPointer with_client(const Policy& previous, const Client& client) {
  PolicyCompiler compiler(&previous);
  compiler.keep_all_of_previous();
  compiler.put(client);
  return compiler.take();
}

PolicyPointer without_client(const Policy& previous, std::string_view authentication_name) {
  PolicyCompiler compiler(&previous);
  compiler.keep_all_of_previous();
  compiler.erase(authentication_name);
  return compiler.take();
}

}  // namespace eg::authz
