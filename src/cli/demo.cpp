#include "cli/demo.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <utility>

#include "base/log.hpp"
#include "casework/simulate.hpp"
#include "cli/sample_picture.hpp"
#include "desk/files.hpp"
#include "identity/identity.hpp"
#include "packs/packs.hpp"
#include "store/people.hpp"

namespace evenhand::cli {
namespace {

using casework::Actor;

struct DemoPerson {
  std::string_view name, email, state, language, shown_as;
  std::vector<std::string> roles;
};
const std::vector<DemoPerson>& demo_people() {
  static const std::vector<DemoPerson> people = {
      {"Ana Ruiz", "ana@juniper.example", "AR", "es", "agent (Spanish)", {"agent"}},
      {"Tom Becker", "tom@juniper.example", "MO", "en", "agent", {"agent"}},
      {"Grace Kim",
       "grace@juniper.example",
       "MA",
       "en",
       "team lead, approves as support manager",
       {"lead", "team lead", "support manager", "fraud desk", "admin"}},
      {"Dale Whitman",
       "dale@juniper.example",
       "OK",
       "en",
       "author and compliance officer",
       {"author", "compliance", "compliance officer", "fraud desk", "support manager"}},
      {"Ruth Ellison", "ruth@juniper.example", "WY", "en", "auditor", {"auditor"}},
      {"Nora Field",
       "nora@juniper.example",
       "MA",
       "en",
       "compliance officer, approves procedures",
       {"compliance officer"}},
  };
  return people;
}

struct DemoCustomer {
  std::string_view name, address, state, language;
};
constexpr std::array<DemoCustomer, 12> customers = {{{"Holly Marsh", "holly.marsh@mail.example", "MA", "en"},
                                                     {"Luis Ortega", "luis.ortega@mail.example", "AR", "es"},
                                                     {"Priya Nair", "priya.nair@mail.example", "MO", "en"},
                                                     {"Walt Jensen", "walt.jensen@mail.example", "WY", "en"},
                                                     {"Denise Carter", "denise.carter@mail.example", "OK", "en"},
                                                     {"Marco Bell", "marco.bell@mail.example", "MA", "en"},
                                                     {"Rosa Fuentes", "rosa.fuentes@mail.example", "OK", "es"},
                                                     {"Ken Ito", "ken.ito@mail.example", "MO", "en"},
                                                     {"Sally Drew", "sally.drew@mail.example", "AR", "en"},
                                                     {"Omar Haddad", "omar.haddad@mail.example", "MA", "en"},
                                                     {"Beth Lowry", "beth.lowry@mail.example", "WY", "en"},
                                                     {"Ines Vega", "ines.vega@mail.example", "MO", "es"}}};
constexpr std::array<std::string_view, 4> channels = {"phone", "email", "chat", "web"};

constexpr std::size_t cases_wanted = 42;
constexpr std::uint32_t seed = 20261122;  // the same demo on every machine
constexpr auto oldest = std::chrono::hours(24 * 45);

class Maker {
 public:
  Maker(desk::Desk& desk, ManualClock& clock, std::vector<store::people::Person> people, Instant now)
      : desk_(desk), clock_(clock), people_(std::move(people)), now_(now), random_(seed) {}

  Result<void> publish() {
    const auto files = packs::starter_procedures();
    clock_.set(now_ - oldest - std::chrono::hours(24 * 7));
    // Files name each other; those that follow others come again until all are in.
    std::vector<const packs::PackFile*> left;
    for (const auto& file : files) left.push_back(&file);
    while (!left.empty()) {
      const std::size_t before = left.size();
      std::vector<const packs::PackFile*> later;
      for (const packs::PackFile* file : left) {
        const procedure::Compiled compiled = desk_.library().compile(file->text);
        if (compiled.procedure == nullptr)
          return fail(ErrorKind::unsupported, "demo/failed", std::string(file->name) + " does not compile.",
                      "evenhand check says why.");
        const auto& follows = compiled.procedure->follows;
        const bool ready = std::all_of(follows.begin(), follows.end(),
                                       [&](const std::string& id) { return desk_.library().current(id).has_value(); });
        if (!ready) {
          later.push_back(file);
          continue;
        }
        const auto done = desk_.library().publish({.procedure_id = compiled.procedure->id,
                                                   .source = std::string(file->text),
                                                   .note = "Starter procedure",
                                                   .person_id = author().id,
                                                   .expected_current = 0,
                                                   .why = R"({"approval":"without: starter procedures of the demo"})"},
                                                  clock_.now());
        if (!done) return fail(done.error().error);
        procedures_.push_back(compiled.procedure->id);
      }
      if (later.size() == before)
        return fail(ErrorKind::unsupported, "demo/failed",
                    std::string(later.front()->name) + " follows a procedure that is not there.");
      left = std::move(later);
    }
    return {};
  }

