// What would only show when a client is refused is refused here.
#include "server/cert_issuer.hpp"

#include <algorithm>
#include <optional>

#include <openssl/x509v3.h>

#include "server/io/peer_identity.hpp"
#include "server/io/whole_file.hpp"

namespace eg::app {
namespace {

struct Moments {
  std::int64_t now_unix_seconds;
  std::int64_t begin_unix_seconds;  ///< of what is to be signed
};

struct Source {
  std::string file;
  std::string text;
};

std::string quoted(const std::string& text) {
  return "'" + text + "'";
}

io::Outcome<Source> certificate_source(const Config::Cert& options) {
  const std::string named = options.out + "/" + options.issuer + ".cer.pem";
  for (const std::string& file : {named, options.issuer}) {
    if (auto text = io::read_file(file)) return Source{file, std::move(*text)};
  }
  return io::Failure("There is no authority " + quoted(options.issuer) + ": neither " + quoted(named) +
                     " nor " + quoted(options.issuer) + " can be read; make one with 'cert " +
                     options.issuer + " --ca'.");
}

/// `root.cer.pem` -> `root.key.pem`, `ca.pem` -> `ca.key`.
std::string key_file_beside(const std::string& file) {
  for (const auto& [end, replacement] :
       {std::pair<std::string, std::string>{".cer.pem", ".key.pem"}, {".pem", ".key"}, {".crt", ".key"}}) {
    if (file.ends_with(end)) return file.substr(0, file.size() - end.size()) + replacement;
  }
  return file + ".key";
}

io::Outcome<Source> key_source(const Config::Cert& options, const Source& certificate) {
  if (options.issuer_key.empty() && certificate.text.find("PRIVATE KEY-----") != std::string::npos)
    return certificate;
  const std::string file =
      options.issuer_key.empty() ? key_file_beside(certificate.file) : options.issuer_key;
  if (auto text = io::read_file(file)) return Source{file, std::move(*text)};
  return io::Failure("The key of the authority " + quoted(certificate.file) + " is missing: " + quoted(file) +
                     " cannot be read; name it with --issuer-key.");
}

bool is_self_signed(X509* certificate) {
  return X509_check_issued(certificate, certificate) == X509_V_OK;
}

void collect_chain(CertIssuer& issuer) {
  for (X509* at = issuer.certificate.get(); at != nullptr && !is_self_signed(at);) {
    issuer.chain.push_back(at);
    const auto above = std::find_if(issuer.others.begin(), issuer.others.end(), [&](const auto& other) {
      return X509_check_issued(other.get(), at) == X509_V_OK &&
             std::find(issuer.chain.begin(), issuer.chain.end(), other.get()) == issuer.chain.end();
    });
    at = above == issuer.others.end() ? nullptr : above->get();
  }
}

/// Nothing: it may sign.
std::optional<io::Failure> why_not(X509* certificate, const std::string& file, const Config::Cert& options,
                                   const Moments& moments) {
  if (X509_check_ca(certificate) == 0) {
    return io::Failure(
        quoted(file) +
        " is not the certificate of an authority (CA:TRUE is missing, or its key must not sign "
        "certificates); make one with 'cert NAME --ca'.");
  }
  const io::Validity read = io::validity_of(certificate);
  const auto valid_at = [&read](std::int64_t unix_seconds) {
    return read.not_before_unix_seconds <= unix_seconds && unix_seconds <= read.not_after_unix_seconds;
  };
  if (!valid_at(moments.now_unix_seconds) && !valid_at(moments.begin_unix_seconds)) {
    const bool over = read.not_after_unix_seconds < moments.now_unix_seconds;
    return io::Failure("The authority " + quoted(file) + (over ? " has expired" : " is not valid yet") +
                       ": make a new one. For a test, choose a --not-before at which it is valid.");
  }
  if (options.authority && X509_get_pathlen(certificate) == 0) {
    return io::Failure("The authority " + quoted(file) +
                       " must not sign other authorities (its path length is 0): leave --ca away, or choose "
                       "another --issuer.");
  }
  return std::nullopt;
}

}  // namespace

io::Outcome<CertIssuer> read_cert_issuer(const Config::Cert& options, std::int64_t now_unix_seconds,
                                         std::int64_t begin_unix_seconds) {
  CertIssuer issuer;
  if (options.issuer.empty()) return issuer;
  const auto source = certificate_source(options);
  if (!source) return source.error();
  issuer.others = io::certificates_from_pem(source->text);
  if (issuer.others.empty()) return io::Failure(quoted(source->file) + " holds no certificate in PEM form.");
  const auto key = key_source(options, *source);
  if (!key) return key.error();
  issuer.key = io::key_from_pem(key->text);
  if (!issuer.key) {
    return io::Failure(
        quoted(key->file) +
        " holds no private key in PEM form, or one with a password; take the password away with "
        "'openssl pkey'.");
  }
  const auto own = std::find_if(issuer.others.begin(), issuer.others.end(), [&](const auto& certificate) {
    return X509_check_private_key(certificate.get(), issuer.key.get()) == 1;
  });
  if (own == issuer.others.end()) {
    return io::Failure("The key in " + quoted(key->file) + " does not belong to the certificate in " +
                       quoted(source->file) + "; name the right one with --issuer-key.");
  }
  issuer.certificate = std::move(*own);
  issuer.others.erase(own);
  if (auto refused =
          why_not(issuer.certificate.get(), source->file, options, {now_unix_seconds, begin_unix_seconds})) {
    return *std::move(refused);
  }
  collect_chain(issuer);
  return issuer;
}

}  // namespace eg::app
