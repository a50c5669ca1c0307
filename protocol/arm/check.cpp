// The walk over a body and its rows; single values are check_value's, rules between members are in rules.
#include "protocol/arm/check.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "protocol/arm/check_value.hpp"
#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/rules.hpp"

namespace eg::arm {
namespace {

using rapidjson::Value;

constexpr std::size_t unknown_member_warnings_max = 20;

/// Where the walk stands: in the schema, in the body, and whether the object is given as a whole, so that
/// required members must be there (PUT, elements of a list) or only in part (PATCH).
struct Position {
  std::string schema_path;
  std::string target;
  bool whole;
};

std::string join(const std::string& path, std::string_view member) {
  return path.empty() ? std::string(member) : path + "." + std::string(member);
}

Value::StringRefType reference_to(std::string_view text) {
  return Value::StringRefType(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

/// Says nothing, so it may be sent to a member that is not emulated.
bool is_empty(const Value& value) {
  if (value.IsObject()) {
    const std::string_view type = text_at(value, "type");
    return value.ObjectEmpty() || (type == "None" && value.MemberCount() == 1);
  }
  if (value.IsArray()) return value.Empty();
  return value.IsString() && value.GetStringLength() == 0;
}

/// az sends a properties file that has its own `properties` wrapped once more (arm-contract 19, decisions).
void unwrap_properties(Value& body, CheckContext& context) {
  Value* properties = find_member(body, "properties");
  if (properties == nullptr || !properties->IsObject() || properties->MemberCount() != 1) return;
  Value* inner = find_member(*properties, "properties");
  if (inner == nullptr || !inner->IsObject()) return;
  Value taken(std::move(*inner));
  *properties = std::move(taken);
  context.warnings.emplace_back("'properties.properties' was taken for 'properties'.");
}

class BodyCheck {
 public:
  BodyCheck(const CheckRequest& request, CheckContext& context) : request_(request), context_(context) {}

  void members(Value& object, const Position& at) {
    warn_of_unknown_members(object, at);
    for (const Field& field : request_.kind.fields) {
      if (parent_path(field) == at.schema_path) member(field, object, at);
    }
  }

 private:
  void member(const Field& field, Value& object, const Position& at) {
    const std::string target = join(at.target, member_name(field));
    Value* value = find_member(object, member_name(field));
    const bool ignored =
        field.mutability == Mutability::read_only || !contains(field.versions, request_.version);
    if (value != nullptr && (ignored || (at.whole && value->IsNull()))) {
      object.RemoveMember(Value(reference_to(member_name(field))));
      value = nullptr;
    }
    if (ignored) return;
    if (value == nullptr) return absent(field, object, at, target);
    if (value->IsNull()) {
      if (field.required) add_missing(field, target, "' cannot be removed.");
      // What a resource cannot be without is not removed by a PATCH either.
      if (field.default_json == "{}") object.RemoveMember(Value(reference_to(member_name(field))));
      return;
    }
    if (field.not_emulated) {
      if (!is_empty(*value)) {
        context_.problems.add(ErrorCode::invalid_request, target,
                              "'" + target + "' is not emulated yet; send the request without it.");
      }
      object.RemoveMember(Value(reference_to(member_name(field))));
      return;
    }
    if (!field.stored_only.empty()) {
      if (value->IsString() && value->GetStringLength() == 0) return clear(field, object, *value, at);
      if (!is_empty(*value)) {
        context_.warnings.push_back("'" + target +
                                    "' is stored, not emulated yet: " + std::string(field.stored_only) + ".");
      }
    }
    present(field, *value, Position{std::string(field.path), target, at.whole});
  }

  /// An empty text says what null says.
  void clear(const Field& field, Value& object, Value& value, const Position& at) {
    if (!at.whole) {
      value.SetNull();
    } else {
      object.RemoveMember(Value(reference_to(member_name(field))));
    }
  }

  void absent(const Field& field, Value& object, const Position& at, const std::string& target) {
    if (!at.whole) return;
    if (field.required) add_missing(field, target, "' is required.");
    if (field.type != FieldType::object || field.default_json.empty()) return;
    object.AddMember(reference_to(member_name(field)), Value(rapidjson::kObjectType), context_.allocator);
    members(*find_member(object, member_name(field)), Position{std::string(field.path), target, at.whole});
  }

  void present(const Field& field, Value& value, const Position& at) {
    if (field.required && value.IsString() && value.GetStringLength() == 0) {
      return add_missing(field, at.target, "' must not be empty.");
    }
    if (field.type == FieldType::object) {
      if (!value.IsObject()) return add_wrong_type(at.target, "an object", context_);
      return members(value, at);
    }
    if (field.type == FieldType::object_list) return elements(field, value, at);
    check_value(field, value, at.target, context_);
  }

  void elements(const Field& field, Value& value, const Position& at) {
    if (!value.IsArray()) return add_wrong_type(at.target, "an array of objects", context_);
    if (!check_count(field, value.Size(), at.target, context_)) return;
    for (rapidjson::SizeType index = 0; index < value.Size(); ++index) {
      const std::string target = at.target + "[" + std::to_string(index) + "]";
      if (!value[index].IsObject()) {
        add_wrong_type(target, "an object", context_);
      } else {
        members(value[index], Position{at.schema_path + "[]", target, true});
      }
    }
  }

  void add_missing(const Field& field, const std::string& target, std::string_view what) {
    context_.problems.add(field.missing_error, target, "'" + target + std::string(what));
  }

  /// Unknown members are ignored as the service does, but a typing error should not go unseen (arm-contract
  /// 1).
  void warn_of_unknown_members(const Value& object, const Position& at) {
    constexpr auto of_every_resource = std::to_array<std::string_view>(
        {"id", "name", "type", "systemData", "location", "tags", "etag", "sku", "identity"});
    for (const auto& given : object.GetObject()) {
      if (context_.warnings.size() >= unknown_member_warnings_max) return;
      const std::string_view name = text_of(given.name);
      const bool is_of_every_resource =
          at.schema_path.empty() &&
          std::find(of_every_resource.begin(), of_every_resource.end(), name) != of_every_resource.end();
      const bool is_known =
          std::any_of(request_.kind.fields.begin(), request_.kind.fields.end(), [&](const Field& field) {
            return member_name(field) == name && parent_path(field) == at.schema_path &&
                   contains(field.versions, request_.version);
          });
      if (is_known || is_of_every_resource) continue;
      context_.warnings.push_back("'" + join(at.target, excerpt(name)) +
                                  "' is ignored: " + full_type(request_.kind) + " has no such member in " +
                                  std::string(eg::arm::name(request_.version)) + ".");
    }
  }

  const CheckRequest& request_;
  CheckContext& context_;
};

}  // namespace

boost::system::result<Warnings, Error> check(rapidjson::Document& body, const CheckRequest& request) {
  if (!body.IsObject()) {
    return Error(ErrorCode::invalid_request_content, "The request content must be a JSON object.");
  }
  CheckContext context{
      .text_rules = request.text_rules, .version = request.version, .allocator = body.GetAllocator()};
  unwrap_properties(body, context);
  const bool whole = request.operation == WriteOperation::put;
  BodyCheck(request, context).members(body, Position{{}, {}, whole});
  if (whole) {
    for (const CrossRule rule : request.kind.rules) apply_rule(rule, body, context);
  }
  if (!context.problems.empty()) return std::move(context.problems).to_error();
  if (whole && !request.kind.stored_only.empty()) {
    context.warnings.push_back("Stored, not emulated yet: " + std::string(request.kind.stored_only) + ".");
  }
  return std::move(context.warnings);
}

}  // namespace eg::arm
