// Self-signed suffices for ThumbprintMatch, which looks at no issuer (broker-behaviour 3.3).
#include "server/cert_command.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <unistd.h>

#include "server/cert_body.hpp"
#include "server/cert_issuer.hpp"
#include "server/cert_moment.hpp"
#include "server/io/certificate_builder.hpp"
#include "server/io/peer_identity.hpp"
#include "server/io/pkcs12.hpp"
#include "server/io/whole_file.hpp"

namespace eg::app {
namespace {

constexpr int client_days = 365;
constexpr int authority_days = 3650;
constexpr mode_t secret_mode = 0600;
constexpr mode_t public_mode = 0644;

struct NewFile {
  std::string path;
  std::string content;
  mode_t mode;
};

io::CertificateRequest request_of(const Config::Cert& options, std::int64_t now_unix_seconds) {
  io::CertificateRequest request;
  request.purpose = options.authority ? io::CertificateRequest::Purpose::authority
                                      : io::CertificateRequest::Purpose::client;
  request.common_name = options.name;
  request.names = options.dns_names;
  request.names.insert(request.names.end(), options.ip_addresses.begin(), options.ip_addresses.end());
  request.uris = options.uris;
  request.email_addresses = options.email_addresses;
  request.days = options.days.value_or(options.authority ? authority_days : client_days);
  if (!options.not_before.empty()) {
    request.not_before_unix_seconds = parse_moment(options.not_before, now_unix_seconds);
  }
  return request;
}

io::Outcome<void> check_absent(const MadeCertificate& made) {
  for (const std::string& file : {made.key_file, made.certificate_file, made.pfx_file}) {
    if (file.empty() || io::is_absent(file)) continue;
    return io::Failure("'" + file + "' exists already: choose another NAME or --out, or remove it.");
  }
  return {};
}

/// All or none.
io::Outcome<void> write_files(const std::string& folder, const std::vector<NewFile>& files) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return io::Failure("The folder '" + folder + "' cannot be made: " + error.message() + ".");
  for (std::size_t index = 0; index < files.size(); ++index) {
    auto written = io::write_file(files[index].path, files[index].content, files[index].mode);
    if (written) continue;
    for (std::size_t done = 0; done < index; ++done) ::unlink(files[done].path.c_str());
    return written;
  }
  return {};
}

/// Unless it is asked for, nothing is valid for longer than who signs it: in whole days, at least one.
int days_within(const CertIssuer& issuer, const io::CertificateRequest& request,
                std::int64_t now_unix_seconds) {
  if (!issuer.is_there()) return request.days;
  constexpr std::int64_t day_seconds = 86'400;
  const std::int64_t end = io::validity_of(issuer.certificate.get()).not_after_unix_seconds;
  const std::int64_t days = (end - request.not_before_unix_seconds.value_or(now_unix_seconds)) / day_seconds;
  return static_cast<int>(std::clamp<std::int64_t>(days, 1, request.days));
}

std::string surprise_of(const CertIssuer& issuer, X509* certificate) {
  if (!issuer.is_there()) return {};
  const std::int64_t end = io::validity_of(certificate).not_after_unix_seconds;
  if (io::validity_of(issuer.certificate.get()).not_after_unix_seconds >= end) return {};
  return "The issuer's validity ends before the certificate's.";
}

}  // namespace

io::Outcome<MadeCertificate> make_user_certificate(const Config::Cert& options,
                                                   std::int64_t now_unix_seconds) {
  const std::string start = options.out + "/" + options.name;
  MadeCertificate made;
  made.certificate_file = start + ".cer.pem";
  made.key_file = start + ".key.pem";
  if (options.pfx) made.pfx_file = start + ".pfx";
  // A folder that is none is told as such below; here nobody could tell what is in it.
  if (std::error_code none; std::filesystem::is_directory(options.out, none)) {
    if (const auto absent = check_absent(made); !absent) return absent.error();
  }
  io::CertificateRequest request = request_of(options, now_unix_seconds);
  const auto issuer =
      read_cert_issuer(options, now_unix_seconds, request.not_before_unix_seconds.value_or(now_unix_seconds));
  if (!issuer) return issuer.error();
  if (!options.days) request.days = days_within(*issuer, request, now_unix_seconds);
  const auto key = io::make_key(options.key == "rsa" ? io::KeyKind::rsa_2048 : io::KeyKind::ecdsa_p256);
  if (!key) return key.error();
  const auto certificate = io::make_certificate(request, key->get(), issuer->signer(), now_unix_seconds);
  if (!certificate) return certificate.error();
  const std::string alone = io::to_pem(certificate->get());
  std::string with_chain = alone;
  for (X509* const above : issuer->chain) with_chain += io::to_pem(above);
  std::vector<NewFile> files = {{made.key_file, io::to_pem(key->get()), secret_mode},
                                {made.certificate_file, with_chain, public_mode}};
  if (options.pfx) {
    auto pfx =
        io::make_pkcs12({certificate->get(), key->get(), issuer->chain}, options.name, options.pfx_password);
    if (!pfx) return pfx.error();
    files.push_back({made.pfx_file, std::move(*pfx), secret_mode});
  }
  if (const auto written = write_files(options.out, files); !written) return written.error();
  made.thumbprint = io::thumbprint_sha256(certificate->get());
  made.body = registering_body(options, {alone, made.thumbprint});
  made.warning = surprise_of(*issuer, certificate->get());
  return made;
}

}  // namespace eg::app
