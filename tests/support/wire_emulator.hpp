// The App in process on free ports, with a data directory of its own and the log in a list; and what tests do
// with it over HTTPS and MQTT.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/app.hpp"
#include "server/io/authority.hpp"
#include "server/io/clock.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/wire_client.hpp"

namespace eg::test {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "eventgrid-wire-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
    path = pattern;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string path;
};

class LogList final : public io::LogSink {
 public:
  void line(io::LogLevel, std::string_view text) override {
    const std::lock_guard lock(mutex_);
    text_.append(text).append("\n");
  }
  bool wants(io::LogLevel) const override { return true; }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

/// Keys cost time: one authority for all emulators of the program.
inline const std::string& authority_directory() {
  static const TemporaryDirectory directory;
  static const bool made = io::open_authority({directory.path, {}, io::unix_seconds()}).has_value();
  REQUIRE(made);
  return directory.path;
}

struct HttpReply {
  int status = 0;
  std::string header;
  std::string body;
};

struct HttpOptions {
  std::string method = "GET";
  std::string target{};
  std::string body{};
  std::string host = "localhost";
  std::string more_headers{};  ///< each with its line end
};

inline std::string http_text(const HttpOptions& options) {
  return options.method + " " + options.target + " HTTP/1.1\r\nHost: " + options.host +
         "\r\nAuthorization: Bearer any\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(options.body.size()) + "\r\n" + options.more_headers + "\r\n" + options.body;
}

inline HttpReply read_reply(WireClient& client, bool has_body = true) {
  HttpReply reply;
  reply.header = client.text_until("\r\n\r\n");
  if (reply.header.size() > 12) reply.status = std::stoi(reply.header.substr(9, 3));
  const std::size_t at = reply.header.find("Content-Length: ");
  if (has_body && at != std::string::npos) reply.body = client.take(std::stoul(reply.header.substr(at + 16)));
  return reply;
}

class WireEmulator {
 public:
  enum class Kept : std::uint8_t { on_disk, in_memory };
  /// `quotas` as on the command line.
  explicit WireEmulator(Kept kept = Kept::on_disk, std::string quotas = "azure")
      : kept_(kept), quotas_(std::move(quotas)) {
    std::filesystem::copy(authority_directory(), directory_.path, std::filesystem::copy_options::recursive);
    start();
  }

  void start() {
    auto started = app::App::start(config(), log_);
    INFO((started.has_error() ? started.error().message : std::string{}));
    REQUIRE(started.has_value());
    app_ = std::move(*started);
  }
  void stop() { app_.reset(); }

  app::Config config() const {
    app::Config config;
    config.data_dir = kept_ == Kept::in_memory ? ":memory:" : directory_.path;
    config.quotas = quotas_;
    config.threads = 4;  // as on a machine with many processors, whatever this one has
    config.mqtt_port = 0;
    config.https_port = 0;
    return config;
  }
  app::App& app() { return *app_; }
  std::uint16_t mqtt_port() const { return app_->mqtt_port(); }
  std::uint16_t https_port() const { return app_->https_port(); }
  std::string log() const { return log_.text(); }
  io::LogSink& log_sink() { return log_; }

  WireClient https() const { return WireClient({.port = app_->https_port()}); }
  HttpReply http(const HttpOptions& options) const {
    WireClient client = https();
    client.send(http_text(options));
    return read_reply(client);
  }
  /// PUT below the resource group that a fresh store holds; REQUIREs success.
  void put(const std::string& path, const std::string& body) const {
    const HttpReply reply = http({"PUT", arm_target(path), body});
    INFO(path << ": " << reply.header << reply.body);
    REQUIRE(reply.status / 100 == 2);
  }
  static std::string arm_target(const std::string& path) {
    return "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/emulator/providers/"
           "Microsoft.EventGrid/namespaces/" +
           path + "?api-version=2025-02-15";
  }

  void put_client(const std::string& name, const WireIdentity& identity,
                  const std::string& namespace_name = "wire-ns") const {
    put(namespace_name + "/clients/" + name,
        R"({"properties":{"authenticationName":")" + name +
            R"(","state":"Enabled","clientCertificateAuthentication":{"validationScheme":"ThumbprintMatch",)"
            R"("allowedThumbprints":[")" +
            identity.thumbprint + R"("]}}})");
  }
  /// A namespace `wire-ns` with one topic space `t/#` that everyone may publish to and subscribe to.
  void put_namespace() const {
    put("wire-ns", R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})");
    put("wire-ns/topicSpaces/space", R"({"properties":{"topicTemplates":["t/#"]}})");
    for (const std::string permission : {"Publisher", "Subscriber"}) {
      put("wire-ns/permissionBindings/" + permission,
          R"({"properties":{"clientGroupName":"$all","topicSpaceName":"space","permission":")" + permission +
              "\"}}");
    }
  }

  WireClient mqtt(const WireIdentity* identity, int tls_version = TLS1_3_VERSION) const {
    return WireClient({.port = app_->mqtt_port(), .identity = identity, .tls_version = tls_version});
  }
  /// Connected; REQUIREs CONNACK with success.
  WireClient session(const WireIdentity& identity, const std::string& name,
                     mqtt::Version version = mqtt::Version::v5) const {
    WireClient client = mqtt(&identity);
    client.send(connect_packet({.version = version, .client_identifier = name, .user_name = name}));
    const auto answer = client.packet();
    REQUIRE(answer);
    REQUIRE(answer->at(0) == 0x20);
    REQUIRE(connack_code(*answer) == 0);
    return client;
  }

 private:
  Kept kept_;
  std::string quotas_;
  TemporaryDirectory directory_;
  LogList log_;
  std::unique_ptr<app::App> app_;
};

}  // namespace eg::test
