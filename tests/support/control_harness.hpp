// A control plane over a store in memory, with the names that the cases use: `$SUB`, `$RG`, `$NS`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/control/control_plane.hpp"
#include "store/store.hpp"

namespace eg::test {

inline constexpr std::int64_t control_time = 1'734'335'103'843;  // 2024-12-16T07:45:03.843Z

/// Stands for the shell's reader: takes texts that begin with `CERTIFICATE`.
inline boost::system::result<control::CaCertificate, arm::Error> read_any_certificate(std::string_view text) {
  if (!text.starts_with("CERTIFICATE")) {
    return arm::Error(arm::ErrorCode::invalid_request, "This is no certificate.");
  }
  return control::CaCertificate{std::string(text), "OF " + std::string(text), "2022-09-12T23:06:43+00:00",
                                "2032-09-12T23:06:43+00:00"};
}

inline control::Settings control_settings() {
  control::Settings settings;
  settings.version = "0.1.0-test";
  settings.hostname = "localhost";
  settings.read_ca_certificate = read_any_certificate;
  settings.ca_certificate_pem = "-----BEGIN CERTIFICATE-----\n";
  settings.random_bytes = [next = std::uint8_t{0}](std::span<std::uint8_t> bytes) mutable {
    for (std::uint8_t& byte : bytes) byte = next++;
  };
  return settings;
}

inline std::string with_names(std::string text) {
  const std::string subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
  const std::string group = subscription + "/resourceGroups/emulator";
  const std::pair<std::string, std::string> names[] = {
      {"$NS", group + "/providers/Microsoft.EventGrid/namespaces/ns1"},
      {"$RG", group},
      {"$SUB", subscription}};
  for (const auto& [name, value] : names) {
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) {
      text.replace(at, name.size(), value);
    }
  }
  return text;
}

class ControlHarness {
 public:
  explicit ControlHarness(const control::Settings& settings = control_settings(),
                          const std::string& path = ":memory:")
      : plane_(settings, store::Store::open(path).value()), started_(plane_.start(control_time).value()) {}

  /// `request_line` is `PUT $NS/clients/c1`; the api-version is added unless the line has one or `version` is
  /// empty.
  control::Handled send(const std::string& request_line, const std::string& body = {},
                        const std::string& version = "2025-02-15",
                        std::vector<control::Header> headers = {}) {
    control::Request request;
    const std::size_t blank = request_line.find(' ');
    request.method = request_line.substr(0, blank);
    request.target = with_names(request_line.substr(blank + 1));
    if (!version.empty() && request.target.find("api-version=") == std::string::npos) {
      request.target +=
          (request.target.find('?') == std::string::npos ? "?" : "&") + ("api-version=" + version);
    }
    request.body = body;
    request.headers = std::move(headers);
    if (request.header("Host").empty()) {
      request.headers.emplace_back("Host", "localhost:8443");
    }
    if (request.header("Authorization").empty()) {
      request.headers.emplace_back("Authorization", "Bearer any");
    }
    return plane_.handle(request, control_time + passed_milliseconds_);
  }
  void let_pass(std::int64_t milliseconds) { passed_milliseconds_ += milliseconds; }
  control::ControlPlane& plane() { return plane_; }
  const std::vector<control::PolicyChange>& started() const { return started_; }

 private:
  control::ControlPlane plane_;
  std::vector<control::PolicyChange> started_;
  std::int64_t passed_milliseconds_ = 0;
};

inline std::string header_of(const control::Response& response, std::string_view name) {
  for (const control::Header& header : response.headers) {
    if (header.first == name) {
      return header.second;
    }
  }
  return {};
}

}  // namespace eg::test
