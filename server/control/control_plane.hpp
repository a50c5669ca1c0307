// The control plane: ARM, sign-in stand-in and the emulator's own endpoints, as a function from request to
// response. Owns the store and the model of every namespace; compiles policies. Knows no socket, no TLS and
// no thread: the shell calls it from one control thread and passes the time in.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "authz/policy.hpp"
#include "server/control/ca_certificate.hpp"
#include "server/control/client_certificate.hpp"
#include "server/control/denials.hpp"
#include "server/control/http_message.hpp"
#include "store/store.hpp"

namespace eg::control {

struct Settings {
  std::string version;                 ///< of the emulator
  std::string hostname;                ///< `--hostname`, for topicSpacesConfiguration.hostname (design 5)
  std::vector<std::string> hostnames;  ///< all names by which requests may address us (Host, Origin)
  std::string ca_certificate_pem;      ///< served at /emulator/ca.pem
  bool quotas = true;
  /// How long long-running operations take (arm-contract 5); 0: every answer is final.
  std::int64_t operation_milliseconds = 0;
  /// Fills the bytes with randomness that nobody can guess: for access keys.
  std::function<void(std::span<std::uint8_t>)> random_bytes;
  CaCertificateReader read_ca_certificate = nullptr;          ///< nullptr: no CA certificate is taken
  DenialSource recent_denials{};                              ///< empty: none are remembered
  ClientCertificateReader read_client_certificate = nullptr;  ///< nullptr: none is taken
  ChainVerifier verify_chain{};                               ///< empty: chains are not checked
};

/// A namespace whose policy changed; `policy` nullptr: it is gone. The shell hands it to the broker and
/// answers the request only after the broker has it in force.
struct PolicyChange {
  std::string namespace_name;
  authz::PolicyPointer policy;
};

struct Handled {
  Response response;
  std::vector<PolicyChange> changes;
  std::vector<std::string> warnings;  ///< for the log
};

class ControlPlane {
 public:
  ControlPlane(const Settings& settings, store::Store store);
  ~ControlPlane();

  /// Policies of all stored namespaces, for start-up; also creates the resource group `emulator` in a fresh
  /// store.
  store::StoreResult<std::vector<PolicyChange>> start(std::int64_t now_unix_milliseconds);

  Handled handle(const Request& request, std::int64_t now_unix_milliseconds);

  /// For what else the shell keeps in it, before the first request and after the last.
  store::Store& store();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace eg::control
