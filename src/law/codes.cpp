#include "law/pack.hpp"

namespace evenhand::law {

const std::vector<PackCode>& pack_codes() {
  static const std::vector<PackCode> codes = {
      {"EH0901", "not readable as a pack", "A pack is one YAML file in UTF-8 of a bounded size and depth.", "facts: [",
       "facts: []"},
      {"EH0902", "unknown field", "A field with a typing error would be left out of account, and nobody would see it.",
       "citaton: RSMo 407.020", "citation: RSMo 407.020"},
      {"EH0903", "field missing or given twice",
       "Every fact says all that a reader needs to hold it against its source.", "- id: mo-refund",
       "- id: mo-refund\n  topic: refunds-and-subscriptions\n  title: …"},
      {"EH0904", "value of the wrong kind",
       "Dates are days of the calendar, ids are made of small letters and hyphens, the rest is of the lists in the "
       "message.",
       "checked_on: 22 November", "checked_on: 2026-11-22"},
      {"EH0905", "other format", "A pack of a newer format may hold what this program would overlook.",
       "format: evenhand-law/2", "format: evenhand-law/1"},
      {"EH0906", "two of one name", "A name leads to one thing.", "tables: [{id: a, …}, {id: a, …}]",
       "tables: [{id: a, …}, {id: b, …}]"},
      {"EH0907", "dates that overlap or run backwards",
       "On any day one text of a rule holds, and a history is read from the top.",
       "effective: {from: 2026-01-01, to: 2025-12-31}", "effective: {from: 2025-01-01, to: 2025-12-31}"},
      {"EH0908", "empty citation", "A rule that nobody can look up is no fact of law.", "citation: ''",
       "citation: G.L. c.93A s.9(3)"},
      {"EH0909", "cycle of requirements", "Requirements that presuppose each other could never be met.",
       "needs: [a] in b, and needs: [b] in a", "needs: [a] in b alone"},
      {"EH0910", "names something that is not there",
       "Facts name agencies of their pack; tables and requirements name its facts.", "agency: attorney-genral",
       "agency: attorney-general"},
      {"EH0911", "table that decides nothing or too much",
       "Cells are FEEL; rules leave no gap and do not contradict each other.",
       "rules: [{if: ['true'], then: ['\"employee\"']}]",
       "rules: [{if: ['true'], then: ['\"employee\"']}, {if: ['false'], then: ['\"contractor\"']}]"},
      {"EH0912", "not confirmed and yet held to it",
       "What nobody has confirmed is shown to people, and nothing is decided by it.",
       "basis: background, confidence: high", "basis: background, confidence: low"},
  };
  return codes;
}

}  // namespace evenhand::law