  Result<void> work() {
    std::vector<std::pair<desk::PublishedPtr, const procedure::Scenario*>> plays;
    for (const std::string& id : procedures_) {
      const auto published = desk_.library().current(id);
      if (!published) return fail(published.error());
      for (const procedure::Scenario& scenario : (*published)->procedure->training.scenarios)
        plays.emplace_back(*published, &scenario);
    }
    if (plays.empty()) return {};
    std::shuffle(plays.begin(), plays.end(), random_);
    for (std::size_t i = 0; i < cases_wanted; ++i) {
      const auto& [published, scenario] = plays[i % plays.size()];
      // The last third is still open, opened within the last two days; the others are history.
      const bool open = i * 3 >= cases_wanted * 2;
      const auto age =
          open ? std::chrono::minutes(pick(30, 60 * 47)) : std::chrono::minutes(pick(60 * 24 * 4, 60 * 24 * 44));
      if (const auto done = play(published, *scenario, now_ - age, open, i); !done) return done;
    }
    return {};
  }

  /// What the next agent who asks for a case is given first: a refund request, from its beginning.
  Result<void> arrive() {
    const DemoCustomer& customer = customers[7];
    clock_.set(now_ - std::chrono::minutes(25));
    desk::Opening opening;
    opening.procedure_id = "refund-request";
    opening.selection = {.state = std::string(customer.state), .channel = "phone", .product = {}, .language = "en"};
    opening.open.subject = "The oven came two weeks late";
    opening.open.customer_name = customer.name;
    opening.open.customer_address = customer.address;
    opening.open.priority = "urgent";
    opening.message = "The oven came two weeks after the day you promised. I would like my money back.";
    opening.actor = as_actor(people_[0], {});
    opening.door = "web";
    if (const auto opened = desk_.open_and_wait(std::move(opening)); !opened)
      return fail(ErrorKind::unsupported, "demo/failed",
                  "A refund request could not be opened: " + why(opened.error()));
    return {};
  }

