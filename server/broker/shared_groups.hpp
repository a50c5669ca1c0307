// The shared subscriptions of one namespace: for each `$share/GROUP/FILTER` the sessions that have it (MQTT
// 5, 4.8.2). A group is the name together with the filter. Knows neither topics nor which member gets a
// message.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/broker/delivery_note.hpp"
#include "server/broker/subscription_options.hpp"

namespace eg::broker {

struct Session;

struct SharedMember {
  Session* session = nullptr;
  SubscriptionOptions options;
  DeliveryNotePointer note;  ///< names the group, so that messages find back to it
};

struct SharedGroup {
  std::string shared_filter;  ///< `$share/GROUP/FILTER`
  std::vector<SharedMember> members;
};

class SharedGroups {
 public:
  struct Added {
    SharedGroup& group;
    bool is_new_group = false;
    bool is_new_member = false;
  };
  /// Replaces the options of a member that is there already. The group's address holds until it is removed.
  Added add(Session& session, std::string_view shared_filter, const SubscriptionOptions& options);
  struct Removed {
    bool was_member = false;
    std::unique_ptr<SharedGroup> last_left;  ///< the group, when nobody is left
  };
  Removed remove(const Session& session, std::string_view shared_filter);
  /// nullptr: there is none.
  const SharedGroup* find(std::string_view shared_filter) const;
  std::size_t size() const { return groups_.size(); }

 private:
  std::map<std::string, std::unique_ptr<SharedGroup>, std::less<>> groups_;
};

}  // namespace eg::broker
