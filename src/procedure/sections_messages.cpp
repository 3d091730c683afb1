#include <algorithm>

#include "base/text.hpp"
#include "procedure/sections.hpp"

namespace evenhand::procedure {

namespace {

/// Takes `(mandatory)` and `(satisfies …)` off the end of a message's name.
void message_marks(Reading& r, const Block& heading, Message& m) {
  const std::vector<Token>& t = heading.tokens;
  std::size_t end = t.size();
  for (std::size_t i = 0; i + 1 < t.size(); ++i)
    if (t[i].is_mark('(') && (text::equals_ignoring_case(t[i + 1].text, "mandatory") ||
                              text::equals_ignoring_case(t[i + 1].text, "satisfies"))) {
      end = i;
      break;
    }
  m.name = source_text(heading.run, t, 0, end);
  Cursor c(heading.run, t, end);
  while (!c.done()) {
    bool good = c.mark('(');
    if (good && c.words("mandatory")) {
      m.mandatory = true;
    } else if (good && c.words("satisfies")) {
      while (c.peek().kind == Token::Kind::word && c.peek().text.find('/') != std::string::npos) {
        m.satisfies.push_back(c.next().text);
        if (!c.mark(',')) break;
      }
      good = !m.satisfies.empty();
    } else {
      good = false;
    }
    if (!good || !c.mark(')')) {
      r.error("EH0224", c.here(), "This mark in brackets is not known.",
              "A message's marks are (mandatory) and (satisfies pack/fact).");
      return;
    }
  }
}

}  // namespace

std::optional<Message> read_message(Reading& reading, const std::vector<Block>& blocks, std::size_t heading,
                                    std::size_t to) {
  Message m;
  m.span = reading.source.span(blocks[heading].range);
  message_marks(reading, blocks[heading], m);
  if (m.name.empty()) {
    reading.error("EH0250", blocks[heading].range, "This message has no name.", "Write: ### refund confirmed");
    return std::nullopt;
  }
  std::string channel, language;
  const auto add = [&](const std::string& words) {
    LocalText& body = channel.empty() ? m.body : m.by_channel[channel];
    std::string& text = language.empty() ? body.text : body.translations[language];
    text += (text.empty() ? "" : "\n\n") + words;
  };
  const Block* stray = nullptr;
  for (std::size_t i = heading + 1; i < to; ++i) {
    const Block& b = blocks[i];
    if (b.kind == Block::Kind::quote) {
      add(quote_words(reading, b));
    } else if (b.kind == Block::Kind::heading) {
      const std::string title = plain_text(b.tokens);
      if (b.level == 4) channel.clear();
      language = language_of(title);
      if (!language.empty()) continue;
      if (text::starts_with_ignoring_case(title, "By ")) channel = text::to_lower_ascii(text::trim(title.substr(3)));
      if (std::find(channel_names().begin(), channel_names().end(), channel) == channel_names().end()) {
        const std::string near = did_you_mean(channel, channel_names());
        reading.error("EH0251", b.range, "This heading inside a message is neither a channel nor a language.",
                      near.empty() ? "Write: #### By sms, or #### En español" : near);
        return std::nullopt;
      }
    } else if (stray == nullptr) {
      stray = &b;
    }
  }
  if (m.body.text.empty()) {
    reading.error("EH0250", stray != nullptr ? stray->range : blocks[heading].range,
                  "The message \"" + m.name + "\" has no text.",
                  "Put its words into a block quote: > Hello {customer}, …");
    return std::nullopt;
  }
  reading.understand(blocks[heading].range, "message",
                     "the message " + m.name + (m.mandatory ? ", whose words may not be edited" : ""));
  return m;
}

void read_messages(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  std::map<std::string, std::uint32_t> lines;
  for (std::size_t i = section.from; i < section.to; ++i) {
    if (blocks[i].kind != Block::Kind::heading || blocks[i].level != 3) continue;
    std::optional<Message> m = read_message(reading, blocks, i, part_end(blocks, i, section.to));
    if (!m) continue;
    if (const auto [other, first] = lines.emplace(m->name, m->span.line); !first) {
      reading.error("EH0505", blocks[i].range, "There are two messages called \"" + m->name + "\".",
                    "The other stands in line " + std::to_string(other->second) + ".");
      continue;
    }
    reading.procedure.messages.push_back(std::move(*m));
  }
}

}  // namespace evenhand::procedure
