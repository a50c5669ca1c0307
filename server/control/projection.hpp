// Stored documents as rows of the authorisation model (design 4). Reads what view.hpp of protocol/arm says is
// stored; decides nothing.
#pragma once

#include <string>
#include <string_view>

#include <rapidjson/document.h>

#include "authz/model.hpp"
#include "protocol/arm/schema.hpp"
#include "server/control/control_plane.hpp"

namespace eg::control {

/// `topicSpacesConfiguration.hostname` of a namespace: connectable as read (design 5). An address has no
/// subdomains.
std::string mqtt_hostname(const Settings& settings, std::string_view namespace_name);

/// The settings of a namespace, without clients, groups, spaces and bindings.
authz::Namespace settings_of(const Settings& settings, std::string_view name,
                             const rapidjson::Value& document);
authz::Client client_of(std::string_view name, const rapidjson::Value& document);
authz::ClientGroup client_group_of(std::string_view name, const rapidjson::Value& document);
authz::TopicSpace topic_space_of(std::string_view name, const rapidjson::Value& document);
/// A certificate that the reader does not take any more keeps its name alone: it vouches for nobody.
authz::CaCertificate ca_certificate_of(const Settings& settings, std::string_view name,
                                       const rapidjson::Value& document);
authz::PermissionBinding permission_binding_of(std::string_view name, const rapidjson::Value& document);

/// Whether resources of this kind stand in the model at all.
bool has_projection(const arm::Kind& kind);

/// Puts a child resource other than a client into the model, or takes it out. True: the model is another one
/// now. A kind that has no row in the model changes nothing.
bool put_child(const Settings& settings, authz::Namespace& model, const arm::Kind& kind,
               std::string_view name, const rapidjson::Value& document);
bool erase_child(authz::Namespace& model, const arm::Kind& kind, std::string_view name);

}  // namespace eg::control
