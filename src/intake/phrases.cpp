#include "intake/phrases.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "intake/document.hpp"

namespace evenhand::intake {

namespace {

/// Longer than this nothing is one plain sentence.
constexpr std::size_t sentence_bytes_max = 300;
constexpr std::size_t name_bytes_max = 40;
constexpr std::size_t name_words_max = 5;
constexpr std::size_t condition_bytes_max = 60;
constexpr std::size_t condition_words_max = 9;

constexpr std::array customers{"customer",  "caller",  "client", "user",     "guest",    "patient",
                               "customers", "clients", "users",  "member",   "buyer",    "them",
                               "him",       "her",     "person", "everyone", "yourself", "us",
                               "people",    "sender",  "tenant", "student",  "shopper",  "subscriber"};

std::size_t count_words(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
}

std::string without_article(std::string_view words) {
  for (const std::string_view article :
       {"the customer's ", "the caller's ", "the client's ", "the user's ", "customer's ", "the ", "their ", "his ",
        "her ", "your ", "an ", "a ", "any ", "its ", "our "})
    if (text::starts_with_ignoring_case(words, article)) return std::string(words.substr(article.size()));
  return std::string(words);
}

/// A role or team as people write it; nothing for the customer, who is none.
std::optional<std::string> role_of(std::string_view words) {
  static const RE2 form("(?i)[a-z][a-z0-9/&-]*(?: [a-z0-9/&-]+){0,3}");
  std::string role = without_article(words);
  if (!RE2::FullMatch(role, form) || role.size() > name_bytes_max) return std::nullopt;
  const std::string lower = text::to_lower_ascii(role);
  for (const std::string_view customer : customers)
    if (lower == customer || lower.ends_with(" " + std::string(customer))) return std::nullopt;
  for (const std::string_view word : text::split(lower, ' '))
    for (const std::string_view no :
         {"who", "whoever", "someone", "somebody", "anyone", "next", "is",   "are", "on",  "from", "that", "which",
          "or",  "and",     "if",      "when",     "for",    "to",   "with", "by",  "via", "in",   "at"})
      if (word == no) return std::nullopt;
  return role;
}

FactGuess fact_of(std::string name) {
  FactGuess fact;
  const std::string lower = text::to_lower_ascii(name);
  const auto ends = [&](std::string_view word) { return lower == word || lower.ends_with(" " + std::string(word)); };
  if (ends("email") || ends("email address") || ends("e-mail") || ends("e-mail address")) {
    fact.type = "email";
    fact.personal = "contact";
  } else if (ends("phone") || ends("phone number") || ends("telephone number") || ends("mobile number")) {
    fact.type = "phone";
    fact.personal = "contact";
  } else if (ends("name") || ends("date of birth")) {
    fact.personal = "identity";
  } else if (ends("address") || ends("postcode") || ends("zip code")) {
    fact.personal = "contact";
  } else if (ends("card number") || ends("account number") || ends("iban")) {
    fact.personal = "financial";
  }
  if (lower.ends_with(" date") || lower.starts_with("date of ")) fact.type = "date";
  fact.name = std::move(name);
  return fact;
}

/// `the order number, their name and email` as facts; nothing when a part is no plain name.
/// @param known_only  every part has to end in a word that data is called by: `get the order number`, not `get the parcel`
std::optional<std::vector<FactGuess>> facts_of(std::string_view list, bool known_only) {
  static const RE2 between(R"((?i),\s*(?:and\s+)?|\s+and\s+|\s*&\s*)");
  static const RE2 data(
      "(?i)(?:.* "
      ")?(?:numbers?|names?|ids?|e-?mail|address|phone|dates?|reason|amount|code|postcode|receipt|invoice|birth|"
      "details|serial|version|username|account|model|description)");
  std::string marked(list);
  RE2::GlobalReplace(&marked, between, "\n");
  std::vector<FactGuess> out;
  for (const std::string_view part : text::split(marked, '\n')) {
    const std::string name = without_article(text::trim(part));
    if (!is_fact_name(name) || (known_only && !RE2::FullMatch(name, data))) return std::nullopt;
    if (std::any_of(out.begin(), out.end(), [&](const FactGuess& f) { return f.name == name; })) continue;
    out.push_back(fact_of(name));
  }
  constexpr std::size_t facts_max = 8;
  if (out.empty() || out.size() > facts_max) return std::nullopt;
  return out;
}

std::string names_in_bold(const std::vector<FactGuess>& facts) {
  std::string out;
  for (std::size_t i = 0; i < facts.size(); ++i)
    out += (i == 0 ? "" : i + 1 == facts.size() ? " and " : ", ") + ("**" + facts[i].name + "**");
  return out;
}

std::string number_of(std::string word) {
  static constexpr std::array words{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
  word = text::to_lower_ascii(word);
  for (std::size_t i = 0; i < words.size(); ++i)
    if (word == words[i]) return std::to_string(i + 1);
  return word;
}

/// `2 working days` as the language writes it; empty when it is none.
std::string duration_of(const std::string& amount, const std::string& business, const std::string& unit) {
  const std::string number = number_of(amount);
  if (number.empty() || number.size() > 4 || number == "0" || number.starts_with('0')) return {};
  std::string out = number;
  const std::string plain = text::to_lower_ascii(unit);
  if (!business.empty()) {
    if (plain == "week" || plain == "month") return {};
    out += " business";
  }
  return out + " " + plain + (number == "1" ? "" : "s");
}

#define EH_AMOUNT "(\\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
#define EH_DURATION EH_AMOUNT " (business |working )?(minute|hour|day|week|month)s?"
#define EH_CASE "(?:the |this |that )?(?:case|ticket|call|chat|request|issue|conversation|complaint)"

std::optional<Phrase> ask(std::string_view s) {
  static const RE2 asks(
      "(?i)ask (?:(?:the |your )?(?:customer|caller|client|user|guest|member|patient|them) )?for (.+)");
  static const RE2 collects(
      "(?i)(?:collect|obtain|request|gather|get|take|take down|note|note down|write down) (.+?)(?: from (?:the |your "
      ")?(?:customer|caller|client|user|guest|member|patient))?");
  std::string list;
  const bool asked = RE2::FullMatch(s, asks, &list);
  if (!asked && !RE2::FullMatch(s, collects, &list)) return std::nullopt;
  auto facts = facts_of(list, !asked);
  if (!facts) return std::nullopt;
  Phrase phrase;
  phrase.rule = "ask";
  phrase.sentence = "Ask for " + names_in_bold(*facts) + ".";
  phrase.facts = std::move(*facts);
  return phrase;
}

std::optional<Phrase> wait(std::string_view s) {
  static const RE2 time("(?i)wait (?:for )?" EH_DURATION);
  static const RE2 reply(
      "(?i)(?:wait|await)(?: for)? (?:a|an|the|their|his|her|the customer's|the caller's) (?:customer "
      ")?(?:reply|response|answer)"
      "(?: from (?:the |your )?(?:customer|caller|client|user))?(?:,? (?:for )?(?:up to|within|at most) " EH_DURATION
      ")?");
  static const RE2 answers("(?i)wait(?: up to " EH_DURATION
                           ")? for (?:the |your )?(?:customer|caller|client|user) to (?:reply|respond|answer)");
  std::string amount, business, unit;
  Phrase phrase;
  phrase.rule = "wait";
  phrase.sure = true;
  if (RE2::FullMatch(s, time, &amount, &business, &unit)) {
    const std::string duration = duration_of(amount, business, unit);
    if (duration.empty()) return std::nullopt;
    phrase.sentence = "Wait " + duration + ".";
    return phrase;
  }
  if (!RE2::FullMatch(s, reply, &amount, &business, &unit) && !RE2::FullMatch(s, answers, &amount, &business, &unit))
    return std::nullopt;
  const std::string duration = duration_of(amount, business, unit);
  phrase.sentence = duration.empty() ? "Wait for a reply." : "Wait for a reply, up to " + duration + ".";
  return phrase;
}

std::optional<Phrase> roles(std::string_view s) {
  static const RE2 approve(
      "(?i)(?:get|obtain|request|seek|ask for) (?:the |an? )?(?:written |prior )?(?:approval|sign-off) (?:from|of|by) "
      "(.+)");
  static const RE2 asks_approval("(?i)ask (.+) (?:for (?:their )?(?:approval|sign-off)|to approve(?: it| this)?)");
  static const RE2 tell("(?i)(?:tell|notify|inform|alert) (.+?)(?:,? (that|about|of) (.+))?");
  static const RE2 hand("(?i)(?:escalate|hand over|hand off|hand|transfer|assign|pass|forward|route)(?: (?:" EH_CASE
                        "|it|customer|the customer))?(?: over| on| off)? to (.+)");
  static const RE2 priority(
      "(?i)(?:raise|set|change|increase)(?: the)?(?: case| ticket)?(?:'s)? priority(?: of " EH_CASE
      ")? (?:to|as) (low|normal|high|urgent)");
  std::string who, how, what;
  Phrase phrase;
  if (RE2::FullMatch(s, approve, &who) || RE2::FullMatch(s, asks_approval, &who)) {
    const auto role = role_of(who);
    if (!role) return std::nullopt;
    phrase.rule = "approve";
    phrase.sentence = "Get approval from **" + *role + "**.";
    return phrase;
  }
  if (RE2::FullMatch(s, tell, &who, &how, &what)) {
    const auto role = role_of(who);
    if (!role) return std::nullopt;
    phrase.rule = "tell";
    phrase.sentence = "Tell **" + *role + "**" +
                      (what.empty()                              ? std::string(".")
                       : text::equals_ignoring_case(how, "that") ? " that " + escaped(what) + "."
                                                                 : ": " + escaped(what) + ".");
    return phrase;
  }
  if (RE2::FullMatch(s, hand, &who)) {
    const auto role = role_of(who);
    if (!role) return std::nullopt;
    phrase.rule = "hand-over";
    phrase.sentence = "Hand over to **" + *role + "**.";
    return phrase;
  }
  if (RE2::FullMatch(s, priority, &what)) {
    phrase.rule = "priority";
    phrase.sure = true;
    phrase.sentence = "Raise priority to **" + text::to_lower_ascii(what) + "**.";
    return phrase;
  }
  return std::nullopt;
}

std::optional<Phrase> close(std::string_view s) {
  static const RE2 as("(?i)(?:close|resolve|end|mark) " EH_CASE " as ([a-z][a-z ]{1,30})");
  static const RE2 closes("(?i)(?:close|end) " EH_CASE);
  std::string outcome;
  Phrase phrase;
  phrase.rule = "close";
  phrase.only_last = true;
  if (RE2::FullMatch(s, as, &outcome)) {
    phrase.sure = true;
    phrase.sentence = "Close as **" + text::to_lower_ascii(outcome) + "**.";
    return phrase;
  }
  if (!RE2::FullMatch(s, closes)) return std::nullopt;
  phrase.sentence = "Close as **done**.";
  return phrase;
}

std::optional<Phrase> words(std::string_view s) {
  static const RE2 say(
      "(?i)(?:say|ask|greet (?:the |your )?\\w+(?: with| by saying)?|tell (?:the |your "
      ")?(?:customer|caller|client|user|guest)|read "
      "aloud|read out|explain|reply|respond|answer)(?: with)?[:,]? *(?:\"([^\"]{8,})\"|“([^”]{8,})”)");
  std::string straight, curly;
  if (!RE2::FullMatch(s, say, &straight, &curly)) return std::nullopt;
  Phrase phrase;
  phrase.rule = "say";
  phrase.rest = straight.empty() ? curly : straight;
  return phrase;
}

std::optional<Phrase> send(std::string_view s) {
  static const RE2 sends(
      "(?i)(?:send|e-?mail)(?: (?:the |your )?(?:customer|caller|client|user|them))? (?:this |the |an? |the following "
      ")?([a-z][a-z ]{2,30}?)(?: to (?:the |your )?(?:customer|caller|client|user))?(?: by "
      "(email|sms|chat|letter|phone))?:?");
  std::string name, channel;
  if (!RE2::FullMatch(s, sends, &name, &channel) || count_words(name) > name_words_max) return std::nullopt;
  Phrase phrase;
  phrase.rule = "send";
  phrase.rest = text::to_lower_ascii(name);
  phrase.sentence =
      "Send **" + phrase.rest + "**" + (channel.empty() ? "" : " by " + text::to_lower_ascii(channel)) + ".";
  return phrase;
}

std::optional<Phrase> condition(std::string_view s) {
  static const RE2 conditional("(?i)if ([^,:;.]+?)(?:, then |,|:| then |$)(?: *then)? *(.*)");
  static const RE2 alternative("(?i)(?:otherwise|else|if not)[,:]? *(.*)");
  std::string when, rest;
  Phrase phrase;
  if (RE2::FullMatch(s, alternative, &rest)) {
    phrase.rule = "otherwise";
    phrase.rest = std::move(rest);
    return phrase;
  }
  if (!RE2::FullMatch(s, conditional, &when, &rest)) return std::nullopt;
  std::string name = without_article(when);
  if (name.size() > condition_bytes_max || count_words(name) > condition_words_max || count_words(name) < 2)
    return std::nullopt;
  if (name.size() > 1 && name[0] >= 'A' && name[0] <= 'Z' && name[1] >= 'a')
    name[0] = static_cast<char>(name[0] + 'a' - 'A');
  for (const std::string_view pronoun : {"it ", "so ", "this ", "that ", "none ", "no ", "any ", "these ", "those "})
    if (text::starts_with_ignoring_case(name, pronoun))
      return std::nullopt;  // only what stands before tells what it is
  static const RE2 form("(?i)[a-z][a-z0-9 ]*");
  if (!RE2::FullMatch(name, form) || !is_fact_name(name.substr(0, name_bytes_max))) return std::nullopt;
  for (const std::string_view word : text::split(name, ' '))
    if (!is_fact_name(word)) return std::nullopt;
  phrase.rule = "if";
  phrase.condition = name;
  phrase.rest = std::move(rest);
  phrase.facts.push_back({.name = name, .type = "yes or no", .source = "agent", .personal = "no"});
  return phrase;
}

}  // namespace

bool is_fact_name(std::string_view name) {
  static const RE2 form("(?i)[a-z][a-z0-9]*(?: [a-z0-9]+)*");
  static constexpr std::array reserved{"and",     "or",       "not",       "if",       "then",     "else", "for",
                                       "in",      "return",   "some",      "every",    "between",  "true", "false",
                                       "null",    "instance", "satisfies", "function", "approved", "done", "state",
                                       "channel", "product",  "reply",     "language", "priority", "that", "which",
                                       "whether", "why",      "how",       "what",     "to",       "it",   "them"};
  if (name.empty() || name.size() > name_bytes_max || count_words(name) > condition_words_max) return false;
  if (!RE2::FullMatch(name, form)) return false;
  for (const std::string_view word : text::split(name, ' '))
    for (const std::string_view no : reserved)
      if (text::equals_ignoring_case(word, no)) return false;
  return true;
}

bool is_imperative(std::string_view plain) {
  static constexpr std::array verbs{
      "add",          "adjust",      "advise",     "agree",     "alert",       "allow",     "answer",   "apologise",
      "apologize",    "apply",       "approve",    "arrange",   "ask",         "assess",    "assign",   "attach",
      "authenticate", "be",          "begin",      "book",      "build",       "calculate", "call",     "cancel",
      "change",       "charge",      "check",      "choose",    "clear",       "click",     "close",    "collect",
      "compare",      "complete",    "configure",  "confirm",   "connect",     "contact",   "continue", "copy",
      "create",       "credit",      "decide",     "delete",    "describe",    "determine", "direct",   "disable",
      "discuss",      "do",          "document",   "double",    "download",    "draft",     "edit",     "email",
      "enable",       "end",         "ensure",     "enter",     "escalate",    "establish", "evaluate", "examine",
      "explain",      "export",      "extend",     "file",      "fill",        "find",      "finish",   "fix",
      "flag",         "follow",      "forward",    "gather",    "get",         "give",      "go",       "greet",
      "hand",         "help",        "hold",       "identify",  "import",      "include",   "inform",   "inspect",
      "install",      "investigate", "invite",     "issue",     "join",        "keep",      "label",    "launch",
      "leave",        "let",         "link",       "listen",    "locate",      "log",       "look",     "mail",
      "make",         "mark",        "measure",    "merge",     "mention",     "monitor",   "move",     "name",
      "navigate",     "never",       "note",       "notify",    "obtain",      "offer",     "open",     "pass",
      "paste",        "pay",         "perform",    "phone",     "pick",        "place",     "post",     "prepare",
      "present",      "press",       "print",      "proceed",   "process",     "provide",   "pull",     "push",
      "put",          "raise",       "read",       "record",    "refer",       "refund",    "register", "reject",
      "release",      "remind",      "remove",     "rename",    "repeat",      "replace",   "reply",    "report",
      "request",      "research",    "reset",      "resolve",   "respond",     "restart",   "restore",  "return",
      "review",       "route",       "run",        "save",      "say",         "scan",      "schedule", "search",
      "select",       "send",        "set",        "share",     "ship",        "show",      "sign",     "solicit",
      "start",        "state",       "stop",       "store",     "submit",      "suggest",   "switch",   "sync",
      "tag",          "take",        "tell",       "test",      "thank",       "track",     "transfer", "translate",
      "try",          "turn",        "type",       "uninstall", "update",      "upgrade",   "upload",   "use",
      "validate",     "verify",      "view",       "visit",     "wait",        "walk",      "warn",     "work",
      "write",        "remain",      "coordinate", "seek",      "incorporate", "count",     "unassign", "acknowledge",
      "triage",       "reassign",    "coach"};
  static const RE2 opening(
      "(?i)(?:(?:please|then|next|first|second|third|finally|now|always|also|once done|if [^,]{2,80}|when "
      "[^,]{2,80}|once "
      "[^,]{2,80}|after [^,]{2,80}),? +|(?:you|agents?|the agent|support|staff) (?:must|should|need to|have "
      "to|will|can|may) +)*"
      "([a-z-]+).*");
  std::string verb;
  if (!RE2::FullMatch(plain.substr(0, sentence_bytes_max), opening, &verb)) return false;
  verb = text::to_lower_ascii(verb);
  return std::any_of(verbs.begin(), verbs.end(), [&](std::string_view v) { return v == verb; });
}

std::optional<std::string_view> without_number(std::string_view heading) {
  static const RE2 numbered(
      R"((?i)(?:(?:step|stage|phase|part)\s+\d{1,3}\s*[:.)–—-]?|\d{1,3}(?:\.\d{1,3})*\s*[.):]|\d{1,3}(?:\.\d{1,3})+)\s+(\S.*))");
  re2::StringPiece rest;
  if (!RE2::FullMatch(re2::StringPiece(heading.data(), heading.size()), numbered, &rest)) return std::nullopt;
  return std::string_view(rest.data(), rest.size());
}

std::optional<Phrase> recognise(std::string_view plain) {
  std::string_view s = text::trim(plain);
  if (s.size() > sentence_bytes_max) return std::nullopt;
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view lead :
         {"please ", "then, ", "then ", "next, ", "first, ", "finally, ", "now, ", "now ", "you should ", "you must ",
          "you need to ", "the agent should ", "agents should "})
      if (text::starts_with_ignoring_case(s, lead)) {
        s.remove_prefix(lead.size());
        cut = true;
      }
  }
  if (auto phrase = words(s)) return phrase;
  while (!s.empty() && (s.back() == '.' || s.back() == ';')) s.remove_suffix(1);
  if (s.find(". ") != std::string_view::npos) return std::nullopt;  // more than one sentence: none of them may be lost
  if (auto phrase = condition(s)) return phrase;
  for (const auto rule : {wait, roles, ask, close, send})
    if (auto phrase = rule(s)) return phrase;
  return std::nullopt;
}

}  // namespace evenhand::intake
