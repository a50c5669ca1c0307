// Keys and sources of enrichments (arm-contract 8.2).
#include "protocol/arm/enrichment.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("keys of enrichments") {
  for (const std::string& good :
       {std::string("a"), std::string("room7"), std::string(20, 'x'), std::string("azs")}) {
    INFO(good);
    CHECK(is_enrichment_key(good));
  }
  for (const std::string& bad :
       {std::string(), std::string(21, 'x'), std::string("Room"), std::string("a_b"), std::string("azspx"),
        std::string("id"), std::string("specversion"), std::string("datacontenttype"), std::string("a b")}) {
    INFO(bad);
    CHECK_FALSE(is_enrichment_key(bad));
  }
}

TEST_CASE("sources of enrichments") {
  for (const char* good :
       {"${client.authenticationName}", "${client.attributes.room_7}", "${mqtt.message.topicName}",
        "${mqtt.message.userProperties.a}", "${mqtt.message.userProperties['a b']}",
        "${mqtt.message.userProperties['it\\'s']}", "${mqtt.message.userProperties['\\\\']}",
        "${mqtt.message.pfi}", "${mqtt.message.correlationData}", "${mqtt.message.responseTopic}"}) {
    INFO(good);
    CHECK(is_enrichment_source(good));
  }
  for (const char* bad :
       {"", "x", "${}", "${client.name}", "${client.attributes.}", "${client.attributes.a-b}",
        "client.authenticationName", "${client.authenticationName", "${CLIENT.authenticationName}",
        "${mqtt.message.userProperties['']}", "${mqtt.message.userProperties['a'b']}",
        "${mqtt.message.userProperties['a\\']}", "${mqtt.message.userProperties['a}",
        "${mqtt.message.payload}", "a${mqtt.message.pfi}"}) {
    INFO(bad);
    CHECK_FALSE(is_enrichment_source(bad));
  }
}

}  // namespace
}  // namespace eg::arm
