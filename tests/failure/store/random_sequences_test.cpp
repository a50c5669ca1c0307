// Random ARM operations against a plain model of names and references, with restarts in between: the answers'
// status, what each resource says afterwards, and the policy in force.
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"
#include "tests/support/store_directory.hpp"

using namespace eg;

namespace {

/// The marks written into descriptions, by `collection/name`, and what a binding refers to.
struct ModelNamespace {
  std::map<std::string, std::string> children;
  std::map<std::string, std::pair<std::string, std::string>> bindings;  ///< group, space

  bool is_bound(const std::string& child) const {
    for (const auto& [binding, names] : bindings) {
      if (child == "clientGroups/" + names.first || child == "topicSpaces/" + names.second) {
        return true;
      }
    }
    return false;
  }
};

class RandomRun {
 public:
  explicit RandomRun(std::uint32_t seed) : random_(seed) { restart(); }

  void run(int operations) {
    for (int number = 0; number < operations; ++number) {
      step();
      if (pick(25) == 0) {
        restart();
        compare_all();
      }
    }
    restart();
    compare_all();
  }

 private:
  static constexpr const char* collections[] = {"clients", "clientGroups", "topicSpaces",
                                                "permissionBindings"};

  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }
  std::string numbered(const char* text, std::uint32_t below) { return text + std::to_string(pick(below)); }

  void restart() {
    harness_.reset();
    harness_ = std::make_unique<test::ControlHarness>(test::control_settings(), directory_.file());
  }

  unsigned send(const std::string& request, const std::string& body = {}) {
    const auto handled = harness_->send(request, body);
    last_ =
        request + " " + body + " -> " + std::to_string(handled.response.status) + " " + handled.response.body;
    text_ = handled.response.body;
    for (const control::PolicyChange& change : handled.changes) {
      policies_[change.namespace_name] = change.policy;
    }
    return handled.response.status;
  }

  void expect(unsigned status, unsigned wanted) {
    INFO(last_);
    REQUIRE(status == wanted);
  }

  void step() {
    const std::string name = numbered("space-", 3);
    const std::string id = "$RG/providers/Microsoft.EventGrid/namespaces/" + name;
    const auto found = model_.find(name);
    const std::uint32_t what = pick(40);
    if (what == 0) {
      expect(send("DELETE " + id), found == model_.end() ? 204 : 200);
      model_.erase(name);
    } else if (what < 4) {
      expect(send("PUT " + id,
                  R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})"),
             found == model_.end() ? 201 : 200);
      model_[name];
    } else if (what == 4) {
      expect(send("PATCH " + id, R"({"tags":{"mark":"1"}})"), found == model_.end() ? 404 : 200);
    } else if (what < 15) {
      remove_child(id, found == model_.end() ? nullptr : &found->second);
    } else {
      put_child(id, found == model_.end() ? nullptr : &found->second);
    }
  }

  void put_child(const std::string& id, ModelNamespace* home) {
    const std::string collection = collections[pick(4)];
    const std::string child = collection + "/" + numbered("name-", 5);
    const std::string mark = "mark " + std::to_string(++marks_);
    const std::string group = pick(3) == 0 ? "$all" : numbered("name-", 5);
    const std::string space = numbered("name-", 5);
    std::string properties = R"("description":")" + mark + '"';
    if (collection == "clientGroups") {
      properties += R"(,"query":"attributes.x = 1")";
    } else if (collection == "topicSpaces") {
      properties += R"(,"topicTemplates":["a/#"])";
    } else if (collection == "permissionBindings") {
      properties += R"(,"permission":"Publisher","clientGroupName":")" + group + R"(","topicSpaceName":")" +
                    space + '"';
    }
    const unsigned status = send("PUT " + id + "/" + child, R"({"properties":{)" + properties + "}}");
    if (home == nullptr) {
      return expect(status, 404);
    }
    const bool refers = collection == "permissionBindings";
    if (refers && ((group != "$all" && !home->children.contains("clientGroups/" + group)) ||
                   !home->children.contains("topicSpaces/" + space))) {
      return expect(status, 400);
    }
    expect(status, 200);
    home->children[child] = mark;
    if (refers) {
      home->bindings[child] = {group, space};
    }
  }

  void remove_child(const std::string& id, ModelNamespace* home) {
    const std::string child = std::string(collections[pick(4)]) + "/" + numbered("name-", 5);
    const unsigned status = send("DELETE " + id + "/" + child);
    if (home == nullptr) {
      return expect(status, 404);
    }
    if (!home->children.contains(child)) {
      return expect(status, 204);
    }
    if (home->is_bound(child)) {
      return expect(status, 409);
    }
    expect(status, 200);
    home->children.erase(child);
    home->bindings.erase(child);
  }

  void compare_all() {
    policies_.clear();
    for (const control::PolicyChange& change : harness_->started()) {
      policies_[change.namespace_name] = change.policy;
    }
    CHECK(policies_.size() == model_.size());
    for (int number = 0; number < 3; ++number) {
      const std::string name = "space-" + std::to_string(number);
      const std::string id = "$RG/providers/Microsoft.EventGrid/namespaces/" + name;
      const auto home = model_.find(name);
      expect(send("GET " + id), home == model_.end() ? 404 : 200);
      if (home != model_.end()) {
        compare(id, home->second, *policies_.at(name));
      }
    }
  }

  void compare(const std::string& id, const ModelNamespace& home, const authz::Policy& policy) {
    std::size_t clients = 0;
    for (const char* collection : collections) {
      for (int number = 0; number < 5; ++number) {
        const std::string child = std::string(collection) + "/name-" + std::to_string(number);
        const auto stored = home.children.find(child);
        expect(send("GET " + id + "/" + child), stored == home.children.end() ? 404 : 200);
        if (stored != home.children.end()) {
          INFO(last_);
          CHECK(text_.find('"' + stored->second + '"') != std::string::npos);
          clients += std::string(collection) == "clients" ? 1 : 0;
        }
      }
    }
    CHECK(policy.client_count() == clients);
    CHECK(policy.settings().mqtt_enabled);
  }

  std::mt19937 random_;
  test::StoreDirectory directory_;
  std::unique_ptr<test::ControlHarness> harness_;
  std::map<std::string, ModelNamespace> model_;
  std::map<std::string, authz::PolicyPointer> policies_;
  std::string last_;
  std::string text_;
  int marks_ = 0;
};

}  // namespace

TEST_CASE("random sequences of operations and restarts leave what a plain model has") {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    RandomRun(seed).run(300);
  }
}
