// Types that no Facts table names: of what every expression may read, and of what an expression yields.
#include "procedure/table_reader.hpp"

namespace evenhand::procedure {

using Kind = FactType::Kind;

const std::vector<std::string>* listed_for(const Procedure& procedure, std::string_view name) {
  if (name == "state") return &procedure.states;
  if (name == "channel") return &procedure.channels;
  if (name == "product") return &procedure.products;
  return nullptr;
}

const FactType* builtin_type(std::string_view name) {
  static const FactType text_type{};
  static const FactType yes_no{Kind::yes_no, {}, {}, {}, nullptr, {}, {}};
  static const FactType date{Kind::date, {}, {}, {}, nullptr, {}, {}};
  static const FactType date_time{Kind::date_time, {}, {}, {}, nullptr, {}, {}};
  static const FactType priority{Kind::one_of, {}, {}, {"low", "normal", "high", "urgent"}, nullptr, {}, {}};
  static const FactType channel{Kind::one_of, {}, {}, channel_names(), nullptr, {}, {}};
  if (name == "state" || name == "language" || name == "product" || name == "reply") return &text_type;
  if (name == "channel") return &channel;
  if (name == "priority") return &priority;
  if (name == "approved") return &yes_no;
  if (name == "opened at") return &date_time;
  if (name == "opened on") return &date;
  return name.ends_with(" done") ? &yes_no : nullptr;
}

feel::Value sample_value(const FactType& type) {
  switch (type.kind) {
    case Kind::number:
    case Kind::money:
      return type.minimum ? feel::Value(*type.minimum) : feel::Value(1);
    case Kind::date:
      return feel::parse_date("2026-01-15");
    case Kind::time:
      return feel::parse_time("10:00:00Z");
    case Kind::date_time:
      return feel::parse_date_time("2026-01-15T10:00:00Z");
    case Kind::duration:
      return feel::parse_duration("P1D");
    case Kind::yes_no:
      return feel::Value(true);
    case Kind::one_of:
      return feel::Value(type.options.empty() ? std::string() : type.options.front());
    case Kind::list:
      return feel::Value(feel::List{type.element ? sample_value(*type.element) : feel::Value("x")});
    case Kind::text:
    case Kind::pattern:
    case Kind::email:
    case Kind::phone:
    case Kind::file:
      break;
  }
  return feel::Value("x");
}

FactType type_of(const Reading& reading, const feel::Expression& expression) {
  feel::Context values;
  for (const std::string& name : expression.reads()) {
    const FactType* type = builtin_type(name);
    for (const Fact& f : reading.procedure.facts)
      if (f.name == name) type = &f.type;
    if (type != nullptr) values.emplace_back(name, sample_value(*type));
  }
  // Mid-January 2026: only the type of the result matters.
  const feel::Value value =
      expression.evaluate(feel::MapEnvironment(std::move(values), Instant{1'768'471'200'000'000}));
  FactType type;
  switch (value.type()) {
    case feel::Type::boolean:
      type.kind = Kind::yes_no;
      break;
    case feel::Type::number:
      type.kind = Kind::number;
      break;
    case feel::Type::date:
      type.kind = Kind::date;
      break;
    case feel::Type::time:
      type.kind = Kind::time;
      break;
    case feel::Type::date_time:
      type.kind = Kind::date_time;
      break;
    case feel::Type::years_months:
    case feel::Type::days_time:
      type.kind = Kind::duration;
      break;
    case feel::Type::list:
      type.kind = Kind::list;
      type.element = std::make_shared<FactType>();
      break;
    case feel::Type::null:
    case feel::Type::string:
    case feel::Type::context:
    case feel::Type::range:
    case feel::Type::function:
      break;
  }
  return type;
}

}  // namespace evenhand::procedure
