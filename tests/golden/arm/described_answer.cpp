#include "tests/golden/arm/described_answer.hpp"

#include <algorithm>
#include <string_view>

#include "protocol/arm/schema.hpp"
#include "tests/golden/arm/api_description.hpp"

namespace eg::arm::test {
namespace {

using rapidjson::Value;

bool has_type(const Value& value, std::string_view type) {
  if (const std::size_t slash = type.find('/'); slash != std::string_view::npos) {
    return has_type(value, type.substr(0, slash)) || has_type(value, type.substr(slash + 1));
  }
  if (type.ends_with("[]")) {
    const std::string_view element = type.substr(0, type.size() - 2);
    return value.IsArray() && std::all_of(value.Begin(), value.End(),
                                          [&](const Value& each) { return has_type(each, element); });
  }
  if (type.starts_with("map of ")) {
    return value.IsObject() && std::all_of(value.MemberBegin(), value.MemberEnd(), [&](const auto& each) {
             return has_type(each.value, type.substr(7));
           });
  }
  if (type == "any") return true;
  if (type == "text") return value.IsString();
  if (type == "integer") return value.IsInt64();
  if (type == "number") return value.IsNumber();
  if (type == "boolean") return value.IsBool();
  return type == "object" && value.IsObject();
}

std::string parent_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? std::string() : path.substr(0, dot);
}

/// One resource; collects its faults.
class Comparison {
 public:
  Comparison(std::string_view kind_type, ApiVersion version)
      : kind_type_(kind_type), version_(version), described_(described_members(kind_type, version)) {}

  void compare(const Value& object, const std::string& path) {
    for (const auto& member : object.GetObject()) {
      const std::string name = member.name.GetString();
      compare_member(member.value, path.empty() ? name : path + "." + name);
    }
    for (const auto& [described_path, member] : described_) {
      if (!member.required || parent_of(described_path) != path) continue;
      const std::string name = described_path.substr(path.empty() ? 0 : path.size() + 1);
      if (!object.HasMember(name.c_str())) faults.push_back(described_path + " is required");
    }
  }

  std::vector<std::string> faults;

 private:
  void compare_member(const Value& value, const std::string& path) {
    const auto found = described_.find(path);
    if (found == described_.end()) {
      const bool deliberate =
          std::any_of(deviations().begin(), deviations().end(), [&](const Deviation& deviation) {
            return deviation.covers(kind_type_, path, "not described", version_);
          });
      if (!deliberate) faults.push_back(path + " is not described");
      return;
    }
    if (value.IsNull()) return;
    const DescribedMember& member = found->second;
    if (!has_type(value, member.type)) {
      faults.push_back(path + " is no " + member.type);
    } else if (member.type == "object") {
      compare(value, path);
    } else if (member.type == "object[]") {
      for (const Value& element : value.GetArray()) compare(element, path + "[]");
    } else if (!member.values.empty()) {
      compare_values(value, member, path);
    }
  }

  void compare_values(const Value& value, const DescribedMember& member, const std::string& path) {
    const auto is_listed = [&](const Value& each) {
      return std::find(member.values.begin(), member.values.end(), each.GetString()) != member.values.end();
    };
    const bool fits = value.IsArray() ? std::all_of(value.Begin(), value.End(), is_listed) : is_listed(value);
    if (!fits) faults.push_back(path + " has a value that is not listed");
  }

  std::string_view kind_type_;
  ApiVersion version_;
  const DescribedMembers& described_;
};

void append_faults(const Value& resource, ApiVersion version, std::vector<std::string>& faults) {
  if (!resource.IsObject() || !resource.HasMember("type") || !resource["type"].IsString()) return;
  std::string_view type = resource["type"].GetString();
  if (!type.starts_with(provider_name) || type.size() <= provider_name.size()) return;
  type.remove_prefix(provider_name.size() + 1);
  if (described_members(type, version).empty()) {
    faults.push_back("type: no such kind is described");
    return;
  }
  Comparison comparison(type, version);
  comparison.compare(resource, "");
  faults.insert(faults.end(), comparison.faults.begin(), comparison.faults.end());
}

}  // namespace

std::vector<std::string> faults_of_answer(const Value& body, ApiVersion version) {
  std::vector<std::string> faults;
  if (!body.IsObject()) return faults;
  if (body.HasMember("value") && body["value"].IsArray()) {
    for (const Value& resource : body["value"].GetArray()) append_faults(resource, version, faults);
  } else {
    append_faults(body, version, faults);
  }
  return faults;
}

}  // namespace eg::arm::test
