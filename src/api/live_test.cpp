#include "api/live.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace evenhand::api {
namespace {

identity::Who person(const std::string& id) {
  identity::Who who;
  who.person.id = id;
  return who;
}
struct Browser {
  std::shared_ptr<http::EventChannel> channel =
      std::make_shared<http::EventChannel>(limits::event_stream_queue_max, [] {});
  [[nodiscard]] http::EventStream stream() const { return http::EventStream(channel); }
  [[nodiscard]] std::string read() const { return channel->take().bytes; }
};
desk::Change change(std::uint64_t seq) {
  return {.kind = desk::Change::Kind::case_changed, .id = "case_1", .seq = seq, .status = "open", .to = {}};
}
std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

TEST(Live, WhoComesBackGetsWhatWasMissedOrIsToldToLoadAgain) {
  for (const std::size_t missed : {std::size_t{0}, std::size_t{1}, limits::event_stream_missed_max,
                                   limits::event_stream_missed_max + 1, std::size_t{1'000}}) {
    Live live("run");
    live.publish(change(1));
    for (std::size_t i = 0; i < missed; ++i) live.publish(change(2 + i));
    const Browser browser;
    live.subscribe(browser.stream(), "run-1", person("person_a"), {});
    live.publish(change(5'000));
    EXPECT_TRUE(browser.channel->is_open()) << missed << ": coming back cuts itself off";
    const std::string got = browser.read();
    const bool reloads = missed > limits::event_stream_missed_max;
    EXPECT_EQ(count(got, "event: reload"), reloads ? 1u : 0u) << missed;
    EXPECT_EQ(count(got, "event: case"), (reloads ? 0 : missed) + 1) << missed;
  }
}

TEST(Live, StreamsThatEndedAndPeopleWhoMayNotStayAreForgotten) {
  Live live("run");
  const Browser left, expired, stays;
  live.subscribe(left.stream(), "", person("person_left"), {});
  live.subscribe(expired.stream(), "", person("person_expired"), {});
  live.subscribe(stays.stream(), "", person("person_stays"), {});
  left.channel->abandon();
  std::vector<std::string> asked;
  live.look_after([&](const identity::Who& who) {
    asked.push_back(who.person.id);
    return who.person.id == "person_stays";
  });
  EXPECT_EQ(asked, (std::vector<std::string>{"person_expired", "person_stays"}));
  EXPECT_EQ(live.subscribers(), 1u);
  EXPECT_FALSE(expired.channel->is_open());
  EXPECT_TRUE(stays.channel->is_open());
}

}  // namespace
}  // namespace evenhand::api
