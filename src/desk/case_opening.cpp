// Opening a case: its procedure and versions, its customer, its first words.
#include <algorithm>
#include <iterator>
#include <utility>

#include "base/id.hpp"
#include "base/text.hpp"
#include "casework/view.hpp"
#include "desk/case_commit.hpp"

namespace evenhand::desk {
namespace {

constexpr std::size_t instead_max = 3;  ///< procedures that a refused opening names

/// ` Use "Complaint" or "Return" instead.`; empty when nothing fits.
std::string use_instead(const std::vector<PublishedPtr>& fitting) {
  if (fitting.empty()) return {};
  std::vector<std::string> titles;
  for (const PublishedPtr& one : fitting) titles.push_back("\"" + one->procedure->title + "\"");
  return " Use " + casework::join_words(titles, "or") + " instead.";
}

}  // namespace

void CaseShard::process_opening(const std::string& case_id, Opening& opening, const Reply& reply, bool again) {
  const auto failed = [&](Error error) { reply(tl::unexpected(Failure(std::move(error)))); };
  const Instant opens_at = context_.clock.now();
  auto published = context_.library.in_force(opening.procedure_id, opens_at);
  if (!published) return failed(std::move(published.error()));
  if ((*published)->procedure->guidance_only) {
    return failed({ErrorKind::invalid, "procedure/guidance-only",
                   "\"" + (*published)->procedure->title + "\" is plain guidance; no case can follow it."});
  }
  auto pins = context_.library.pins_for(*(*published)->procedure, opens_at);
  if (!pins) return failed(std::move(pins.error()));
  if (opening.selection.language.empty()) opening.selection.language = (*published)->procedure->base_language;
  auto program = context_.library.program(opening.procedure_id, *pins, opening.selection);
  if (!program) return failed(std::move(program.error()));

  // The customer: the one named, the one with this address, or a new one.
  Commit next;
  casework::OpenCase open = opening.open;
  std::string wrapped;
  const std::string print = open.customer_address.empty()
                                ? std::string{}
                                : context_.keys.fingerprint("address", text::to_lower_ascii(open.customer_address));
  const auto known = context_.store.read([&](store::Reader& reader) -> Result<std::optional<std::string>> {
    if (open.customer_id.empty() && !print.empty()) {
      auto same = store::customers::find_by_address(reader, context_.org, print);
      if (!same) return fail(std::move(same.error()));
      if (*same) open.customer_id = (*same)->id;
    }
    if (open.customer_id.empty()) return std::optional<std::string>{};
    return store::customers::wrapped_key(reader, context_.org, open.customer_id).map([](std::string key) {
      return std::optional(std::move(key));
    });
  });
  if (!known) return failed(known.error());
  const Instant now = context_.clock.now();
  if (*known) {
    wrapped = **known;
  } else {
    open.customer_id = CustomerId::make(now).str();
    wrapped = context_.keys.new_person_key(context_.org, open.customer_id);
  }
  Live live;
  live.scope = scope_with_key(case_id, open.customer_id, wrapped);
  if (!*known) {
    // Bound to the customer and not to this case, since other cases read it too.
    ledger::SealScope of_customer = live.scope;
    of_customer.case_id = open.customer_id;
    auto name = ledger::seal_text(open.customer_name, "customer-name", of_customer);
    auto address = ledger::seal_text(open.customer_address, "customer-address", of_customer);
    if (!name || !address) return failed(name ? std::move(address.error()) : std::move(name.error()));
    next.new_customer = store::customers::Customer{.id = open.customer_id,
                                                   .name = std::move(*name),
                                                   .address = std::move(*address),
                                                   .address_print = print,
                                                   .language = opening.selection.language,
                                                   .created_at = now,
                                                   .erased_at = {}};
    next.new_customer_key = wrapped;
  }
  live.program = std::move(*program);
  const casework::Surroundings around = surroundings(live.state, case_id, opening.door);
  auto events = casework::decide(live.state, open, opening.actor, *live.program, around);
  if (!events) {
    casework::Refusal& refusal = events.error();
    if (const auto& main = live.program->main(); !main.is_for(live.program->selection()))
      refusal.message += use_instead(context_.library.instead_of(main, opening.selection, instead_max));
    return answer_refusal(opening.idempotency, nullptr, reply, std::move(refusal));
  }
  next.recorded = stamp(std::move(*events), live.state, around.now, opening.actor, opening.door);
  if (!opening.message.empty()) {
    // The first words are part of the opening: both or neither.
    casework::CaseState after = live.state;
    for (const casework::Recorded& one : next.recorded) casework::apply(after, one);
    const casework::ReceiveMessage received{.channel = live.program->selection().channel,
                                            .text = opening.message,
                                            .from = open.customer_address,
                                            .key = case_id + "/in/first"};
    auto more = casework::decide(after, received, opening.actor, *live.program, around);
    if (!more) return answer_refusal(opening.idempotency, nullptr, reply, std::move(more.error()));
    auto recorded = stamp(std::move(*more), after, around.now, opening.actor, opening.door);
    std::move(recorded.begin(), recorded.end(), std::back_inserter(next.recorded));
  }
  auto subject = ledger::seal_text(open.subject, "subject", live.scope);
  if (!subject) return failed(std::move(subject.error()));
  live.row.org = context_.org;
  live.row.id = case_id;
  live.row.procedure_id = opening.procedure_id;
  live.row.version_hash = (*published)->version.hash;
  live.row.title = live.program->main().title;
  live.row.subject = std::move(*subject);
  live.row.customer_id = open.customer_id;
  live.row.state = live.program->selection().state;
  live.row.channel = live.program->selection().channel;
  live.row.language = opening.selection.language;
  live.row.product = live.program->selection().product;
  next.render = opening.render;
  next.idempotency = opening.idempotency;
  if (next.new_customer && !again) {
    // Two first letters from one address at the same moment: the second finds the customer the first one made.
    Reply once_more = [this, case_id, opening, reply](tl::expected<Outcome, Failure> answer) mutable {
      const Error* error = answer ? nullptr : std::get_if<Error>(&answer.error());
      if (error == nullptr || error->code != "customer/exists") return reply(std::move(answer));
      auto task = [this, case_id, opening = std::move(opening), reply]() mutable {
        decide_guarded(case_id, reply, [&](const Reply& once) { process_opening(case_id, opening, once, true); });
      };
      if (!enqueue(std::move(task))) reply(tl::unexpected(Failure(busy())));
    };
    return commit(keep(case_id, std::move(live)), std::move(next), once_more);
  }
  commit(keep(case_id, std::move(live)), std::move(next), reply);
}

}  // namespace evenhand::desk
