// What each endpoint type, attribute type and operator has, as tables.
#include "protocol/arm/delivery_rules.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/arm/json.hpp"

namespace eg::arm {
namespace {

using rapidjson::Value;
using Texts = std::span<const std::string_view>;

constexpr char delivery_path[] = "properties.deliveryConfiguration";

/// An object's members as its discriminator decides.
struct Variant {
  std::string_view type;
  Texts required;
  Texts optional;
};

constexpr auto nothing = std::array<std::string_view, 0>{};
constexpr auto resource_id = std::to_array<std::string_view>({"resourceId"});
constexpr auto attribute_mappings = std::to_array<std::string_view>({"deliveryAttributeMappings"});
constexpr auto endpoint_url = std::to_array<std::string_view>({"endpointUrl"});
constexpr auto web_hook_options = std::to_array<std::string_view>(
    {"endpointBaseUrl", "maxEventsPerBatch", "preferredBatchSizeInKilobytes", "azureActiveDirectoryTenantId",
     "azureActiveDirectoryApplicationIdOrUri", "deliveryAttributeMappings", "minimumTlsVersionAllowed"});
constexpr auto storage_queue = std::to_array<std::string_view>({"resourceId", "queueName"});
constexpr auto storage_queue_options = std::to_array<std::string_view>({"queueMessageTimeToLiveInSeconds"});
constexpr auto function_options = std::to_array<std::string_view>(
    {"maxEventsPerBatch", "preferredBatchSizeInKilobytes", "deliveryAttributeMappings"});
constexpr auto severity = std::to_array<std::string_view>({"severity"});
constexpr auto alert_options = std::to_array<std::string_view>({"description", "actionGroups"});

constexpr auto destinations = std::to_array<Variant>({
    {"WebHook", endpoint_url, web_hook_options},
    {"EventHub", resource_id, attribute_mappings},
    {"StorageQueue", storage_queue, storage_queue_options},
    {"HybridConnection", resource_id, attribute_mappings},
    {"ServiceBusQueue", resource_id, attribute_mappings},
    {"ServiceBusTopic", resource_id, attribute_mappings},
    {"AzureFunction", resource_id, function_options},
    {"MonitorAlert", severity, alert_options},
    {"NamespaceTopic", resource_id, nothing},
    {"PartnerDestination", resource_id, nothing},
});

constexpr auto static_value = std::to_array<std::string_view>({"value"});
constexpr auto static_options = std::to_array<std::string_view>({"isSecret"});
constexpr auto source_field = std::to_array<std::string_view>({"sourceField"});
constexpr auto attribute_types =
    std::to_array<Variant>({{"Static", static_value, static_options}, {"Dynamic", source_field, nothing}});

constexpr auto destination_paths =
    std::to_array<std::string_view>({"push.deliveryWithResourceIdentity.destination", "push.destination"});

bool holds(Texts texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

Value* object_at(Value& root, std::string_view path) {
  Value* at = &root;
  while (at != nullptr && !path.empty()) {
    const std::size_t dot = path.find('.');
    at = find_member(*at, path.substr(0, dot));
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return at != nullptr && at->IsObject() ? at : nullptr;
}

bool is_given(const Value* value) {
  return value != nullptr && !value->IsNull();
}

void add_required(const std::string& target, CheckContext& context) {
  context.problems.add(ErrorCode::invalid_request_content, target, "'" + target + "' is required.");
}

void take_out(Value& properties, const Variant& variant) {
  std::vector<std::string> foreign;
  for (const auto& member : std::as_const(properties).GetObject()) {
    const std::string_view name = text_of(member.name);
    if (!holds(variant.required, name) && !holds(variant.optional, name)) foreign.emplace_back(name);
  }
  for (const std::string& name : foreign)
    properties.EraseMember(Value(rapidjson::StringRef(name.data(), name.size())));
}

/// `object` holds the discriminator next to `properties`. A type that no row has is already reported.
void check_variant(Value& object, std::string_view discriminator, std::span<const Variant> variants,
                   const std::string& target, CheckContext& context) {
  const std::string_view type = text_at(object, discriminator);
  const auto variant =
      std::find_if(variants.begin(), variants.end(), [type](const Variant& row) { return row.type == type; });
  if (variant == variants.end()) return;
  Value* properties = object_at(object, "properties");
  for (const std::string_view name : variant->required) {
    if (properties == nullptr || !is_given(find_member(*properties, name))) {
      add_required(target + ".properties." + std::string(name), context);
    }
  }
  if (properties != nullptr && context.is_merged) take_out(*properties, *variant);
}

void check_attribute_mappings(Value& destination, const std::string& target, CheckContext& context) {
  Value* properties = object_at(destination, "properties");
  Value* list = properties == nullptr ? nullptr : find_member(*properties, "deliveryAttributeMappings");
  if (list == nullptr || !list->IsArray()) return;
  for (rapidjson::SizeType index = 0; index < list->Size(); ++index) {
    check_variant((*list)[index], "type", attribute_types,
                  target + ".properties.deliveryAttributeMappings[" + std::to_string(index) + "]", context);
  }
}

enum class Shape { none, number, boolean, numbers, texts, ranges };

struct OperatorRow {
  std::string_view name;
  Shape shape;
};
constexpr auto operators = std::to_array<OperatorRow>({
    {"NumberIn", Shape::numbers},
    {"NumberNotIn", Shape::numbers},
    {"NumberLessThan", Shape::number},
    {"NumberGreaterThan", Shape::number},
    {"NumberLessThanOrEquals", Shape::number},
    {"NumberGreaterThanOrEquals", Shape::number},
    {"NumberInRange", Shape::ranges},
    {"NumberNotInRange", Shape::ranges},
    {"BoolEquals", Shape::boolean},
    {"StringIn", Shape::texts},
    {"StringNotIn", Shape::texts},
    {"StringBeginsWith", Shape::texts},
    {"StringEndsWith", Shape::texts},
    {"StringContains", Shape::texts},
    {"StringNotBeginsWith", Shape::texts},
    {"StringNotEndsWith", Shape::texts},
    {"StringNotContains", Shape::texts},
    {"IsNullOrUndefined", Shape::none},
    {"IsNotNull", Shape::none},
});

bool is_range(const Value& value) {
  return value.IsArray() && value.Size() == 2 && value[0].IsNumber() && value[1].IsNumber() &&
         value[0].GetDouble() <= value[1].GetDouble();
}
bool is_number(const Value& value) {
  return value.IsNumber();
}
bool is_boolean(const Value& value) {
  return value.IsBool();
}
bool is_text(const Value& value) {
  return value.IsString();
}

struct ShapeRow {
  Shape shape;
  std::string_view member;  ///< which one is needed; `values` is a list of what fits
  bool (*fits)(const Value&);
  std::string_view what;
};
constexpr auto shapes = std::to_array<ShapeRow>({
    {Shape::number, "value", is_number, "a number"},
    {Shape::boolean, "value", is_boolean, "true or false"},
    {Shape::numbers, "values", is_number, "an array of 1 to 25 numbers"},
    {Shape::texts, "values", is_text, "an array of 1 to 25 strings"},
    {Shape::ranges, "values", is_range, "an array of 1 to 25 pairs of numbers, the lower one first"},
});
constexpr std::size_t operands_max = 25;

bool fits(const ShapeRow& row, const Value& value) {
  if (row.member == "value") return row.fits(value);
  return value.IsArray() && !value.Empty() && value.Size() <= operands_max &&
         std::all_of(value.Begin(), value.End(), row.fits);
}

void check_filter(Value& filter, const std::string& target, CheckContext& context) {
  const std::string_view name = text_at(filter, "operatorType");
  const auto found = std::find_if(operators.begin(), operators.end(),
                                  [name](const OperatorRow& row) { return row.name == name; });
  if (found == operators.end()) return;
  const auto row = std::find_if(shapes.begin(), shapes.end(),
                                [&](const ShapeRow& candidate) { return candidate.shape == found->shape; });
  const std::string_view needed = row == shapes.end() ? std::string_view() : row->member;
  if (!needed.empty()) {
    const Value* operand = find_member(std::as_const(filter), needed);
    const std::string path = target + "." + std::string(needed);
    if (!is_given(operand)) {
      add_required(path, context);
    } else if (!fits(*row, *operand)) {
      context.problems.add(
          ErrorCode::invalid_request_content, path,
          "'" + path + "' must be " + std::string(row->what) + ", as '" + std::string(name) + "' wants it.");
    }
  }
  if (!context.is_merged) return;
  for (const char* member : {"value", "values"}) {
    if (needed != member) filter.RemoveMember(member);
  }
}

}  // namespace

void check_delivery_mode(Value& body, CheckContext& context) {
  Value* delivery = object_at(body, delivery_path);
  if (delivery == nullptr) return;
  const bool is_push = text_at(*delivery, "deliveryMode") == "Push";
  if (context.is_merged) delivery->RemoveMember(is_push ? "queue" : "push");
  const bool is_refused_anyway = !context.is_merged && context.version == ApiVersion::v2023_06_01_preview;
  if (!is_push || is_refused_anyway) return;
  std::size_t destination_count = 0;
  for (const std::string_view path : destination_paths) {
    destination_count += object_at(*delivery, path) == nullptr ? 0 : 1;
  }
  if (destination_count == 1) return;
  const std::string target = std::string(delivery_path) + ".push";
  context.problems.add(ErrorCode::invalid_request, target,
                       "The delivery mode 'Push' needs either '" + target + ".destination' or '" + target +
                           ".deliveryWithResourceIdentity.destination'.");
}

void check_destinations(Value& body, CheckContext& context) {
  Value* delivery = object_at(body, delivery_path);
  if (delivery == nullptr) return;
  for (const std::string_view path : destination_paths) {
    Value* destination = object_at(*delivery, path);
    if (destination == nullptr) continue;
    const std::string target = std::string(delivery_path) + "." + std::string(path);
    check_variant(*destination, "endpointType", destinations, target, context);
    check_attribute_mappings(*destination, target, context);
  }
}

void check_filter_operands(Value& body, CheckContext& context) {
  Value* configuration = object_at(body, "properties.filtersConfiguration");
  Value* list = configuration == nullptr ? nullptr : find_member(*configuration, "filters");
  if (list == nullptr || !list->IsArray()) return;
  for (rapidjson::SizeType index = 0; index < list->Size(); ++index) {
    if (!(*list)[index].IsObject()) continue;
    check_filter((*list)[index], "properties.filtersConfiguration.filters[" + std::to_string(index) + "]",
                 context);
  }
}

}  // namespace eg::arm
