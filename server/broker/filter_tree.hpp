// Where subscriptions stand: a tree of the levels of their filters. All children of all nodes are in one hash
// table, so that a step down is one look-up whatever the number of filters, and a node owns no container of
// its own. Knows neither what a subscription may see nor who is in a shared group.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/broker/delivery_note.hpp"
#include "server/broker/shared_groups.hpp"
#include "server/broker/subscription_options.hpp"

namespace eg::broker {

struct Session;

class FilterTree {
 public:
  struct Subscriber {
    Session* session = nullptr;
    SubscriptionOptions options;
    DeliveryNotePointer note;
  };
  /// The end of a filter, or a place on the way to one.
  class Node {
   public:
    std::vector<Subscriber> subscribers;
    std::vector<const SharedGroup*> groups;

   private:
    friend class FilterTree;
    bool is_needed() const { return !subscribers.empty() || !groups.empty() || child_count_ != 0; }

    Node* parent_ = nullptr;
    Node* plus_ = nullptr;  ///< child `+`; the table owns it
    Node* rest_ = nullptr;  ///< child `#`; the table owns it
    std::string level_;
    std::size_t hash_ = 0;
    std::uint32_t child_count_ = 0;
  };

  FilterTree() = default;
  FilterTree(const FilterTree&) = delete;  ///< nodes know the address of the root
  FilterTree& operator=(const FilterTree&) = delete;

  bool empty() const { return nodes_.empty(); }
  /// Makes what is missing. Nodes stay where they are until they are pruned.
  Node& node_at(std::string_view filter);
  /// nullptr: nothing stands there.
  Node* find(std::string_view filter);
  /// Takes out the node, unless it has subscribers, groups or children, and those above it that nothing needs
  /// then.
  void prune(Node& node);

  /// Calls `visit(const Node&)` with each node whose filter matches the topic (MQTT 5, 4.7).
  template <class Visit>
  void for_each_match(std::string_view topic, Visit visit) const {
    walk(root_, topic, visit);
  }

 private:
  struct Edge {
    const Node* parent = nullptr;
    std::string_view level;
    std::size_t hash = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const Edge& edge) const { return edge.hash; }
    std::size_t operator()(const std::unique_ptr<Node>& node) const { return node->hash_; }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const Edge& edge, const std::unique_ptr<Node>& node) const {
      return edge.parent == node->parent_ && edge.level == node->level_;
    }
    bool operator()(const std::unique_ptr<Node>& node, const Edge& edge) const { return (*this)(edge, node); }
    bool operator()(const std::unique_ptr<Node>& one, const std::unique_ptr<Node>& other) const {
      return one == other;
    }
  };

  static Edge edge(const Node& parent, std::string_view level);
  Node* child(const Node& parent, std::string_view level) const;
  Node& add_child(Node& parent, std::string_view level);

  template <class Visit>
  void walk(const Node& node, std::string_view topic, Visit& visit) const {
    // MQTT 5, 4.7.2: a wildcard at the beginning never matches `$`.
    const bool wildcards_allowed = &node != &root_ || !topic.starts_with('$');
    if (wildcards_allowed && node.rest_ != nullptr) visit(*node.rest_);
    const std::size_t slash = topic.find('/');
    const bool is_last = slash == std::string_view::npos;
    const auto go_on = [&](const Node* next) {
      if (next == nullptr) return;
      if (!is_last) return walk(*next, topic.substr(slash + 1), visit);
      visit(*next);
      if (next->rest_ != nullptr) visit(*next->rest_);  // `a/#` matches `a`
    };
    go_on(child(node, topic.substr(0, slash)));
    if (wildcards_allowed) go_on(node.plus_);
  }

  Node root_;
  boost::unordered_flat_set<std::unique_ptr<Node>, Hash, Equal> nodes_;
};

}  // namespace eg::broker
