// A map of children per level; wildcards are children like others.
#include "server/broker/subscriptions.hpp"

#include <algorithm>
#include <utility>

#include "protocol/mqtt/topic.hpp"

namespace eg::broker {
/// Targets in order of subscribing, one per session; groups are met once each.
class Subscriptions::Collector {
 public:
  explicit Collector(Matches& matches) : groups(matches.groups), targets_(matches.targets) {}
  void add(Session& session, const SubscriptionOptions& options, const DeliveryNotePointer& note) {
    const auto [found, is_new] = index_.try_emplace(&session, targets_.size());
    if (is_new) targets_.push_back({&session, options.qos, std::nullopt, {}, false, false});
    Target& target = targets_[found->second];
    target.qos = std::max(target.qos, options.qos);
    target.retain_as_published |= options.retain_as_published;
    if (note) target.note = DeliveryNote::merge(target.note, note);
    if (options.no_local) return;
    target.own_qos = std::max(target.own_qos.value_or(options.qos), options.qos);
    target.own_retain_as_published |= options.retain_as_published;
  }

  std::vector<const SharedGroup*>& groups;

 private:
  std::vector<Target>& targets_;
  boost::unordered_flat_map<Session*, std::size_t> index_;
};

struct Subscriptions::Node {
  struct Subscriber {
    Session* session = nullptr;
    SubscriptionOptions options;
    DeliveryNotePointer note;
  };
  std::map<std::string, std::unique_ptr<Node>, std::less<>> children;  // `+` and `#` are among them
  std::vector<Subscriber> subscribers;
  std::vector<const SharedGroup*> groups;

  const Node* child(std::string_view level) const {
    const auto found = children.find(level);
    return found == children.end() ? nullptr : found->second.get();
  }
  void add_all(Collector& collector) const {
    for (const Subscriber& subscriber : subscribers)
      collector.add(*subscriber.session, subscriber.options, subscriber.note);
    collector.groups.insert(collector.groups.end(), groups.begin(), groups.end());
  }
};

Subscriptions::Subscriptions() : root_(std::make_unique<Node>()) {}
Subscriptions::~Subscriptions() = default;

Subscriptions::Node& Subscriptions::node_at(std::string_view filter) {
  Node* node = root_.get();
  mqtt::TopicLevels levels(filter);
  while (const auto level = levels.next()) {
    auto found = node->children.find(*level);
    if (found == node->children.end()) {
      found = node->children.emplace(std::string(*level), std::make_unique<Node>()).first;
    }
    node = found->second.get();
  }
  return *node;
}

template <class Change>
void Subscriptions::prune(std::string_view filter, Change change) {
  std::vector<std::pair<Node*, std::map<std::string, std::unique_ptr<Node>, std::less<>>::iterator>> path;
  Node* node = root_.get();
  mqtt::TopicLevels levels(filter);
  while (const auto level = levels.next()) {
    const auto found = node->children.find(*level);
    if (found == node->children.end()) return;
    path.emplace_back(node, found);
    node = found->second.get();
  }
  change(*node);
  for (auto step = path.rbegin(); step != path.rend(); ++step) {
    const Node& last = *step->second->second;
    if (!last.subscribers.empty() || !last.groups.empty() || !last.children.empty()) break;
    step->first->children.erase(step->second);
  }
}

void Subscriptions::add(Session& session, std::string_view filter, const SubscriptionOptions& options) {
  if (mqtt::is_shared_filter(filter)) return add_to_group(session, filter, options);
  forget_matches();
  Node& node = node_at(filter);
  DeliveryNotePointer note = DeliveryNote::make(options.identifier, options.no_local);
  for (Node::Subscriber& subscriber : node.subscribers) {
    if (subscriber.session != &session) continue;
    subscriber = {&session, options, std::move(note)};
    return;
  }
  node.subscribers.push_back({&session, options, std::move(note)});
  ++count_;
}

void Subscriptions::remove(Session& session, std::string_view filter) {
  if (mqtt::is_shared_filter(filter)) return remove_from_group(session, filter);
  forget_matches();
  prune(filter, [&](Node& node) {
    count_ -=
        std::erase_if(node.subscribers, [&](const Node::Subscriber& one) { return one.session == &session; });
  });
}

/// Matches hold the group, not its members: they stay as they are while sessions come and go.
void Subscriptions::add_to_group(Session& session, std::string_view shared_filter,
                                 const SubscriptionOptions& options) {
  const SharedGroups::Added added = groups_.add(session, shared_filter, options);
  if (added.is_new_member) ++count_;
  if (!added.is_new_group) return;
  forget_matches();
  node_at(mqtt::split_shared_filter(shared_filter)->filter).groups.push_back(&added.group);
}

void Subscriptions::remove_from_group(const Session& session, std::string_view shared_filter) {
  const SharedGroups::Removed removed = groups_.remove(session, shared_filter);
  if (removed.was_member) --count_;
  if (removed.last_left == nullptr) return;
  forget_matches();
  prune(mqtt::split_shared_filter(shared_filter)->filter,
        [&](Node& node) { std::erase(node.groups, removed.last_left.get()); });
}

const Matches& Subscriptions::match(std::string_view topic) {
  const auto found = recent_.find(topic);
  if (found != recent_.end()) return found->second;
  Matches matches;
  Collector collector(matches);
  collect(*root_, topic, collector);
  // All at once, which costs one walk of the trie for each that is asked for again.
  const std::size_t target_count = matches.targets.size() + matches.groups.size();
  if (recent_.size() >= remembered_topics_max ||
      remembered_targets_ + target_count > remembered_targets_max) {
    forget_matches();
  }
  remembered_targets_ += target_count;
  return recent_.emplace(std::string(topic), std::move(matches)).first->second;
}

void Subscriptions::forget_matches() {
  if (recent_.empty()) return;
  recent_.clear();
  remembered_targets_ = 0;
}

bool Subscriptions::empty() const {
  return root_->children.empty();
}

void Subscriptions::collect(const Node& node, std::string_view topic, Collector& targets) const {
  // MQTT 5, 4.7.2: a wildcard at the beginning never matches `$`.
  const bool wildcards_allowed = &node != root_.get() || !topic.starts_with('$');
  if (wildcards_allowed) {
    if (const Node* rest = node.child("#")) rest->add_all(targets);
  }
  const std::size_t slash = topic.find('/');
  const std::string_view level = topic.substr(0, slash);
  for (const std::string_view key : {level, std::string_view("+")}) {
    if (key == "+" && !wildcards_allowed) continue;
    const Node* child = node.child(key);
    if (child == nullptr) continue;
    if (slash != std::string_view::npos) {
      collect(*child, topic.substr(slash + 1), targets);
      continue;
    }
    child->add_all(targets);
    if (const Node* parent_of_rest = child->child("#"))
      parent_of_rest->add_all(targets);  // `a/#` matches `a`
  }
}

}  // namespace eg::broker
