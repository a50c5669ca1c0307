// The sentences about a nearest miss: what it is, and what to do about it.
#include <algorithm>
#include <vector>

#include "authz/case_fold.hpp"
#include "authz/nearest_miss.hpp"
#include "authz/quote.hpp"
#include "protocol/mqtt/topic.hpp"

namespace eg::authz {

namespace {

using Kind = NearestMiss::Kind;

std::string_view name_of(Permission permission) {
  return permission == Permission::publisher ? "Publisher" : "Subscriber";
}

std::string_view subject_of(Permission permission) {
  return permission == Permission::publisher ? "topic" : "filter";
}

std::string template_of(const NearestMiss& miss) {
  return quoted(miss.expansion.empty() ? miss.topic_template_text : miss.expansion);
}

std::string described_template(const NearestMiss& miss) {
  if (miss.permission_binding_name.empty()) {
    return "template " + template_of(miss) + " of topic space " + quoted(miss.topic_space_name);
  }
  return "template " + template_of(miss) + " of permission binding " + quoted(miss.permission_binding_name);
}

std::string described_difference(const NearestMiss& miss, std::string_view subject) {
  const std::string level = std::to_string(miss.equal_levels + 1);
  if (!miss.in_topic) {
    return "it goes on with " + quoted(miss.in_template.value_or("")) + " at level " + level +
           ", where the " + std::string(subject) + " has ended";
  }
  if (!miss.in_template) {
    return "it has ended before level " + level + ", where the " + std::string(subject) + " has " +
           quoted(*miss.in_topic);
  }
  return "at level " + level + " it has " + quoted(*miss.in_template) + " where the " + std::string(subject) +
         " has " + quoted(*miss.in_topic);
}

/// The topic with the template's spelling of what differs in letter case only.
std::string respelled(std::string_view topic, std::string_view expansion) {
  mqtt::TopicLevels wanted(expansion);
  mqtt::TopicLevels given(topic);
  std::string result;
  bool is_first = true;
  while (const auto level = given.next()) {
    const auto other = wanted.next();
    if (!is_first) result += '/';
    is_first = false;
    result += other && equal_ignoring_case(*other, *level) ? *other : *level;
  }
  return result;
}

std::string binding_to_add(Permission permission, std::string_view group, std::string_view space) {
  return "Add a permission binding " + std::string(name_of(permission)) + " for client group " +
         quoted(group) + " and topic space " + quoted(space) + ".";
}

std::string value_to_set(const NearestMiss& miss, const Client& client) {
  if (miss.missing_variable.empty()) {
    return "Use a template without ${client.authenticationName} for client " + quoted(client.name) + ": " +
           miss.why + ".";
  }
  return "Set attribute " + quoted(miss.missing_variable) + " of client " + quoted(client.name) +
         " to a text without '/', '+' and '#'.";
}

}  // namespace

std::string describe(const NearestMiss& miss, Permission permission) {
  const bool publishes = permission == Permission::publisher;
  switch (miss.kind) {
    case Kind::other_permission:
      return std::string("only ") + (publishes ? "Subscriber" : "Publisher") +
             " is bound: " + described_template(miss) + " would allow it";
    case Kind::letter_case: return described_template(miss) + " differs in letter case only";
    case Kind::wider_filter: return "the filter is wider than " + described_template(miss);
    case Kind::client_not_in_group:
      return described_template(miss) + " would allow it, for client group " +
             quoted(miss.client_group_name) + ", of which the client is no member: " + miss.why;
    case Kind::template_without_value:
      return described_template(miss) + " grants this client nothing: " + miss.why;
    case Kind::topic_space_not_bound:
      return described_template(miss) + " would allow it, but no " + std::string(name_of(permission)) +
             " binding of the client's groups names that topic space";
    case Kind::different_level: break;
  }
  return described_template(miss) + ": " + described_difference(miss, subject_of(permission));
}

std::string cure_of(const NearestMiss* miss, const Principal& principal, Permission permission,
                    std::string_view topic) {
  const std::string own_group = principal.client_groups.empty() ? "$all" : principal.client_groups.back();
  const std::string verb = permission == Permission::publisher ? "Publish to " : "Subscribe to ";
  if (miss == nullptr) {
    return "Add a topic space with a template that covers " + quoted(topic) + " and a permission binding " +
           std::string(name_of(permission)) + " for it and client group " + quoted(own_group) + ".";
  }
  const std::string space = quoted(miss->topic_space_name);
  switch (miss->kind) {
    case Kind::other_permission:
      return binding_to_add(permission, miss->client_group_name, miss->topic_space_name);
    case Kind::letter_case:
      return verb + quoted(respelled(topic, miss->expansion)) + ", or change template " +
             quoted(miss->topic_template_text) + " of topic space " + space + ".";
    case Kind::wider_filter:
      return verb + quoted(miss->expansion) + " or to a part of it, or widen template " +
             quoted(miss->topic_template_text) + " of topic space " + space + ".";
    case Kind::client_not_in_group:
      return "Change the attributes of client " + quoted(principal.client.name) +
             " or the query of client group " + quoted(miss->client_group_name) +
             ", so that the client is a member.";
    case Kind::template_without_value: return value_to_set(*miss, principal.client);
    case Kind::topic_space_not_bound: return binding_to_add(permission, own_group, miss->topic_space_name);
    case Kind::different_level: break;
  }
  return verb + "what template " + template_of(*miss) + " covers, or add template " + quoted(topic) +
         " to topic space " + space + ".";
}

}  // namespace eg::authz
