// New resources first, old ones afterwards in the opposite order: what refers to another comes after it.
#include "tests/wire/dialogue_policy.hpp"

#include <memory>
#include <stdexcept>

namespace eg::test {
namespace {

/// Names of namespaces have three letters at least.
std::string namespace_name(const std::string& name) {
  return name.size() < 3 ? name + "-wire" : name;
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

std::string client_body(const authz::Client& client) {
  std::string body = R"({"properties":{"authenticationName":)" + quoted(client.authentication_name) +
                     R"(,"state":)" + quoted(client.enabled ? "Enabled" : "Disabled") +
                     R"(,"clientCertificateAuthentication":{"validationScheme":"ThumbprintMatch",)" +
                     R"("allowedThumbprints":[)" +
                     quoted(identity(client.allowed_thumbprints.at(0).at(0)).thumbprint) + "]}";
  const auto kind = client.attributes.find("kind");
  if (kind != client.attributes.end()) {
    body += R"(,"attributes":{"kind":)" + quoted(std::get<std::string>(kind->second)) + "}";
  }
  return body + "}}";
}

std::string space_body(const authz::TopicSpace& space) {
  std::string templates;
  for (const std::string& one : space.topic_templates)
    templates += (templates.empty() ? "" : ",") + quoted(one);
  return R"({"properties":{"topicTemplates":[)" + templates + "]}}";
}

}  // namespace

const WireIdentity& identity(char letter) {
  static std::map<char, std::unique_ptr<WireIdentity>> identities;
  std::unique_ptr<WireIdentity>& found = identities[letter];
  if (!found) found = std::make_unique<WireIdentity>(std::string("device-") + letter);
  return *found;
}

/// The digit in a path puts what others refer to before them.
DialoguePolicy::Resources DialoguePolicy::resources_of(const authz::Namespace& model) {
  const std::string name = namespace_name(model.name);
  Resources resources;
  resources["0" + name] =
      R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled",)"
      R"("maximumSessionExpiryInHours":)" +
      std::to_string(model.maximum_session_expiry_hours) +
      R"(,"maximumClientSessionsPerAuthenticationName":)" +
      std::to_string(model.maximum_sessions_per_authentication_name) + "}}}";
  for (const authz::Client& client : model.clients)
    resources["1" + name + "/clients/" + client.name] = client_body(client);
  for (const authz::ClientGroup& group : model.client_groups)
    resources["2" + name + "/clientGroups/" + group.name] =
        R"({"properties":{"query":")" + group.query + "\"}}";
  for (const authz::TopicSpace& space : model.topic_spaces)
    resources["3" + name + "/topicSpaces/" + space.name] = space_body(space);
  for (const authz::PermissionBinding& binding : model.permission_bindings) {
    const bool publishes = binding.permission == authz::Permission::publisher;
    resources["4" + name + "/permissionBindings/" + binding.name] =
        R"({"properties":{"clientGroupName":)" + quoted(binding.client_group_name) + R"(,"topicSpaceName":)" +
        quoted(binding.topic_space_name) + R"(,"permission":)" +
        quoted(publishes ? "Publisher" : "Subscriber") + "}}";
  }
  return resources;
}

void DialoguePolicy::apply(const dialogues::Configuration& configuration) {
  Resources wanted;
  for (const auto& [name, model] : configuration.models) wanted.merge(resources_of(model));
  for (const auto& [path, body] : wanted) {
    const auto found = in_force_.find(path);
    if (found != in_force_.end() && found->second == body) continue;
    const int status = request("PUT", path.substr(1), body);
    if (status / 100 != 2)
      throw std::runtime_error("PUT " + path.substr(1) + " is answered " + std::to_string(status));
  }
  for (auto old = in_force_.rbegin(); old != in_force_.rend(); ++old) {
    if (!wanted.contains(old->first)) request("DELETE", old->first.substr(1));
  }
  in_force_ = std::move(wanted);
}

void DialoguePolicy::remove_namespace(const std::string& name) {
  const std::string found = namespace_name(name);
  request("DELETE", found);
  std::erase_if(in_force_, [&](const auto& row) {
    return row.first.substr(1) == found || row.first.substr(1).starts_with(found + "/");
  });
}

void DialoguePolicy::remove_all() {
  for (const auto& [path, body] : in_force_) {
    if (path[0] == '0') request("DELETE", path.substr(1));
  }
  in_force_.clear();
}

/// Several turns: a link hands on 64 packets in each.
void DialoguePolicy::wait_for_broker() {
  for (int turn = 0; turn < 4; ++turn) request("DELETE", "no-such-namespace");
}

int DialoguePolicy::request(const std::string& method, const std::string& path, const std::string& body) {
  https_.send(http_text({method, WireEmulator::arm_target(path), body}));
  return read_reply(https_).status;
}

}  // namespace eg::test
