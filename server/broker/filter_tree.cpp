// The hash of a child is kept in it: a growing table does not read the text again.
#include "server/broker/filter_tree.hpp"

#include <functional>
#include <utility>

#include "protocol/mqtt/topic.hpp"

namespace eg::broker {

FilterTree::Edge FilterTree::edge(const Node& parent, std::string_view level) {
  std::size_t hash = std::hash<std::string_view>()(level);
  boost::hash_combine(hash, &parent);
  return {&parent, level, hash};
}

FilterTree::Node* FilterTree::child(const Node& parent, std::string_view level) const {
  if (parent.child_count_ == 0) return nullptr;
  const auto found = nodes_.find(edge(parent, level));
  return found == nodes_.end() ? nullptr : found->get();
}

FilterTree::Node& FilterTree::add_child(Node& parent, std::string_view level) {
  auto made = std::make_unique<Node>();
  Node& node = *made;
  node.parent_ = &parent;
  node.level_ = level;
  node.hash_ = edge(parent, level).hash;
  nodes_.insert(std::move(made));
  ++parent.child_count_;
  if (level == "+") parent.plus_ = &node;
  if (level == "#") parent.rest_ = &node;
  return node;
}

FilterTree::Node& FilterTree::node_at(std::string_view filter) {
  Node* node = &root_;
  mqtt::TopicLevels levels(filter);
  while (const auto level = levels.next()) {
    Node* const next = child(*node, *level);
    node = next != nullptr ? next : &add_child(*node, *level);
  }
  return *node;
}

FilterTree::Node* FilterTree::find(std::string_view filter) {
  Node* node = &root_;
  mqtt::TopicLevels levels(filter);
  while (const auto level = levels.next()) {
    node = child(*node, *level);
    if (node == nullptr) return nullptr;
  }
  return node;
}

void FilterTree::prune(Node& last) {
  Node* node = &last;
  while (node != &root_ && !node->is_needed()) {
    Node* const parent = node->parent_;
    if (parent->plus_ == node) parent->plus_ = nullptr;
    if (parent->rest_ == node) parent->rest_ = nullptr;
    --parent->child_count_;
    nodes_.erase(nodes_.find(edge(*parent, node->level_)));
    node = parent;
  }
}

}  // namespace eg::broker
