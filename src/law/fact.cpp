#include "law/fact.hpp"

#include <algorithm>
#include <array>

namespace evenhand::law {
namespace {

constexpr std::array<std::string_view, topic_count> topics = {"consumer-protection",
                                                              "refunds-and-subscriptions",
                                                              "privacy-and-breach",
                                                              "recording-and-telemarketing",
                                                              "retention",
                                                              "licensing-and-registration",
                                                              "wage-and-hour",
                                                              "classification",
                                                              "holidays-and-time-zones",
                                                              "accessibility-language-complaints",
                                                              "essentials"};
constexpr std::array<std::string_view, 3> confidences = {"low", "medium", "high"};
constexpr std::array<std::string_view, 4> bases = {"background", "secondary-seen", "official-page-seen", "text-seen"};

template <class Enum, std::size_t n>
std::optional<Enum> named(const std::array<std::string_view, n>& names, std::string_view name) noexcept {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt : std::optional(static_cast<Enum>(found - names.begin()));
}

const json::Value null;

}  // namespace

std::string_view name_of(Topic topic) noexcept {
  return topics[static_cast<std::size_t>(topic)];
}
std::string_view name_of(Confidence confidence) noexcept {
  return confidences[static_cast<std::size_t>(confidence)];
}
std::string_view name_of(Basis basis) noexcept {
  return bases[static_cast<std::size_t>(basis)];
}
std::optional<Topic> topic_named(std::string_view name) noexcept {
  return named<Topic>(topics, name);
}
std::optional<Confidence> confidence_named(std::string_view name) noexcept {
  return named<Confidence>(confidences, name);
}
std::optional<Basis> basis_named(std::string_view name) noexcept {
  return named<Basis>(bases, name);
}

const json::Value& Parameter::value_on(CalendarDate day) const noexcept {
  const json::Value* value = &null;
  for (const Step& step : steps)
    if (!step.from || *step.from <= day) value = &step.value;
  return *value;
}

const std::string& Fact::title_in(const std::string& language) const {
  const auto found = titles.find(language);
  return found == titles.end() ? title : found->second;
}

const Parameter* Fact::find(std::string_view parameter) const noexcept {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& p) { return p.name == parameter; });
  return found == parameters.end() ? nullptr : &*found;
}

}  // namespace evenhand::law
