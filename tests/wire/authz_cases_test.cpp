// The rows of testdata/authz/cases.tsv through the whole application: their policy comes in by the management
// endpoint, a client with a certificate publishes or subscribes over TLS, and what it and an observer see is
// the outcome. Rows about CONNECT are judged elsewhere.
#include <algorithm>
#include <span>
#include <string>

#include "server/control/json_text.hpp"
#include "tests/golden/authz/cases.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/wire_emulator.hpp"

namespace eg::test {
namespace {

using authz_golden::Case;
using control::JsonText;
using mqtt::Version;

constexpr const char* name_space = "authz-rows";

std::string client_body(const authz::Client& client, const WireIdentity& identity) {
  JsonText json;
  json.begin_object().begin_object("properties").member("authenticationName", client.authentication_name);
  json.begin_object("clientCertificateAuthentication").member("validationScheme", "ThumbprintMatch");
  json.begin_array("allowedThumbprints").text(identity.thumbprint).end_array().end_object();
  json.begin_object("attributes");
  for (const auto& [key, value] : client.attributes) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) json.number(key, *number);
    if (const auto* flag = std::get_if<bool>(&value)) json.raw(key, *flag ? "true" : "false");
    if (const auto* text = std::get_if<std::string>(&value)) json.member(key, *text);
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
      json.begin_array(key);
      for (const std::string& element : *texts) json.text(element);
      json.end_array();
    }
  }
  json.end_object().end_object().end_object();
  return json.take();
}

std::string query_body(const std::string& query) {
  return JsonText()
      .begin_object()
      .begin_object("properties")
      .member("query", query)
      .end_object()
      .end_object()
      .take();
}

std::string space_body(const std::vector<std::string>& templates) {
  JsonText json;
  json.begin_object().begin_object("properties").begin_array("topicTemplates");
  for (const std::string& one : templates) json.text(one);
  return json.end_array().end_object().end_object().take();
}

std::string binding_body(const authz::PermissionBinding& binding) {
  const bool publishes = binding.permission == authz::Permission::publisher;
  JsonText json;
  json.begin_object().begin_object("properties").member("clientGroupName", binding.client_group_name);
  json.member("topicSpaceName", binding.topic_space_name)
      .member("permission", publishes ? "Publisher" : "Subscriber");
  return json.end_object().end_object().take();
}

std::string hex(std::uint8_t code) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return {'0', 'x', digits[code >> 4], digits[code & 15]};
}

/// `PUBACK 0x87`, `SUBACK 0x00`, `DISCONNECT 0x90`, `PINGRESP`, `PUBLISH TOPIC`, or `closed`.
std::string shown(const std::optional<Bytes>& packet) {
  if (!packet) return "closed";
  std::size_t body = 1;  // a reason string makes the length two bytes long
  while ((packet->at(body) & 0x80U) != 0) ++body;
  ++body;
  const auto byte = [&](std::size_t at) {
    return body + at < packet->size() ? packet->at(body + at) : std::uint8_t{0};
  };
  switch (packet->at(0) >> 4) {
    case 3: {
      const auto begin = packet->begin() + static_cast<std::ptrdiff_t>(body) + 2;
      return "PUBLISH " + std::string(begin, begin + (byte(0) << 8 | byte(1)));
    }
    case 4: return "PUBACK " + hex(byte(2));
    case 9: return "SUBACK " + hex(packet->back());
    case 13: return "PINGRESP";
    case 14: return "DISCONNECT " + hex(byte(0));
    default: return "packet of type " + std::to_string(packet->at(0) >> 4);
  }
}

/// A topic that the filter covers, were it granted.
std::string topic_of(std::string filter) {
  if (filter.starts_with("$share/")) filter = filter.substr(filter.find('/', 7) + 1);
  std::replace(filter.begin(), filter.end(), '+', 'w');
  std::replace(filter.begin(), filter.end(), '#', 'w');
  return filter;
}

class RowPlayer {
 public:
  RowPlayer() : emulator_(WireEmulator::Kept::in_memory), https_(emulator_.https()) {}

