// Alternative names are judged here, where the option can still be named: X.509 would take any text.
#include "server/cert_options.hpp"

#include <algorithm>
#include <string_view>

#include <CLI/CLI.hpp>

#include "protocol/mqtt/utf8.hpp"
#include "server/cert_moment.hpp"
#include "server/environment_option.hpp"
#include "server/io/certificate_builder.hpp"

namespace eg::app {
namespace {

constexpr std::size_t name_bytes_max = 64;  ///< of a common name (RFC 5280, upper bounds)
constexpr std::size_t host_name_bytes_max = 253;
constexpr std::size_t label_bytes_max = 63;
constexpr std::string_view letters_and_digits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= label_bytes_max && label.front() != '-' && label.back() != '-' &&
         label.find_first_not_of(std::string(letters_and_digits) + "-_") == label.npos;
}

/// `*` may stand for the first label.
bool is_host_name(std::string_view text) {
  if (text.size() > host_name_bytes_max || io::is_address(std::string(text))) return false;
  if (text.starts_with("*.")) text.remove_prefix(2);
  for (;;) {
    const std::size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == text.npos) return true;
    text.remove_prefix(dot + 1);
  }
}

/// A scheme, `:` and something behind it (RFC 3986).
bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != text.npos && colon > 0 && colon + 1 < text.size() && is_printable_ascii(text) &&
         letters_and_digits.substr(0, 52).find(text.front()) != letters_and_digits.npos &&
         text.substr(0, colon).find_first_not_of(std::string(letters_and_digits) + "+-.") == text.npos;
}

bool is_ip_address(std::string_view text) {
  return io::is_address(std::string(text));
}

bool is_email_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  return at != text.npos && at > 0 && is_printable_ascii(text) && text.find('@') == at &&
         is_host_name(text.substr(at + 1));
}

struct NameRow {
  const char* option;
  std::vector<std::string> Config::Cert::*values;
  bool (*is_good)(std::string_view text);
  const char* wanted;
};

constexpr NameRow name_rows[] = {
    {"--dns", &Config::Cert::dns_names, is_host_name, "a host name, such as device1.example.com"},
    {"--uri", &Config::Cert::uris, is_uri, "a URI, such as urn:device:1"},
    {"--ip", &Config::Cert::ip_addresses, is_ip_address, "an IPv4 or IPv6 address"},
    {"--email", &Config::Cert::email_addresses, is_email_address,
     "an e-mail address, such as device1@example.com"},
};

std::string check_name(const std::string& name) {
  const auto cannot_be_in_name = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '/' || byte < 0x20 || byte == 0x7F;
  };
  if (name.empty() || name.size() > name_bytes_max || name.front() == '.' ||
      std::any_of(name.begin(), name.end(), cannot_be_in_name)) {
    return "NAME must be 1 to 64 characters without '/' and control characters, and not begin with a dot";
  }
  if (!mqtt::valid_utf8(name)) return "NAME must be UTF-8 text";
  return {};
}

void add_names(CLI::App& command, Config::Cert& cert) {
  const auto repeatable = [&command](const char* option, std::vector<std::string>& values,
                                     const char* meaning) {
    // One value each time: otherwise NAME behind it would be taken for another.
    return from_environment(command.add_option(option, values, meaning))->allow_extra_args(false);
  };
  repeatable("--dns", cert.dns_names, "host name as alternative name; repeatable")->delimiter(',');
  repeatable("--uri", cert.uris, "URI as alternative name; repeatable");
  repeatable("--ip", cert.ip_addresses, "IP address as alternative name; repeatable")->delimiter(',');
  repeatable("--email", cert.email_addresses, "e-mail address as alternative name; repeatable");
}

}  // namespace

void add_cert_options(CLI::App& command, Config::Cert& cert) {
  command.add_option("NAME", cert.name, "common name; files are NAME.cer.pem and NAME.key.pem")->required();
  from_environment(command.add_option("--out", cert.out, "folder to write to"))->capture_default_str();
  from_environment(command.add_flag("--ca", cert.authority, "make an authority certificate"));
  CLI::Option* const issuer = from_environment(command.add_option(
      "--issuer", cert.issuer, "who signs: NAME of an authority in --out, or its certificate file"));
  from_environment(command.add_option("--issuer-key", cert.issuer_key, "key file, if not beside --issuer"))
      ->needs(issuer);
  from_environment(command.add_option("--days", cert.days, "validity; 365, of an authority 3650"))
      ->check(CLI::Range(1, 36'500));
  from_environment(command.add_option("--not-before", cert.not_before,
                                      "begin of the validity: 2026-01-31, 2026-01-31T12:00:00Z, or from now "
                                      "with s, m, h or d, as -400d or +1h"));
  from_environment(command.add_option("--key", cert.key, "key type: EC P-256 or RSA 2048"))
      ->check(CLI::IsMember({"ec", "rsa"}))
      ->capture_default_str();
  add_names(command, cert);
  CLI::Option* const pfx =
      from_environment(command.add_flag("--pfx", cert.pfx, "also write NAME.pfx: key and chain, for .NET"));
  from_environment(command.add_option("--pfx-password", cert.pfx_password, "its password; none: empty"))
      ->needs(pfx);
  from_environment(
      command.add_option("--print", cert.print,
                         "on standard output: the thumbprint, or the body of a PUT that registers "
                         "the client (with --ca: the CA certificate)"))
      ->check(CLI::IsMember({"thumbprint", "arm"}))
      ->capture_default_str();
}

std::string check_cert_options(const Config::Cert& cert) {
  if (std::string problem = check_name(cert.name); !problem.empty()) return problem;
  for (const NameRow& row : name_rows) {
    for (const std::string& value : cert.*row.values) {
      if (!row.is_good(value)) return std::string(row.option) + ": '" + value + "' is not " + row.wanted;
    }
  }
  if (!cert.not_before.empty() && !parse_moment(cert.not_before, 0)) {
    return "--not-before: '" + cert.not_before +
           "' is no moment; use for instance 2026-01-31, 2026-01-31T12:00:00Z, -400d or +1h";
  }
  return {};
}

}  // namespace eg::app
