// Changes of the tree, each of which makes the remembered matches worthless.
#include "server/broker/subscriptions.hpp"

#include <algorithm>
#include <utility>

#include "protocol/mqtt/topic.hpp"

namespace eg::broker {
namespace {

/// Targets in order of subscribing, one per session; groups are met once each.
class Collector {
 public:
  void add(const FilterTree::Node& node) {
    for (const FilterTree::Subscriber& subscriber : node.subscribers) add(subscriber);
    matches_.groups.insert(matches_.groups.end(), node.groups.begin(), node.groups.end());
  }
  Matches take() { return std::move(matches_); }

 private:
  void add(const FilterTree::Subscriber& subscriber) {
    const SubscriptionOptions& options = subscriber.options;
    Target& target = target_of(*subscriber.session, options.qos);
    target.qos = std::max(target.qos, options.qos);
    target.retain_as_published |= options.retain_as_published;
    if (subscriber.note) target.note = DeliveryNote::merge(target.note, subscriber.note);
    if (options.no_local) return;
    target.own_qos = std::max(target.own_qos.value_or(options.qos), options.qos);
    target.own_retain_as_published |= options.retain_as_published;
  }

  /// Few are searched in the list itself; an index for each match would cost more than it finds.
  Target& target_of(Session& session, mqtt::Qos qos) {
    std::vector<Target>& targets = matches_.targets;
    if (targets.size() < unindexed_max) {
      const auto found = std::find_if(targets.begin(), targets.end(),
                                      [&](const Target& target) { return target.session == &session; });
      if (found != targets.end()) return *found;
    } else {
      while (index_.size() < targets.size()) index_.emplace(targets[index_.size()].session, index_.size());
      const auto [found, is_new] = index_.try_emplace(&session, targets.size());
      if (!is_new) return targets[found->second];
    }
    return targets.emplace_back(Target{&session, qos, std::nullopt, {}, false, false});
  }

  static constexpr std::size_t unindexed_max = 16;
  Matches matches_;
  boost::unordered_flat_map<const Session*, std::size_t> index_;
};

}  // namespace

void Subscriptions::add(Session& session, std::string_view filter, const SubscriptionOptions& options) {
  if (mqtt::is_shared_filter(filter)) return add_to_group(session, filter, options);
  remembered_.clear();
  std::vector<FilterTree::Subscriber>& subscribers = tree_.node_at(filter).subscribers;
  FilterTree::Subscriber fresh{&session, options, DeliveryNote::make(options.identifier, options.no_local)};
  const auto there = std::find_if(subscribers.begin(), subscribers.end(),
                                  [&](const FilterTree::Subscriber& one) { return one.session == &session; });
  if (there != subscribers.end()) {
    *there = std::move(fresh);
    return;
  }
  subscribers.push_back(std::move(fresh));
  ++count_;
}

void Subscriptions::remove(Session& session, std::string_view filter) {
  if (mqtt::is_shared_filter(filter)) return remove_from_group(session, filter);
  FilterTree::Node* const node = tree_.find(filter);
  if (node == nullptr) return;
  remembered_.clear();
  count_ -= std::erase_if(node->subscribers,
                          [&](const FilterTree::Subscriber& one) { return one.session == &session; });
  tree_.prune(*node);
}

/// Matches hold the group, not its members: they stay as they are while sessions come and go.
void Subscriptions::add_to_group(Session& session, std::string_view shared_filter,
                                 const SubscriptionOptions& options) {
  const SharedGroups::Added added = groups_.add(session, shared_filter, options);
  if (added.is_new_member) ++count_;
  if (!added.is_new_group) return;
  remembered_.clear();
  tree_.node_at(mqtt::split_shared_filter(shared_filter)->filter).groups.push_back(&added.group);
}

void Subscriptions::remove_from_group(const Session& session, std::string_view shared_filter) {
  const SharedGroups::Removed removed = groups_.remove(session, shared_filter);
  if (removed.was_member) --count_;
  if (removed.last_left == nullptr) return;
  remembered_.clear();
  FilterTree::Node* const node = tree_.find(mqtt::split_shared_filter(shared_filter)->filter);
  if (node == nullptr) return;
  std::erase(node->groups, removed.last_left.get());
  tree_.prune(*node);
}

const Matches& Subscriptions::match(std::string_view topic) {
  if (const Matches* known = remembered_.find(topic)) return *known;
  Collector collector;
  tree_.for_each_match(topic, [&](const FilterTree::Node& node) { collector.add(node); });
  return remembered_.keep(topic, collector.take());
}

}  // namespace eg::broker