  int request(const std::string& method, const std::string& path, const std::string& body = {}) {
    https_.send(http_text({method, WireEmulator::arm_target(name_space + path), body}));
    return read_reply(https_).status;
  }
  void put(const std::string& path, const std::string& body) {
    INFO("PUT " << path << " " << body);
    REQUIRE(request("PUT", path, body) / 100 == 2);
  }
  /// The row's resources, and an observer who may do everything.
  void put_policy(authz::Namespace model) {
    put("", R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})");
    put("/clients/tested", client_body(model.clients.at(0), identity_));
    authz::Client observer;
    observer.authentication_name = "the-observer";
    put("/clients/observer", client_body(observer, identity_));
    model.client_groups.push_back({"observers", "authenticationName = 'the-observer'"});
    model.topic_spaces.push_back({"everything", {"#"}});
    model.permission_bindings.push_back(
        {"observer-publishes", "observers", "everything", authz::Permission::publisher});
    model.permission_bindings.push_back(
        {"observer-subscribes", "observers", "everything", authz::Permission::subscriber});
    for (const auto& group : model.client_groups) put("/clientGroups/" + group.name, query_body(group.query));
    for (const auto& space : model.topic_spaces)
      put("/topicSpaces/" + space.name, space_body(space.topic_templates));
    for (const auto& binding : model.permission_bindings)
      put("/permissionBindings/" + binding.name, binding_body(binding));
  }
  void remove_policy() { REQUIRE(request("DELETE", "") / 100 == 2); }

  WireClient session(const std::string& name, Version version) {
    WireClient client = emulator_.mqtt(&identity_);
    client.send(connect_packet({.version = version, .client_identifier = "of " + name, .user_name = name}));
    const auto answer = client.packet();
    REQUIRE(answer);
    REQUIRE(connack_code(*answer) == 0);
    return client;
  }
  static std::string publish(WireClient& client, Version version, const std::string& topic) {
    client.send(publish_packet({.version = version, .topic = topic, .qos = 1, .packet_identifier = 1}));
    return shown(client.packet());
  }
  static std::string subscribe(WireClient& client, Version version, const std::string& filter) {
    client.send(subscribe_packet({.version = version, .filters = {{.filter = filter}}}));
    return shown(client.packet());
  }

  /// What the publisher is answered, and whether the observer has the message.
  std::string play_publish(const std::string& name, Version version, const std::string& topic) {
    WireClient observer = session("the-observer", Version::v5);
    REQUIRE(subscribe(observer, Version::v5, "#") == "SUBACK 0x00");
    WireClient client = session(name, version);
    const std::string answer = publish(client, version, topic);
    observer.send(publish_packet({.version = Version::v5, .topic = "the end"}));
    const std::string first = shown(observer.packet());
    return first == "PUBLISH the end" ? answer : answer + ", " + first;
  }
  /// What the subscriber is answered, and whether a message on a topic of the filter reaches it.
  std::string play_subscribe(const std::string& name, Version version, const std::string& filter) {
    WireClient observer = session("the-observer", Version::v5);
    WireClient client = session(name, version);
    const std::string answer = subscribe(client, version, filter);
    const std::string topic = topic_of(filter);
    if (answer == "closed" || topic.empty() || topic.size() > 256) return answer;
    publish(observer, Version::v5, topic);
    client.send(pingreq_packet());
    const std::string first = shown(client.packet());
    return first == "PINGRESP" ? answer : answer + ", " + first;
  }

 private:
  WireEmulator emulator_;
  WireClient https_;
  WireIdentity identity_{"authz-rows"};
};

struct OutcomeRow {
  const char* expected;  ///< of cases.tsv
  const char* v5;
  const char* v311;
};
/// broker-behaviour 5.3, 5.5
constexpr OutcomeRow publish_outcomes[] = {{"allow", "PUBACK 0x00, PUBLISH ", "PUBACK 0x00, PUBLISH "},
                                           {"deny", "PUBACK 0x87", "closed"},
                                           {"limit", "PUBACK 0x90", "closed"},
                                           {"malformed", "DISCONNECT 0x90", "closed"}};
constexpr OutcomeRow subscribe_outcomes[] = {{"allow", "SUBACK 0x00, PUBLISH ", "SUBACK 0x00, PUBLISH "},
                                             {"deny", "SUBACK 0x87", "SUBACK 0x80"},
                                             {"limit", "SUBACK 0x8F", "SUBACK 0x80"},
                                             {"malformed", "SUBACK 0x8F", "SUBACK 0x80"},
                                             {"disconnect", "", "closed"}};

