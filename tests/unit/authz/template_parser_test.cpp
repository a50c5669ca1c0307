#include "authz/template_parser.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace eg::authz;

TEST_CASE("templates of the grammar are accepted and keep their text") {
  const std::string rows[] = {"a/b",
                              "/",
                              "a//b",
                              "a/",
                              "#",
                              "+",
                              "+/+/#",
                              "a/$b",
                              "a b/\xC3\xA4",
                              "a{b}/c|d",
                              "$"
                              "{client.authenticationName}",
                              "x-${client.attributes.a_1}-${client.authenticationName|.f}-y/#",
                              "${client.attributes.a}${client.attributes.a}",
                              std::string(256, 't'),
                              "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15"};
  for (const std::string& text : rows) {
    INFO(text);
    const auto parsed = TemplateParser(text).parse();
    REQUIRE(parsed.has_value());
    CHECK(parsed->text() == text);
    CHECK(parsed->has_variables() == (text.find("${") != std::string::npos));
  }
}

TEST_CASE("a wrong template is refused at its column with what to write") {
  struct Row {
    std::string text;
    std::size_t column;
    const char* part_of_message;
  };
  const Row rows[] = {
      {"", 1, "at least one character"},
      {std::string(257, 't'), 257, "256 bytes; this one has 257"},
      {"1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", 37, "at most 15 segments"},
      {"$SYS/a", 1, "reserved"},
      {"$", 1, "reserved"},
      {"a/#/b", 3, "last segment"},
      {"#/", 1, "last segment"},
      {"a/b#", 4, "whole segment"},
      {"a+/b", 2, "whole segment"},
      {"a/+b", 3, "whole segment"},
      {"a/##", 3, "whole segment"},
      {"a/+${client.authenticationName}/b", 3, "whole segment"},
      {"a/${client.authenticationName}+/b", 31, "whole segment"},
      {"a/${client.authenticationName/b", 3, "not closed"},
      {"a/${client.authenticationName/${client.attributes.b}", 3, "not closed"},
      {"a/${", 3, "not closed"},
      {"a/${}", 5, "unknown"},
      {"a/${client.name}/b", 5,
       "'${client.name}' is unknown; the variables are ${client.authenticationName}"},
      {"a/${Client.authenticationName}", 5, "unknown"},
      {"a/${client.authenticationName }", 5, "unknown"},
      {"a/${mqtt.message.topicName}/b", 5, "unknown"},
      {"a/${principal.name}/b", 5, "write ${client...}"},
      {"a/${principal.attributes.x}", 5, "write ${client...}"},
      {"a/${client.attributes.}/b", 23, "attribute key"},
      {"a/${client.attributes.my-key}/b", 23, "letters, digits and '_'"},
      {"a/${client.authenticationName|}", 31, "must follow '|'"},
      {"a/${client.authenticationName|x/y}/b", 32, "must not hold '/'"},
      {"a/${client.authenticationName|x|y}/b", 32, "must not hold '|'"},
      {"a/${client.authenticationName|#}", 31, "must not hold '#'"},
      {"a/b\xFF", 4, "UTF-8"},
      {"a/\xC3\xA4\xED\xA0\x80", 5, "UTF-8"},
      {std::string("a/b\0c", 5), 4, "U+0000"},
      {"a/${client.authenticationName|x\xC3}", 32, "UTF-8"},
      {"a/${client.authenticationName|x{y}", 32, "must not hold '{'"},
      {"a/${client.authenticationName|x${client.attributes.b}}", 3, "not closed"},
      {"a/${client.attributes.{b}", 23, "attribute key"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const auto parsed = TemplateParser(row.text).parse();
    REQUIRE(parsed.has_error());
    INFO(parsed.error().message);
    CHECK(parsed.error().column == row.column);
    CHECK(parsed.error().message.find(row.part_of_message) != std::string::npos);
  }
}