 private:
  std::int64_t pick(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  const store::people::Person& author() const { return people_[3]; }

  /// Who plays a part: approvers and specialists by their role, agents in turn.
  Actor cast(const Actor& part, std::size_t turn, const std::set<std::string, std::less<>>& kept_out = {}) const {
    if (part.id == "system" || part.id == "customer")
      return part.id == "system"
                 ? desk::system_actor()
                 : Actor{.id = "customer", .name = "customer", .roles = {}, .may_override = false, .may_reopen = false};
    for (const auto& person : people_) {
      if (kept_out.contains(person.id)) continue;
      const bool fits = std::any_of(part.roles.begin(), part.roles.end(), [&](const std::string& role) {
        return std::find(person.roles.begin(), person.roles.end(), role) != person.roles.end();
      });
      if (fits) return as_actor(person, part.roles);
    }
    const auto& next = people_[turn % 2];
    return as_actor(kept_out.contains(next.id) ? people_[(turn + 1) % 2] : next, part.roles);
  }
  static Actor as_actor(const store::people::Person& person, const std::vector<std::string>& more) {
    Actor actor{
        .id = person.id, .name = person.name, .roles = person.roles, .may_override = false, .may_reopen = false};
    actor.roles.insert(actor.roles.end(), more.begin(), more.end());
    return actor;
  }

  Result<void> play(const desk::PublishedPtr& published, const procedure::Scenario& scenario, Instant start,
                    bool leave_open, std::size_t turn) {
    const DemoCustomer& customer = customers[turn % customers.size()];
    procedure::Selection selection{
        .state = scenario.state.empty() ? std::string(customer.state) : scenario.state,
        .channel = scenario.channel.empty() ? std::string(channels[turn % channels.size()]) : scenario.channel,
        .product = {},
        .language = std::string(customer.language)};
    const auto& offered = published->procedure->channels;
    if (scenario.channel.empty() && !offered.empty() &&
        std::find(offered.begin(), offered.end(), selection.channel) == offered.end())
      selection.channel = offered.front();
    const auto pins = desk_.library().pins_for(*published->procedure);
    if (!pins) return fail(pins.error());
    const auto program = desk_.library().program(published->version.procedure_id, *pins, selection);
    if (!program) return fail(program.error());
    const casework::SimulationResult rehearsed = casework::simulate(*program, scenario, start);
    if (rehearsed.commands.empty()) return {};

    clock_.set(start);
    desk::Opening opening;
    opening.procedure_id = published->version.procedure_id;
    opening.selection = selection;
    opening.open = std::get<casework::OpenCase>(rehearsed.commands.front().command);
    opening.open.subject = published->procedure->title + ": " + scenario.name;
    opening.open.customer_name = customer.name;
    opening.open.customer_address = customer.address;
    opening.open.priority = turn % 9 == 4 ? "high" : "normal";
    opening.actor = cast(rehearsed.commands.front().actor, turn);
    opening.door = "web";
    const auto opened = desk_.open_and_wait(std::move(opening));
    if (!opened) return failed(*published, scenario, opened.error());
    const std::string id = opened->case_id;
    const bool unassigned = leave_open && turn % 3 == 0;
    const Actor agent = cast(Actor{}, turn);
    if (!unassigned) {
      const auto taken =
          desk_.submit_and_wait({.case_id = id,
                                 .command = casework::Assign{.person_id = agent.id, .person_name = agent.name},
                                 .actor = agent,
                                 .door = "web"});
      if (!taken) return failed(*published, scenario, taken.error());
    }
    // An open case stops somewhere on its way; a fresh one has hardly begun.
    const std::size_t all = rehearsed.commands.size();
    const std::size_t end =
        !leave_open  ? all
        : unassigned ? 1
                     : static_cast<std::size_t>(pick(1, static_cast<std::int64_t>(std::max<std::size_t>(all, 2) - 1)));
    for (std::size_t i = 1; i < end; ++i) {
      casework::Command command = rehearsed.commands[i].command;
      clock_.advance(std::chrono::seconds(pick(15, 240)));
      if (const auto* timer = std::get_if<casework::FireTimer>(&command)) {
        const auto seen = desk_.look(id);
        if (!seen) return fail(seen.error());
        const auto due = seen->state->timers.find(timer->id);
        if (due == seen->state->timers.end()) return {};
        if (due->second > now_) return {};  // it is still waiting today
        clock_.set(std::max(clock_.now(), due->second));
      }
      if (clock_.now() > now_) return {};
      if (auto* report = std::get_if<casework::ReportAction>(&command))
        report->key = id + report->key.substr(std::min(report->key.find('/'), report->key.size()));
      // The rehearsal named files that are not there: here each is a picture of a parcel.
      if (auto* tick = std::get_if<casework::TickTask>(&command)) {
        for (std::string& file : tick->files) {
          auto added = desk::add_file(
              desk_, {.case_id = id, .name = "parcel.png", .content = sample_picture(), .person_id = agent.id});
          if (!added) return fail(std::move(added.error()));
          file = added->file.id;
        }
      }
      // Whoever worked on the case, or asked for the approval, may not give it.
      std::set<std::string, std::less<>> kept_out;
      if (const auto* approval = std::get_if<casework::GiveApproval>(&command)) {
        const auto seen = desk_.look(id);
        if (!seen) return fail(seen.error());
        kept_out = seen->state->workers;
        if (const auto of = seen->state->kept_out.find(approval->path); of != seen->state->kept_out.end())
          kept_out.insert(of->second.begin(), of->second.end());
      }
      const auto done = desk_.submit_and_wait({.case_id = id,
                                               .command = std::move(command),
                                               .actor = cast(rehearsed.commands[i].actor, turn, kept_out),
                                               .door = "web"});
      if (!done) return failed(*published, scenario, done.error());
    }
    return {};
  }

  static Result<void> failed(const desk::Published& published, const procedure::Scenario& scenario,
                             const desk::Failure& failure) {
    return fail(ErrorKind::unsupported, "demo/failed",
                published.procedure->title + ", scenario \"" + scenario.name + "\": " + why(failure));
  }
  static std::string why(const desk::Failure& failure) {
    return std::holds_alternative<Error>(failure) ? std::get<Error>(failure).message
                                                  : std::get<casework::Refusal>(failure).message;
  }

  desk::Desk& desk_;
  ManualClock& clock_;
  const std::vector<store::people::Person> people_;
  const Instant now_;
  std::mt19937 random_;
  std::vector<std::string> procedures_;
};

}  // namespace

const std::vector<api::DemoAccount>& demo_accounts() {
  static const std::vector<api::DemoAccount> accounts = [] {
    std::vector<api::DemoAccount> made;
    for (const DemoPerson& person : demo_people())
      made.push_back({std::string(person.email), std::string(demo_password), std::string(person.shown_as)});
    return made;
  }();
  return accounts;
}

Result<void> make_demo(const std::filesystem::path& folder, const std::string& database, Instant now) {
  ManualClock clock(now - oldest - std::chrono::hours(24 * 14));
  auto desk = desk::Desk::open(
      {.folder = folder, .database = database, .company = std::string(demo_company), .background = false}, clock);
  if (!desk) return fail(std::move(desk.error()));
  const auto already =
      (*desk)->store().read([&](store::Reader& reader) { return store::people::list(reader, (*desk)->org()); });
  if (!already) return fail(already.error());
  if (!already->empty()) return {};
  log::info("making the demo business");
  identity::Identity identity((*desk)->store(), (*desk)->org(), clock);
  std::vector<store::people::Person> people;
  for (const DemoPerson& one : demo_people()) {
    store::people::Person person;
    person.name = one.name;
    person.email = one.email;
    person.state = one.state;
    person.language = one.language;
    person.roles = one.roles;
    auto added = identity.add_person(std::move(person), Secret(std::string(demo_password)));
    if (!added) return fail(std::move(added.error()));
    people.push_back(std::move(*added));
  }
  Maker maker(**desk, clock, std::move(people), now);
  if (const auto published = maker.publish(); !published) return published;
  if (const auto worked = maker.work(); !worked) return worked;
  return maker.arrive();
}

}  // namespace evenhand::cli
