#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "ledger/event_line.hpp"
#include "ledger/line_source.hpp"
#include "ledger/merkle.hpp"
#include "ledger/pack.hpp"
#include "ledger/pack_companions.hpp"
#include "ledger/pack_line.hpp"

namespace evenhand::ledger {

namespace {

using pack::shown;

bool has_exactly(const json::Value& value, std::initializer_list<std::string_view> names) {
  const json::Object* object = value.as_object();
  return object != nullptr && object->size() == names.size() + 2 && value.find("kind") != nullptr &&
         std::all_of(names.begin(), names.end(), [&](std::string_view name) { return value.find(name) != nullptr; });
}

std::uint64_t count_of(const json::Value& value, std::string_view name) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, value.int_or(name, 0)));
}

class PackReader {
 public:
  PackReader(std::istream& in, const VerifyOptions& options) : lines_(in, pack_line_bytes_max), options_(options) {}

  VerifyReport run() {
    std::string_view line;
    bool more = true;
    while (more) {
      switch (lines_.next(line)) {
        case Got::line:
          take(line);
          more = !is_foreign_;
          break;
        case Got::end:
          more = false;
          break;
        case Got::cut:
          ++report_.lines;
          problem("the file ends in the middle of this line");
          more = false;
          break;
        case Got::too_long:
          ++report_.lines;
          problem(fmt::format("the line is longer than {} bytes; nothing after it was read", pack_line_bytes_max));
          more = false;
          break;
      }
    }
    finish_case();
    if (stage_ != Stage::end && !is_foreign_) {
      ++report_.lines;
      case_id_.clear();
      problem("the file ends here without its closing line: it was cut short");
    }
    report_.ok = report_.problem_count == 0;
    return std::move(report_);
  }

 private:
  enum class Stage { header, checkpoint, version, key, cases, end };
  using Got = pack::LineSource::Got;

  void problem(std::string message, std::uint64_t seq = 0) {
    problem(PackProblem{report_.lines, case_id_, seq, std::move(message)});
  }
  void problem(PackProblem problem) {
    ++report_.problem_count;
    if (report_.problems.size() < pack_problems_max) report_.problems.push_back(std::move(problem));
  }

  void take(std::string_view line) {
    ++report_.lines;
    if (stage_ >= Stage::version && stage_ <= Stage::cases && events_.read(line)) {
      stage_ = Stage::cases;
      take_event(events_.line());
      digest_ = pack::fold_digest(digest_, line);
      return;
    }
    const auto value = json::parse(line, {.bytes_max = pack_line_bytes_max});
    const std::string kind = value ? value->string_or("kind", "") : std::string();
    // A line that cannot be read stands where the next event should be.
    const std::uint64_t seq = !case_id_.empty() && (kind.empty() || kind == "event") ? chain_.count() + 1 : 0;
    if (stage_ == Stage::end) {
      case_id_.clear();
      return problem("there is something after the closing line");
    }
    if (!value) return unreadable("the line is no JSON: " + shown(value.error().message), line, seq);
    if (json::write_canonical(*value) != line)
      return unreadable("the line was altered: it is not in canonical form", line, seq);
    if (pack::line_sum(*value) != value->string_or("sum", "")) {
      problem("the line was altered: its sum does not fit", seq);
    }
    dispatch(kind, *value);
    digest_ = pack::fold_digest(digest_, line);
  }

  void unreadable(std::string message, std::string_view line, std::uint64_t seq) {
    problem(std::move(message), seq);
    digest_ = pack::fold_digest(digest_, line);
  }

