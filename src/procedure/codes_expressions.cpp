#include "procedure/codes.hpp"

namespace evenhand::procedure {

const std::vector<CodePage>& expression_code_pages() {
  static const std::string too_deep =
      "- Check that `" + std::string(201, '(') + "amount > 0" + std::string(201, ')') + "`.\n";
  static const std::vector<CodePage> pages = {
      {"EH0300", "Expression that cannot be read",
       "Code is FEEL, the expression language of DMN: `and`, `or`, `not(…)`, one `=`.", "- Check that `amount == 3`.\n",
       "- Check that `amount = 3`.\n"},
      {"EH0301", "Name that FEEL does not know",
       "Reported as EH0501 where the name should be a fact of the procedure; `?` has a meaning only in cells.",
       "`amuont > 5`", "`amount > 5`"},
      {"EH0302", "Unknown function", "A misspelt function would make every value it touches empty.",
       "- Check that `cuont(items) > 1`.\n", "- Check that `count(items) > 1`.\n"},
      {"EH0303", "Wrong arguments of a function",
       "A function takes its arguments by position or by name, and as many as it has.",
       "- Check that `modulo(amount) = 0`.\n", "- Check that `modulo(amount, 2) = 0`.\n"},
      {"EH0304", "Text that is not closed", "A text ends with the quote it began with, on the same line.",
       "- Check that `reason = \"late`.\n", "- Check that `reason = \"late\"`.\n"},
      {"EH0305", "Number out of range", "Numbers have 34 digits and exponents up to 6144.",
       "- Check that `amount < 1e9999`.\n", "- Check that `amount < 1e9`.\n"},
      {"EH0306", "Date, time or duration that does not exist", "Dates are written as year, month and day: 2026-01-31.",
       "- Check that `delivered on > date(\"31.01.2026\")`.\n",
       "- Check that `delivered on > date(\"2026-01-31\")`.\n"},
      {"EH0307", "Expression too long", "An expression has at most 64 KB.",
       "- Check that `amount > 0\n  and amount < 1000\n  … 5000 in all\n  `.\n",
       "- Check that `amount > 0\n  and amount < 1000`.\n"},
      {"EH0308", "Expression nested too deeply", "An expression nests at most 200 levels.", too_deep,
       "- Check that `(amount > 0)`.\n"},
      {"EH0311", "Empty expression", "Empty code says nothing.", "- Check that ` `.\n", "- Check that `amount > 0`.\n"},
      {"EH0312", "Expression that is not UTF-8", "Only reachable by programs that hand expressions over themselves.",
       "`reason = \"caf\\xE9\"`", "`reason = \"café\"`"},
      {"EH0313", "Unknown type after `instance of`",
       "The types of FEEL are number, string, boolean, date, time and a few more.",
       "- Check that `amount instance of nubmer`.\n", "- Check that `amount instance of number`.\n"},
      {"EH0315", "Entry that is there twice", "Two entries of one name in a context cannot be told apart.",
       "- Record **total** as `{a: 1, a: 2}`.\n", "- Record **total** as `{a: 1, b: 2}`.\n"},
      {"EH0316", "Range whose ends do not compare", "Both ends of a range are of one kind.",
       "- Check that `amount in [1..\"a\"]`.\n", "- Check that `amount in [1..9]`.\n"},
      {"EH0401", "Decision table with a gap",
       "For the values the message names no row matches, and nothing is decided.",
       "- Decide **refund** by the table.\n\n| proof | refund |\n| --- | --- |\n| yes | full |\n",
       "- Decide **refund** by the table.\n\n| proof | refund |\n| --- | --- |\n| yes | full |\n| no | none |\n"},
      {"EH0402", "Decision table with an overlap",
       "Two rows match at once and say different things. Say which wins, or tell them apart.",
       "- Decide **refund** by the table.\n\n| score | refund |\n| --- | --- |\n| >= 5 | full |\n| <= 5 | none |\n",
       "- Decide **refund** by the table.\n\n| score | refund |\n| --- | --- |\n| >= 5 | full |\n| < 5 | none |\n"},
      {"EH0403", "Row that is never reached",
       "Rows that come before it, or win by priority, match everything it does; or no value fits it.",
       "- Decide **refund** by the table, first match wins.\n\n| reason | refund |\n| --- | --- |\n| - | full |\n| "
       "late | none |\n",
       "- Decide **refund** by the table, first match wins.\n\n| reason | refund |\n| --- | --- |\n| late | none |\n| "
       "- | full |\n"},
      {"EH0404", "Row that is there twice",
       "The second one is left over from an edit, or was meant to say something else; where only one row may match, "
       "both decide nothing.",
       "- Decide **refund** by the table, first match wins.\n\n| proof | refund |\n| --- | --- |\n| yes | full |\n| "
       "yes | full |\n| - | none |\n",
       "- Decide **refund** by the table, first match wins.\n\n| proof | refund |\n| --- | --- |\n| yes | full |\n| - "
       "| none |\n"},
      {"EH0405", "DMN file that cannot be read",
       "It is no UTF-8, no well-formed XML, no DMN, past a limit, or declares a document type.",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<decision id=\"fee\" name=\"fee\">\n</definitions>\n",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<inputData id=\"amount\" name=\"amount\"/>\n  <decision id=\"fee\" "
       "name=\"fee\"><informationRequirement><requiredInput "
       "href=\"#amount\"/></informationRequirement><literalExpression><text>amount * "
       "0.1</text></literalExpression></decision>\n</definitions>\n"},
      {"EH0406", "DMN element without its parts",
       "It refers to an id that nothing has, or misses a cell or a part, or is nested too deep.",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<decision id=\"fee\" name=\"fee\"><informationRequirement><requiredInput "
       "href=\"#amount\"/></informationRequirement><literalExpression><text>amount * "
       "0.1</text></literalExpression></decision>\n</definitions>\n",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<inputData id=\"amount\" name=\"amount\"/>\n  <decision id=\"fee\" "
       "name=\"fee\"><informationRequirement><requiredInput "
       "href=\"#amount\"/></informationRequirement><literalExpression><text>amount * "
       "0.1</text></literalExpression></decision>\n</definitions>\n"},
      {"EH0407", "Expression in a DMN file that is no FEEL", "It evaluates to null; the rest of the model works.",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<decision id=\"fee\" name=\"fee\"><literalExpression><text>2 "
       "+</text></literalExpression></decision>\n</definitions>\n",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<decision id=\"fee\" name=\"fee\"><literalExpression><text>2 + "
       "3</text></literalExpression></decision>\n</definitions>\n"},
      {"EH0408", "Circle of decisions or imports",
       "A decision cannot wait for itself, nor a file import itself through others.",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<decision id=\"fee\" name=\"fee\"><informationRequirement><requiredDecision "
       "href=\"#total\"/></informationRequirement><literalExpression><text>total * "
       "0.1</text></literalExpression></decision>\n  <decision id=\"total\" "
       "name=\"total\"><informationRequirement><requiredDecision "
       "href=\"#fee\"/></informationRequirement><literalExpression><text>fee + "
       "50</text></literalExpression></decision>\n</definitions>\n",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<decision id=\"fee\" name=\"fee\"><literalExpression><text>50 * 0.1</text></literalExpression></decision>\n  "
       "<decision id=\"total\" name=\"total\"><informationRequirement><requiredDecision "
       "href=\"#fee\"/></informationRequirement><literalExpression><text>fee + "
       "50</text></literalExpression></decision>\n</definitions>\n"},
      {"EH0409", "Id or name that stands twice in a DMN file", "References and callers could not tell the two apart.",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<decision id=\"fee\" name=\"fee\"><literalExpression><text>5</text></literalExpression></decision>\n  "
       "<decision id=\"fee\" "
       "name=\"fee\"><literalExpression><text>6</text></literalExpression></decision>\n</definitions>\n",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<decision id=\"fee\" name=\"fee\"><literalExpression><text>5</text></literalExpression></decision>\n  "
       "<decision id=\"total\" "
       "name=\"total\"><literalExpression><text>6</text></literalExpression></decision>\n</definitions>\n"},
      {"EH0410", "Imported DMN model that is not there", "What needs the model evaluates to null; the rest works.",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<import namespace=\"rates\" name=\"rates\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>\n  "
       "<decision id=\"fee\" "
       "name=\"fee\"><literalExpression><text>5</text></literalExpression></decision>\n</definitions>\n",
       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"example\" namespace=\"example\">\n  "
       "<decision id=\"fee\" "
       "name=\"fee\"><literalExpression><text>5</text></literalExpression></decision>\n</definitions>\n"},
      {"EH0420", "Output that is not among its values", "What reads the decision does not expect it.",
       "- Decide **refund** by the table.\n\n| proof | refund |\n| --- | --- |\n| yes | `\"all\"` |\n| no | none |\n",
       "- Decide **refund** by the table.\n\n| proof | refund |\n| --- | --- |\n| yes | full |\n| no | none |\n"},
      {"EH0421", "Priority without an order of values",
       "The order of a fact's options, or of an output's values, says which row wins; without it the first one does.",
       "- Decide **grade** by the table, by priority.\n\n| proof | grade |\n| --- | --- |\n| yes | 3 |\n| - | 1 |\n",
       "- Decide **refund** by the table, by priority.\n\n| proof | refund |\n| --- | --- |\n| yes | full |\n| - | "
       "none "
       "|\n"},
      {"EH0422", "Aggregation of several outputs",
       "Only single values add up or compare; two that match decide nothing.",
       "- Decide **cost** and **fee** by the table, sum of matches.\n\n| proof | cost | fee |\n| --- | --- | --- |\n| "
       "yes "
       "| 5 | 1 |\n| - | 2 | 1 |\n",
       "- Decide **cost** by the table, sum of matches.\n\n| proof | cost |\n| --- | --- |\n| yes | 5 |\n| - | 2 |\n"},
  };
  return pages;
}

}  // namespace evenhand::procedure