std::string outcome(const Case& row, Version version, const std::string& text) {
  const bool is_publish = row.kind == "publish";
  const std::span<const OutcomeRow> of_publish(publish_outcomes);
  const std::span<const OutcomeRow> of_subscribe(subscribe_outcomes);
  const auto rows = is_publish ? of_publish : of_subscribe;
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return row.expected == one.expected; });
  REQUIRE(found != rows.end());
  std::string expected = version == Version::v5 ? found->v5 : found->v311;
  if (text.empty() && is_publish && version == Version::v5) return "DISCONNECT 0x82";  // no alias either
  if (expected.ends_with(' ')) expected += is_publish ? text : topic_of(text);
  return expected;
}

bool is_shared(const std::string& text) {
  return text.starts_with("$share/");
}

TEST_CASE("authz rows of publish and subscribe over TLS, in both versions") {
  RowPlayer player;
  std::size_t played = 0;
  for (const Case& row : authz_golden::read_cases()) {
    if (row.kind != "publish" && row.kind != "subscribe") continue;
    INFO(row.id << " " << row.policy << " " << row.input << ": " << row.why);
    const authz::Client client = authz_golden::client_of(row.client);
    const std::string text = authz_golden::json_text(row.input);
    player.put_policy(authz_golden::namespace_of(row.policy, client));
    for (const Version version : {Version::v5, Version::v311}) {
      // Rows are written for one version; in the other one only a shared filter is another thing.
      const bool is_own = (row.protocol == "5") == (version == Version::v5);
      if (!is_own && is_shared(text)) continue;
      INFO("version " << (version == Version::v5 ? "5" : "3.1.1"));
      const std::string& name = client.authentication_name;
      const std::string seen = row.kind == "publish" ? player.play_publish(name, version, text)
                                                     : player.play_subscribe(name, version, text);
      CHECK(seen == outcome(row, version, text));
    }
    player.remove_policy();
    ++played;
  }
  CHECK(played >= 116);
}

TEST_CASE("authz rows of queries: the management endpoint refuses them, or members may publish") {
  RowPlayer player;
  std::size_t played = 0;
  for (const Case& row : authz_golden::read_cases()) {
    if (row.kind != "query") continue;
    INFO(row.id << " " << row.client << " " << row.input << ": " << row.why);
    const bool has_client = row.client != "-";
    const authz::Client client = has_client ? authz_golden::client_of(row.client) : authz::Client{};
    const std::string query = authz_golden::json_text(row.input);
    if (!has_client) {
      player.put("", R"({"location":"eastus"})");
      CHECK(player.request("PUT", "/clientGroups/tested", query_body(query)) / 100 ==
            (row.expected == "valid" ? 2 : 4));
    } else {
      authz::Namespace model;
      model.clients = {client};
      model.client_groups = {{"tested", query}};
      model.topic_spaces = {{"tested-space", {"of/members"}}};
      model.permission_bindings = {{"tested", "tested", "tested-space", authz::Permission::publisher}};
      player.put_policy(model);
      CHECK(player.play_publish(client.authentication_name, Version::v5, "of/members") ==
            (row.expected == "true" ? "PUBACK 0x00, PUBLISH of/members" : "PUBACK 0x87"));
    }
    player.remove_policy();
    ++played;
  }
  CHECK(played >= 45);
}

TEST_CASE("authz rows of templates: the management endpoint takes or refuses them") {
  RowPlayer player;
  player.put("", R"({"location":"eastus"})");
  std::size_t played = 0;
  for (const Case& row : authz_golden::read_cases()) {
    if (row.kind != "template-valid") continue;
    INFO(row.id << " " << row.input << ": " << row.why);
    const int status =
        player.request("PUT", "/topicSpaces/tested", space_body({authz_golden::json_text(row.input)}));
    CHECK(status / 100 == (row.expected == "valid" ? 2 : 4));
    ++played;
  }
  CHECK(played >= 26);
}

}  // namespace
}  // namespace eg::test
