// The CA certificate (arm-contract 13). What the text holds is the shell's to read and comes in as a
// TextRule; the text itself is kept as sent.
#include "protocol/arm/kinds/kinds.hpp"

namespace eg::arm {
namespace {

/// Far above any certificate, below what would fill the disk.
constexpr Limits certificate_limits = {1, 65'536};

constexpr Field fields[] = {
    {.path = "properties", .type = FieldType::object, .default_json = "{}"},
    {.path = "properties.description", .limits = description_limits, .when_absent = WhenAbsent::null},
    {.path = "properties.encodedCertificate",
     .required = true,
     .limits = certificate_limits,
     .format = Format::ca_certificate},
    {.path = "properties.issueTimeInUtc", .mutability = Mutability::read_only},
    {.path = "properties.expiryTimeInUtc", .mutability = Mutability::read_only},
    {.path = "properties.provisioningState", .mutability = Mutability::read_only},
};

}  // namespace

constexpr Kind ca_certificates = {
    .type = "namespaces/caCertificates",
    .parent_type = "namespaces",
    .tracked = false,
    .name_rule = {3, 50, "-"},
    .verbs = Verb::put | Verb::get | Verb::erase | Verb::list,
    .fields = fields,
    .rules = {},
    .quota = {10, false},
};

}  // namespace eg::arm
