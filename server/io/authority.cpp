// Files: ca.pem, ca.key, server-ecdsa.pem/.key, server-rsa.pem/.key. Keys have mode 0600.
#include "server/io/authority.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <openssl/x509v3.h>
#include <unistd.h>

#include "server/io/certificate_builder.hpp"
#include "server/io/peer_identity.hpp"
#include "server/io/whole_file.hpp"

namespace eg::io {
namespace {

constexpr int authority_days = 3650;
constexpr int server_days = 800;  ///< some platforms refuse more than 825
constexpr std::int64_t renewal_seconds = 30 * 86'400;
constexpr mode_t key_mode = 0600;
constexpr mode_t certificate_mode = 0644;

struct Pair {
  KeyPointer key;
  CertificatePointer certificate;
};

std::string path_of(const AuthorityOptions& options, const std::string& name) {
  return options.directory + "/" + name;
}

/// Both null when the files are not there or are no PEM.
Pair read_pair(const AuthorityOptions& options, const std::string& name) {
  if (options.directory.empty()) return {};
  const auto key = read_file(path_of(options, name + ".key"));
  const auto certificate = read_file(path_of(options, name + ".pem"));
  Pair pair;
  if (key) pair.key = key_from_pem(*key);
  if (certificate) pair.certificate = certificate_from_pem(*certificate);
  return pair;
}

Outcome<void> write_pair(const AuthorityOptions& options, const std::string& name, const Pair& pair) {
  if (options.directory.empty()) return {};
  // The key first: a certificate without its key would be found damaged at the next start.
  auto written = write_file(path_of(options, name + ".key"), to_pem(pair.key.get()), key_mode);
  if (!written) return written;
  return write_file(path_of(options, name + ".pem"), to_pem(pair.certificate.get()), certificate_mode);
}

bool lasts(X509* certificate, const AuthorityOptions& options) {
  return read_peer_certificate(certificate).not_after_unix_seconds >
         options.now_unix_seconds + renewal_seconds;
}

bool same_names(X509* certificate, std::vector<std::string> wanted) {
  const authz::PeerCertificate read = read_peer_certificate(certificate);
  std::vector<std::string> present = read.dns_names;
  present.insert(present.end(), read.ip_addresses.begin(), read.ip_addresses.end());
  std::sort(present.begin(), present.end());
  std::sort(wanted.begin(), wanted.end());
  return present == wanted;
}

bool is_whole(const Pair& pair) {
  return pair.key && pair.certificate && X509_check_private_key(pair.certificate.get(), pair.key.get()) == 1;
}

bool is_fresh(const AuthorityOptions& options) {
  return options.directory.empty() ||
         (is_absent(path_of(options, "ca.key")) && is_absent(path_of(options, "ca.pem")));
}

Outcome<Pair> authority_pair(const AuthorityOptions& options, Authority& result) {
  Pair pair = read_pair(options, "ca");
  // Clients trust the authority: one that is damaged is the user's to mend, never silently another one.
  for (const auto& [name, is_there] :
       {std::pair{"ca.key", pair.key != nullptr}, std::pair{"ca.pem", pair.certificate != nullptr}}) {
    if (is_there || is_fresh(options)) continue;
    return Failure("'" + path_of(options, name) +
                   "' is missing, damaged or cannot be read: restore it, or remove both ca.key and ca.pem to "
                   "have a new authority made, which clients must then be told to trust.");
  }
  if (is_whole(pair) && lasts(pair.certificate.get(), options)) return pair;
  if (pair.key && pair.certificate && !is_whole(pair)) {
    return Failure("The key in '" + path_of(options, "ca.key") +
                   "' does not belong to the certificate beside it; remove both to have new ones made.");
  }
  auto key = make_key(KeyKind::ecdsa_p256);
  if (!key) return key.error();
  pair.key = std::move(*key);
  const CertificateRequest request{
      CertificateRequest::Purpose::authority, "Event Grid emulator authority", {}, authority_days};
  auto certificate = make_certificate(request, pair.key.get(), {}, options.now_unix_seconds);
  if (!certificate) return certificate.error();
  pair.certificate = std::move(*certificate);
  if (const auto written = write_pair(options, "ca", pair); !written) return written.error();
  result.made.emplace_back("ca.pem");
  return pair;
}

Outcome<KeyAndCertificate> server_pair(const AuthorityOptions& options, KeyKind kind, const Pair& authority,
                                       Authority& result) {
  const std::string name = kind == KeyKind::ecdsa_p256 ? "server-ecdsa" : "server-rsa";
  const std::vector<std::string> names = server_names(options.hostnames);
  Pair pair = read_pair(options, name);
  const bool good = is_whole(pair) && lasts(pair.certificate.get(), options) &&
                    same_names(pair.certificate.get(), names) &&
                    X509_check_issued(authority.certificate.get(), pair.certificate.get()) == X509_V_OK;
  if (!good) {
    if (!pair.key) {
      auto key = make_key(kind);
      if (!key) return key.error();
      pair.key = std::move(*key);
    }
    auto certificate = make_certificate(
        {CertificateRequest::Purpose::server, "Event Grid emulator", names, server_days}, pair.key.get(),
        {authority.certificate.get(), authority.key.get()}, options.now_unix_seconds);
    if (!certificate) return certificate.error();
    pair.certificate = std::move(*certificate);
    if (const auto written = write_pair(options, name, pair); !written) return written.error();
    result.made.push_back(name + ".pem");
  }
  return KeyAndCertificate{to_pem(pair.key.get()), to_pem(pair.certificate.get())};
}

}  // namespace

std::vector<std::string> server_names(const std::vector<std::string>& hostnames) {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1", "*.ts.eventgrid.localhost"};
  const auto add = [&names](std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  std::array<char, 256> machine{};
  if (gethostname(machine.data(), machine.size() - 1) == 0) add(machine.data());
  for (const std::string& name : hostnames) {
    add(name);
    if (name.find('.') != std::string::npos && !is_address(name)) add("*." + name);
  }
  return names;
}

Outcome<Authority> open_authority(const AuthorityOptions& options) {
  Authority result;
  auto authority = authority_pair(options, result);
  if (!authority) return authority.error();
  result.authority = {to_pem(authority->key.get()), to_pem(authority->certificate.get())};
  auto ecdsa = server_pair(options, KeyKind::ecdsa_p256, *authority, result);
  if (!ecdsa) return ecdsa.error();
  result.server_ecdsa = std::move(*ecdsa);
  auto rsa = server_pair(options, KeyKind::rsa_2048, *authority, result);
  if (!rsa) return rsa.error();
  result.server_rsa = std::move(*rsa);
  return result;
}

}  // namespace eg::io
