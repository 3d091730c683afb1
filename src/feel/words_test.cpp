#include "feel/words.hpp"

#include <gtest/gtest.h>

#include <array>

namespace evenhand::feel {
namespace {

std::string worded(std::string_view source, bool spanish = false) {
  static const std::array<std::string, 8> names{"worth",        "weight", "approved",           "days since delivery",
                                                "delivered on", "notes",  "identity confirmed", "serial numbers"};
  const Parsed parsed = parse(source, names, true);
  EXPECT_TRUE(parsed.ok()) << source;
  Wording wording;
  wording.spanish = spanish;
  wording.name = [](std::string_view name) { return "**" + std::string(name) + "**"; };
  wording.value = [](std::string_view name, const Value& value) {
    return value.as_string() != nullptr && name == "notes" ? "\"" + to_display(value) + "\"" : to_display(value);
  };
  wording.truth = [&](std::string_view name, bool holds) -> std::string {
    if (name != "approved") return {};
    if (spanish) return holds ? "hay aprobación" : "no hay aprobación";
    return holds ? "there is an approval" : "there is no approval";
  };
  return in_words(parsed.expression, wording).value_or("");
}

struct Case {
  const char *source, *english, *spanish;
};

TEST(Words, SayWhatAConditionAsks) {
  const Case cases[] = {
      {"weight = \"formal\"", "**weight** is formal", "**weight** es formal"},
      {"weight != \"formal\"", "**weight** is not formal", "**weight** no es formal"},
      {"worth <= 100 or approved", "**worth** is at most 100 or there is an approval",
       "**worth** es como máximo 100 o hay aprobación"},
      {"worth > 0 and (worth < 100 or approved)",
       "**worth** is more than 0, and either **worth** is less than 100 or there is an approval",
       "**worth** es mayor que 0, y o bien **worth** es menor que 100 o hay aprobación"},
      {"500 >= worth", "**worth** is at most 500", "**worth** es como máximo 500"},
      {"not(identity confirmed)", "**identity confirmed** is no", "**identity confirmed** es no"},
      {"identity confirmed = false", "**identity confirmed** is no", "**identity confirmed** es no"},
      {"not(worth > 5 and approved)", "**worth** is at most 5 or there is no approval",
       "**worth** es como máximo 5 o no hay aprobación"},
      {"notes = null", "**notes** is not known", "**notes** no se conoce"},
      {"notes != null", "**notes** is known", "**notes** se conoce"},
      {"contains(notes, \"legal\")", "**notes** contains \"legal\"", "**notes** contiene \"legal\""},
      {"not(starts with(notes, \"A\"))", "**notes** does not begin with \"A\"", "**notes** no empieza por \"A\""},
      {"weight in (\"formal\", \"serious\")", "**weight** is formal or serious", "**weight** es formal o serious"},
      {"not(weight in (\"a\", \"b\", \"c\"))", "**weight** is not a, b or c", "**weight** no es a, b o c"},
      {"worth between 1 and 5", "**worth** is between 1 and 5", "**worth** está entre 1 y 5"},
      {"weight in [\"formal\", \"serious\"]", "**weight** is formal or serious", "**weight** es formal o serious"},
      {"worth in [1..5]", "**worth** is between 1 and 5", "**worth** está entre 1 y 5"},
      {"delivered on < today()", "**delivered on** is before today", "**delivered on** es antes de hoy"},
      {"delivered on >= today() - duration(\"P30D\")", "**delivered on** is not before today minus 30 days",
       "**delivered on** no es antes de hoy menos 30 days"},
      {"(today() - delivered on).days <= 30", "the number of days from **delivered on** to today is at most 30",
       "el número de días desde **delivered on** hasta hoy es como máximo 30"},
      {"count(serial numbers) > 3", "the number of **serial numbers** is more than 3",
       "el número de **serial numbers** es mayor que 3"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(worded(c.source), c.english);
    EXPECT_EQ(worded(c.source, true), c.spanish);
  }
}

TEST(Words, LeaveWhatHasNoneInFeel) {
  for (const char* source : {"some n in serial numbers satisfies n = \"1\"", "(worth + 1) * 2 > 5",
                             "matches(notes, \"a+\")", "if approved then worth > 1 else worth > 2", "worth in (1..5)",
                             "serial numbers[1] = \"2\"", "weight = null or matches(notes, \"x\")"})
    EXPECT_EQ(worded(source), "") << source;
}

}  // namespace
}  // namespace evenhand::feel