  void dispatch(const std::string& kind, const json::Value& value) {
    struct Kind {
      std::string_view name;
      Stage stage;
      void (PackReader::*read)(const json::Value&);
    };
    static constexpr std::array<Kind, 8> kinds{{{"header", Stage::header, &PackReader::read_header},
                                                {"checkpoint", Stage::checkpoint, &PackReader::read_checkpoint},
                                                {"version", Stage::version, &PackReader::read_version},
                                                {"key", Stage::key, &PackReader::read_key},
                                                {"case", Stage::cases, &PackReader::read_case},
                                                {"event", Stage::cases, &PackReader::read_event},
                                                {"file", Stage::cases, &PackReader::read_file},
                                                {"end", Stage::end, &PackReader::read_end}}};
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return k.name == kind; });
    if (found == kinds.end()) return problem(fmt::format("there is no kind of line called '{}'", shown(kind)));
    const bool once = found->stage <= Stage::checkpoint;
    const bool in_order = once ? found->stage == stage_ : found->stage >= stage_ && stage_ >= Stage::version;
    if (!in_order) problem(fmt::format("a {} line cannot stand here", kind));
    (this->*found->read)(value);
    if (in_order) stage_ = once ? Stage{static_cast<int>(found->stage) + 1} : found->stage;
  }

  void read_header(const json::Value& value) {
    if (value.string_or("format", "") != "evenhand-pack") return problem("this is no header of an evidence pack");
    if (value.int_or("version", 0) != pack::format_version) {
      is_foreign_ = true;
      return problem(fmt::format("the pack is of format {}; this program reads {}, so nothing after this line was read",
                                 value.int_or("version", 0), pack::format_version));
    }
    if (!has_exactly(value, {"format", "version", "org", "made_at", "made_by", "public_key"})) {
      return problem("the header lacks members or has others");
    }
    report_.org = value.string_or("org", "");
    report_.made_at = value.string_or("made_at", "");
    report_.made_by = value.string_or("made_by", "");
    public_key_ = value.string_or("public_key", "");
    report_.key_id = key_id_of(public_key_);
    if (!parse_rfc3339(report_.made_at)) problem("the header's made_at is no instant");
    if (report_.key_id.empty()) problem("the header's public key is no Ed25519 key");
    if (!options_.public_key.empty() && options_.public_key != public_key_) {
      problem(fmt::format("the pack was signed by another key ({}) than the one expected ({})", report_.key_id,
                          key_id_of(options_.public_key)));
    }
  }

  void read_checkpoint(const json::Value& value) {
    if (!has_exactly(value, {"note", "signature"})) return problem("the checkpoint line lacks note or signature");
    const auto checkpoint = checkpoint_from_text(value.string_or("note", ""));
    if (!checkpoint) return problem("the checkpoint is not in the form of version 1");
    report_.checkpoint = *checkpoint;
    if (checkpoint->org != report_.org) problem("the checkpoint is of another organisation than the header");
    if (!verify(*checkpoint, value.string_or("signature", ""), public_key_)) {
      problem("the checkpoint's signature does not verify");
    }
  }

  void read_version(const json::Value& value) {
    if (!has_exactly(value, {"procedure", "number", "hash", "title", "published_at", "source"})) {
      return problem("the version line lacks members or has others");
    }
    ++report_.versions;
    const PackText stated{value.string_or("procedure", ""), value.string_or("title", ""), value.string_or("hash", "")};
    if (const auto fault = companions_.add_text(stated.hash, stated.procedure_id, report_.lines))
      return problem(*fault);
    if (!options_.read_text) return;
    const auto actual = options_.read_text(value.string_or("source", ""));
    const std::string which =
        fmt::format("the text of {} version {}", shown(stated.procedure_id), value.int_or("number", 0));
    if (!actual || actual->hash != stated.hash) {
      problem(fmt::format("{} does not have the content hash {}", which, shown(stated.hash)));
    } else if (*actual != stated) {
      problem(fmt::format("{} is of {}, \"{}\"", which, shown(actual->procedure_id), shown(actual->title)));
    }
  }

  void read_key(const json::Value& value) {
    if (!has_exactly(value, {"person", "key"})) return problem("the key line lacks members or has others");
    auto key = unbase64url(value.string_or("key", ""));
    if (!key || key->size() != 32) return problem("the key is not 32 bytes");
    const auto fault =
        companions_.add_key(value.string_or("person", ""), PersonKey(Secret(std::move(*key))), report_.lines);
    if (fault) problem(*fault);
  }

  void read_case(const json::Value& value) {
    finish_case();
    if (!has_exactly(value, {"case", "events", "head"})) {
      return problem("the case line lacks members or has others");
    }
    const std::string id = value.string_or("case", "");
    if (id <= last_case_) problem("cases do not stand in ascending order of their ids, or one is there twice");
    last_case_ = id;
    case_id_ = shown(id);
    stated_events_ = count_of(value, "events");
    if (stated_events_ == 0) problem("the case has no event, so nothing proves that there is one");
    stated_head_ = pack::hash_from_hex(value.string_or("head", "")).value_or(Hash{});
    ++report_.cases;
  }

  void finish_case() {
    if (!case_id_.empty()) {
      if (chain_.count() != stated_events_) {
        problem(fmt::format("the case before has {} events here but states {}", chain_.count(), stated_events_));
      } else if (chain_.head() != stated_head_) {
        problem("the case before does not end at the hash it states");
      }
    }
    case_id_.clear();
    chain_ = ChainCheck();
    last_position_ = 0;
    files_.clear();
    person_.clear();
  }

  /// What is checked of an event, however its line was read.
  struct EventParts {
    ChainCheck::Link link;
    std::string_view type;
    std::uint64_t position = 0;
    std::span<const Hash> proof;
    std::span<const SealedMember> sealed;
    const json::Value& body;  ///< null: there is nothing in it to look at
  };

  void take_event(const pack::EventLine& line) {
    const pack::EventText& event = line.event;
    const std::uint64_t seq = case_id_.empty() ? 0 : chain_.count() + 1;
    if (pack::sum_of({line.before_sum, "}"}) != line.sum) problem("the line was altered: its sum does not fit", seq);
    if (case_id_.empty()) return problem("an event stands before any case");
    ++report_.events;
    // The text was read as JSON already: parsing it cannot fail.
    const json::Value body =
        event.has_files || event.type == opening ? json::parse(event.body).value_or(json::Value()) : json::Value();
    check_event({.link = {event.org, event.case_id, event.seq, line.prev, line.hash, event.bytes},
                 .type = event.type,
                 .position = line.position,
                 .proof = line.proof,
                 .sealed = event.sealed,
                 .body = body});
  }

  void read_event(const json::Value& value) {
    const std::uint64_t expected = chain_.count() + 1;
    if (case_id_.empty()) return problem("an event stands before any case");
    const json::Array* path = value.find("proof") != nullptr ? value.find("proof")->as_array() : nullptr;
    if (!has_exactly(value, {"event", "prev", "hash", "position", "proof"}) || path == nullptr) {
      return problem("the event line lacks members or has others", expected);
    }
    const auto event = event_from_json(*value.find("event"));
    const auto prev = pack::hash_from_hex(value.string_or("prev", ""));
    const auto hash = pack::hash_from_hex(value.string_or("hash", ""));
    if (!event || !prev || !hash) {
      return problem(event ? "the event's hashes are no hashes" : shown(event.error().message), expected);
    }
    ++report_.events;
    std::vector<Hash> proof;
    for (const json::Value& step : *path) {
      const auto bytes = step.as_string() != nullptr ? unbase64url(*step.as_string()) : std::nullopt;
      if (!bytes || bytes->size() != sizeof(Hash) || proof.size() >= 64) {
        problem("the event's proof is no list of hashes", event->seq);
        proof.clear();
        break;
      }
      std::copy(bytes->begin(), bytes->end(), proof.emplace_back().begin());
    }
    const json::Value& body = *value.find("event")->find("body");
    const std::string bytes = canonical_bytes(*event);
    const auto sealed = sealed_members(body);
    check_event({.link = {event->org, event->case_id, event->seq, *prev, *hash, bytes},
                 .type = event->type,
                 .position = count_of(value, "position"),
                 .proof = proof,
                 .sealed = sealed,
                 .body = body});
  }

  void check_event(const EventParts& event) {
    const std::uint64_t seq = event.link.seq;
    if (event.link.org != report_.org) problem("the event is of another organisation than the header", seq);
    if (event.link.case_id != last_case_)
      problem("the event belongs to another case than the one it stands under", seq);
    if (const auto fault = chain_.next(event.link)) problem(*fault, seq);
    if (event.position <= last_position_) problem("the event's position in the journal does not grow", seq);
    last_position_ = event.position;
    if (event.position == 0 || !verify_inclusion(event.link.hash, event.position - 1, report_.checkpoint.size,
                                                 event.proof, report_.checkpoint.root, &nodes_)) {
      problem("the event's proof does not lead to the root of the checkpoint", seq);
    }
    const auto readable = count_readable(event.link.org, event.link.case_id, seq, event.sealed,
                                         [this](std::string_view person) { return companions_.key_of(person); });
    if (!readable) return problem("a sealed value does not open with its person's key", seq);
    report_.sealed += event.sealed.size();
    report_.readable += *readable;
    note_files(event.body);
    if (event.type != opening) return;
    person_ = event.body.string_or("customer_id", "");
    for (std::string& fault : companions_.opened(event.body)) problem(std::move(fault), seq);
  }

  /// Remembers what the event says of the files it refers to.
  void note_files(const json::Value& body) {
    const json::Value* files = body.find("files");
    if (files == nullptr || files->as_array() == nullptr) return;
    for (const json::Value& file : *files->as_array()) {
      const std::string id = file.string_or("id", "");
      const Stated stated{file.string_or("sha256", ""), file.string_or("type", ""), count_of(file, "bytes"), false};
      if (files_.size() >= pack_versions_max) return problem("there are too many files in one case");
      const auto [at, is_new] = files_.try_emplace(id, stated);
      if (is_new) ++report_.files;
      if (!is_new && (at->second.sha256 != stated.sha256 || at->second.bytes != stated.bytes))
        problem(fmt::format("two events say different things of the file {}", shown(id)));
    }
  }

  void read_file(const json::Value& value) {
    if (case_id_.empty()) return problem("a file stands before any case");
    if (!has_exactly(value, {"file", "sealed"})) return problem("the file line lacks members or has others");
    const std::string id = value.string_or("file", "");
    const auto stated = files_.find(id);
    if (stated == files_.end()) return problem(fmt::format("no event of the case refers to the file {}", shown(id)));
    if (std::exchange(stated->second.is_here, true))
      return problem(fmt::format("the file {} is there twice", shown(id)));
    const auto sealed = unbase64url(value.string_or("sealed", ""));
    const PersonKey* key = companions_.key_of(person_);
    if (key == nullptr) return problem(fmt::format("the key for the file {} is not in the pack", shown(id)));
    const SealScope scope{.org = report_.org,
                          .case_id = last_case_,
                          .person = person_,
                          .keys = [&](std::string_view) -> Result<PersonKey> { return *key; }};
    const auto content = sealed ? open_file(*sealed, id, scope) : Result<std::string>(fail(ErrorKind::corrupt, "", ""));
    if (!content) return problem(fmt::format("the content of the file {} was altered: it does not open", shown(id)));
    if (hex(sha256(*content)) != stated->second.sha256 || content->size() != stated->second.bytes)
      return problem(fmt::format("the file {} is not the one the record refers to: its hash is another", shown(id)));
    ++report_.files_checked;
    if (options_.on_file) options_.on_file(last_case_, id, stated->second.type, *content);
  }

  void read_end(const json::Value& value) {
    finish_case();
    for (PackProblem& fault : companions_.not_needed()) problem(std::move(fault));
    if (!has_exactly(value, {"lines", "cases", "events", "digest", "signature"})) {
      return problem("the closing line lacks members or has others");
    }
    if (count_of(value, "lines") != report_.lines - 1) problem("lines are missing or were added");
    if (count_of(value, "cases") != report_.cases) problem("cases are missing or were added");
    if (count_of(value, "events") != report_.events) problem("events are missing or were added");
    if (value.string_or("digest", "") != hex(digest_))
      problem("the digest of the file does not fit: a line was altered");
    if (!verify(pack::closing_statement(value), value.string_or("signature", ""), public_key_))
      problem("the signature over the whole file does not verify");
  }

  /// What the events of the present case say of a file.
  struct Stated {
    std::string sha256, type;
    std::uint64_t bytes = 0;
    bool is_here = false;  ///< its content was read
  };

  static constexpr std::string_view opening = "case-opened";
  pack::LineSource lines_;
  pack::EventLineReader events_;
  NodeHashes nodes_;
  const VerifyOptions& options_;
  VerifyReport report_;
  Stage stage_ = Stage::header;
  bool is_foreign_ = false;  ///< of a format that is not read here
  Hash digest_{};
  std::string public_key_, case_id_, last_case_;
  pack::Companions companions_;
  std::map<std::string, Stated, std::less<>> files_;  // of the case being read
  std::string person_;                                // its customer
  ChainCheck chain_;
  std::uint64_t stated_events_ = 0, last_position_ = 0;
  Hash stated_head_{};
};

}  // namespace

VerifyReport verify_pack(std::istream& in, const VerifyOptions& options) {
  return PackReader(in, options).run();
}

}  // namespace evenhand::ledger
