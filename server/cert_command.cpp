// Self-signed suffices: ThumbprintMatch looks at no issuer (broker-behaviour 3.3).
#include "server/cert_command.hpp"

#include <filesystem>
#include <system_error>

#include "server/io/certificate_builder.hpp"
#include "server/io/peer_identity.hpp"
#include "server/io/whole_file.hpp"

namespace eg::app {

io::Outcome<MadeCertificate> make_user_certificate(const Config::Cert& options,
                                                   std::int64_t now_unix_seconds) {
  MadeCertificate made;
  made.certificate_file = options.out + "/" + options.name + ".cer.pem";
  made.key_file = options.out + "/" + options.name + ".key.pem";
  for (const std::string& file : {made.key_file, made.certificate_file}) {
    if (std::error_code unknown; !std::filesystem::exists(std::filesystem::symlink_status(file, unknown)))
      continue;
    return io::Failure("'" + file + "' exists already: choose another NAME or --out, or remove it.");
  }
  std::error_code error;
  std::filesystem::create_directories(options.out, error);
  if (error) return io::Failure("The folder '" + options.out + "' cannot be made: " + error.message() + ".");
  const auto key = io::make_key(io::KeyKind::ecdsa_p256);
  if (!key) return key.error();
  io::CertificateRequest request;
  request.purpose = options.authority ? io::CertificateRequest::Purpose::authority
                                      : io::CertificateRequest::Purpose::client;
  request.common_name = options.name;
  request.days = options.days;
  const auto certificate = io::make_certificate(request, key->get(), {}, now_unix_seconds);
  if (!certificate) return certificate.error();
  made.thumbprint = io::thumbprint_sha256(certificate->get());
  if (auto written = io::write_file(made.key_file, io::to_pem(key->get()), 0600); !written)
    return written.error();
  auto written = io::write_file(made.certificate_file, io::to_pem(certificate->get()), 0644);
  if (!written) return written.error();
  return made;
}

}  // namespace eg::app
