// The connect rows of testdata/authz/cases.tsv over real TLS: policies become ARM resources, abstract
// certificates real ones, chains real chains.
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>

#include "tests/golden/authz/cases.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/wire_certificates.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#pragma GCC diagnostic pop

namespace eg::test {
namespace {

using Json = rapidjson::Value;
using authz_golden::Case;

struct LeftOut {
  const char* id;
  const char* why;
};
constexpr std::array left_out{
    LeftOut{"C038", "a webhook decides"},
    LeftOut{"C039", "a webhook decides"},
    LeftOut{"C040", "a webhook decides"},
};

rapidjson::Document parsed(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.c_str(), text.size());
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

std::string text_of(const Json& json) {
  return json.IsString() ? json.GetString() : "";
}

std::string json_of(const Json& json) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  json.Accept(writer);
  return buffer.GetString();
}

bool is_lower_case(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char letter) { return letter >= 'a' && letter <= 'f'; });
}

std::string in_case(std::string text, int (*convert)(int)) {
  for (char& letter : text) letter = static_cast<char>(convert(letter));
  return text;
}

/// The authorities that a row names. One that a chain entry `X<Y` speaks of is signed by Y, others are roots.
class Authorities {
 public:
  explicit Authorities(const Json& certificate) {
    if (!certificate.IsObject()) return;
    for (const Json& entry : certificate["chain"].GetArray()) {
      const std::string text = text_of(entry);
      const std::size_t at = text.find('<');
      issuers_[text.substr(0, at)] = text.substr(at + 1);
    }
  }

  EVP_PKEY* key(const std::string& name) {
    const int number =
        static_cast<int>(keys_.try_emplace(name, 60 + static_cast<int>(keys_.size())).first->second);
    return key_number(io::KeyKind::ecdsa_p256, number);
  }
  X509* certificate(const std::string& name) {
    io::CertificatePointer& found = certificates_[name];
    if (found) return found.get();
    const auto issuer = issuers_.find(name);
    const bool is_root = issuer == issuers_.end();
    found = make(authority_spec(name), key(name), is_root ? nullptr : certificate(issuer->second),
                 is_root ? nullptr : key(issuer->second), std::time(nullptr));
    return found.get();
  }
  std::vector<std::string> sent() const {
    std::vector<std::string> names;
    for (const auto& [name, issuer] : issuers_) names.push_back(name);
    return names;
  }

 private:
  std::map<std::string, std::string> issuers_;
  std::map<std::string, int> keys_;
  std::map<std::string, io::CertificatePointer> certificates_;
};

CertificateSpec spec_of(const Json& json) {
  CertificateSpec spec = leaf_spec(text_of(json["subjectCN"]));
  if (json["subjectCN"].IsNull()) spec.subject.clear();
  constexpr std::pair<const char*, const char*> lists[] = {
      {"dns", "DNS:"}, {"uri", "URI:"}, {"ip", "IP:"}, {"email", "email:"}};
  for (const auto& [list, type] : lists) {
    for (const Json& name : json[list].GetArray()) {
      spec.names += (spec.names.empty() ? "" : ",") + (type + text_of(name));
    }
  }
  spec.days = {json["notBeforeDays"].GetInt(), json["notAfterDays"].GetInt()};
  return spec;
}

/// nullptr: the row presents no certificate.
std::unique_ptr<WireIdentity> identity_of(const Json& json, Authorities& authorities) {
  if (!json.IsObject()) return nullptr;
  EVP_PKEY* const key = key_number(io::KeyKind::ecdsa_p256, 50);
  const std::string issuer = text_of(json["issuer"]);
  io::CertificatePointer certificate = issuer.empty()
                                           ? make(spec_of(json), key, nullptr, nullptr, std::time(nullptr))
                                           : make(spec_of(json), key, authorities.certificate(issuer),
                                                  authorities.key(issuer), std::time(nullptr));
  auto identity = std::make_unique<WireIdentity>(shared(key), std::move(certificate));
  for (const std::string& name : authorities.sent())
    identity->sent.push_back(shared(authorities.certificate(name)));
  return identity;
}

/// Row, emulator and what both have to do with each other.
class RowPlayer {
 public:
  RowPlayer(const WireEmulator& emulator, const Case& row)
      : emulator_(emulator), row_(row), input_(parsed(row.input)) {
    erase(emulator_, "wire-ns");
    authorities_ = std::make_unique<Authorities>(input_["cert"]);
    identity_ = identity_of(input_["cert"], *authorities_);
    if (row.policy == "-") {
      emulator_.put_namespace();
    } else {
      put_policy(parsed(row.policy));
    }
  }

