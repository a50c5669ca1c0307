// The lines that make up a policy.
#include "tests/golden/dialogues/configuration.hpp"

#include "tests/golden/dialogues/packet_words.hpp"

namespace eg::dialogues {
namespace {

void add_binding(authz::Namespace& model, authz::Permission permission, const std::string& group,
                 std::vector<std::string> templates) {
  static std::size_t bindings = 0;
  const std::string name = "binding-" + std::to_string(++bindings);
  model.topic_spaces.push_back({name + "-space", std::move(templates)});
  model.permission_bindings.push_back({name, group, name + "-space", permission});
}

/// Two parties of their own in every namespace: they must be served whatever happens to others.
void add_bystander(authz::Namespace& model) {
  authz::Client client;
  client.name = client.authentication_name = "bystander";
  client.validation_scheme = authz::ValidationScheme::thumbprint_match;
  client.allowed_thumbprints = {std::string(64, 'F')};
  model.clients.push_back(client);
  model.client_groups.push_back({"bystanders", "authenticationName = 'bystander'"});
  add_binding(model, authz::Permission::publisher, "bystanders", {"bystander/#"});
  add_binding(model, authz::Permission::subscriber, "bystanders", {"bystander/#"});
}

}  // namespace

bool Configuration::change(const Step& step) {
  const std::vector<std::string>& words = step.words;
  const std::string& verb = words[0];
  if (verb == "quotas") {
    quotas = words.at(1) == "on";
  } else if (verb == "namespace") {
    current = words.at(1);
    const bool is_new = !models.contains(current);
    authz::Namespace& changed = models[current];
    if (is_new) add_bystander(changed);
    changed.name = current;
    changed.mqtt_enabled = word_value(words, "mqtt", "on") == "on";
    changed.maximum_session_expiry_hours =
        static_cast<std::uint32_t>(std::stoul(word_value(words, "hours", "1")));
    changed.maximum_sessions_per_authentication_name =
        static_cast<std::uint32_t>(std::stoul(word_value(words, "sessions", "1")));
    changed.throughput_units = static_cast<std::uint32_t>(std::stoul(word_value(words, "units", "1")));
  } else if (verb == "client") {
    std::erase_if(model().clients,
                  [&](const authz::Client& one) { return one.authentication_name == words.at(1); });
    authz::Client client;
    client.name = client.authentication_name = words.at(1);
    client.enabled = word_value(words, "state", "Enabled") == "Enabled";
    const std::string thumbprint = word_value(words, "thumb", "");
    if (thumbprint.empty()) {
      client.validation_scheme = authz::ValidationScheme::subject_matches_authentication_name;
    } else {
      client.validation_scheme = authz::ValidationScheme::thumbprint_match;
      client.allowed_thumbprints = {std::string(64, thumbprint[0])};
    }
    const std::string kind = word_value(words, "kind", "");
    if (!kind.empty()) client.attributes["kind"] = kind;
    model().clients.push_back(client);
  } else if (verb == "remove-client") {
    std::erase_if(model().clients,
                  [&](const authz::Client& one) { return one.authentication_name == words.at(1); });
  } else if (verb == "group") {
    model().client_groups.push_back({words.at(1), "attributes.kind = '" + words.at(2) + "'"});
  } else if (verb == "publisher" || verb == "subscriber") {
    add_binding(model(), verb == "publisher" ? authz::Permission::publisher : authz::Permission::subscriber,
                words.at(1), {words.begin() + 2, words.end()});
  } else if (verb == "unbind") {
    auto& bindings = model().permission_bindings;
    std::erase_if(bindings,
                  [](const authz::PermissionBinding& one) { return one.client_group_name != "bystanders"; });
  } else if (verb == "ca") {
    model().ca_certificates.clear();
    for (auto name = words.begin() + 1; name != words.end(); ++name) {
      model().ca_certificates.push_back({.name = *name});
    }
  } else {
    return false;
  }
  return true;
}

}  // namespace eg::dialogues