  /// As the row says it: the code of the CONNACK and, when it is asked for, who was let in.
  std::string outcome() {
    ConnectOptions options;
    options.version = row_.protocol == "5" ? mqtt::Version::v5 : mqtt::Version::v311;
    options.client_identifier = text_of(input_["clientId"]);
    if (input_["username"].IsString()) options.user_name = text_of(input_["username"]);
    if (input_.HasMember("cleanSession")) options.clean_start = input_["cleanSession"].GetBool();
    if (input_.HasMember("userProperties")) {
      for (const Json& pair : input_["userProperties"].GetArray())
        options.user_properties.emplace_back(text_of(pair[0]), text_of(pair[1]));
    }
    if (input_.HasMember("will")) {
      options.will = WillOptions();
      options.will->topic = text_of(input_["will"]["topic"]);
      options.will->qos = input_["will"]["qos"].GetUint();
    }
    const std::size_t logged = emulator_.log().size();
    WireClient client = emulator_.mqtt(identity_.get());
    client.send(row_.protocol == "3.1" ? packet(0x10, PacketBytes().string("MQIsdp").byte(3).bytes)
                                       : connect_packet(options));
    const Bytes answer = client.packet().value();
    REQUIRE(answer.at(0) == 0x20);
    std::array<char, 8> code{};
    std::snprintf(code.data(), code.size(), "0x%02X", connack_code(answer));
    const std::size_t at = row_.expected.find(" as=");
    if (at == std::string::npos) return code.data();
    const std::string name = row_.expected.substr(at + 4);
    const std::string client_field = "clientIdentity=\"" + name + "\"";
    const bool is_named = emulator_.log().find(client_field, logged) != std::string::npos;
    return code.data() + (is_named ? " as=" + name : " as somebody else: " + emulator_.log().substr(logged));
  }

 private:
  void put_policy(const Json& policy) {
    put_namespace(policy);
    for (const Json& name : policy["caCertificates"].GetArray()) {
      put_ca(emulator_, text_of(name), authorities_->certificate(text_of(name)));
    }
    int number = 0;
    for (const Json& client : policy["clients"].GetArray()) put_client(client, ++number);
    for (const Json& session : policy["sessions"].GetArray()) make_session(session, policy);
  }

  void put_namespace(const Json& policy) {
    const std::string body =
        R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled",)"
        R"("clientAuthentication":{"alternativeAuthenticationNameSources":)" +
        json_of(policy["alternativeAuthenticationNameSources"]) +
        R"(},"maximumClientSessionsPerAuthenticationName":)" +
        json_of(policy["maximumClientSessionsPerAuthenticationName"]) + "}}}";
    std::string target = WireEmulator::arm_target("wire-ns");
    target.replace(target.find("2025-02-15"), 10, "2024-06-01-preview");  // the stable version has no sources
    const HttpReply reply = emulator_.http({.method = "PUT", .target = target, .body = body});
    INFO(reply.body);
    REQUIRE(reply.status / 100 == 2);
  }

  /// The abstract thumbprint of the row's certificate stands for the real one, in the spelling it is given
  /// in.
  std::string real_thumbprint(const std::string& abstract) const {
    const std::string presented = input_["cert"].IsObject() ? text_of(input_["cert"]["thumbprint"]) : "";
    if (in_case(abstract, std::toupper) != in_case(presented, std::toupper)) return abstract;
    return is_lower_case(abstract) ? in_case(identity_->thumbprint, std::tolower) : identity_->thumbprint;
  }

  void put_client(const Json& client, int number) const {
    std::string thumbprints;
    if (client.HasMember("allowedThumbprints")) {
      for (const Json& one : client["allowedThumbprints"].GetArray()) {
        thumbprints += (thumbprints.empty() ? "\"" : ",\"") + real_thumbprint(text_of(one)) + "\"";
      }
    }
    emulator_.put("wire-ns/clients/resource-" + std::to_string(number),
                  R"({"properties":{"authenticationName":)" + json_of(client["authenticationName"]) +
                      R"(,"state":)" + json_of(client["state"]) +
                      R"(,"clientCertificateAuthentication":{"validationScheme":)" +
                      json_of(client["validationScheme"]) +
                      (thumbprints.empty() ? "" : R"(,"allowedThumbprints":[)" + thumbprints + "]") + "}}}");
  }

  void make_session(const Json& session, const Json& policy) {
    const std::string owner = text_of(session["auth"]);
    if (owner != text_of(policy["clients"][0]["authenticationName"])) emulator_.put_client(owner, *identity_);
    auto client =
        std::make_unique<WireClient>(WireOptions{.port = emulator_.mqtt_port(), .identity = identity_.get()});
    REQUIRE(connect_code_of(*client, {.client_identifier = text_of(session["id"]),
                                      .user_name = owner,
                                      .session_expiry_interval_seconds = 600}) == 0);
    if (session["online"].GetBool()) {
      online_.push_back(std::move(client));
    } else {
      client->send(disconnect_packet({}));
      while (client->packet()) continue;
    }
  }

  const WireEmulator& emulator_;
  const Case& row_;
  rapidjson::Document input_;
  std::unique_ptr<Authorities> authorities_;
  std::unique_ptr<WireIdentity> identity_;
  std::vector<std::unique_ptr<WireClient>> online_;
};

}  // namespace

TEST_CASE("golden connect rows over TLS and ARM") {
  const WireEmulator emulator;
  std::size_t played = 0;
  for (const Case& row : authz_golden::read_cases()) {
    if (row.kind != "connect") continue;
    const auto is_row = [&row](const LeftOut& one) { return one.id == row.id; };
    if (std::any_of(left_out.begin(), left_out.end(), is_row)) continue;
    INFO(row.id << " " << row.protocol << " " << row.policy << " " << row.input << ": " << row.why);
    CHECK(RowPlayer(emulator, row).outcome() == row.expected);
    ++played;
  }
  CHECK(played == 38);
}

}  // namespace eg::test
