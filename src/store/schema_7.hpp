/// @file schema_7.hpp
/// @brief Migration 7: how many cases there are of each kind, kept beside the cases, so that the badges of a queue cost the same
/// with a million of them. Every command changes a few of these rows, in its own transaction.
#pragma once

#include <string_view>

namespace evenhand::store {

inline constexpr std::string_view schema_7 = R"sql(
CREATE TABLE case_counts (
  org_id TEXT NOT NULL REFERENCES orgs (org_id), dimension TEXT NOT NULL, value TEXT NOT NULL, cases INTEGER NOT NULL,
  PRIMARY KEY (org_id, dimension, value)
) STRICT, WITHOUT ROWID;
)sql";

/// The same in both databases: all of it counted anew. Of closed cases only how many there are; an empty value is counted for
/// assignees alone.
inline constexpr std::string_view schema_7_counts = R"sql(
INSERT INTO case_counts (org_id, dimension, value, cases)
SELECT org_id, 'status' AS dimension, 'closed' AS value, count(*) AS cases FROM cases WHERE closed = 1 GROUP BY org_id
UNION ALL SELECT org_id, 'status', status, count(*) FROM cases WHERE closed = 0 GROUP BY org_id, status
UNION ALL SELECT org_id, 'team', team, count(*) FROM cases WHERE closed = 0 AND team <> '' GROUP BY org_id, team
UNION ALL SELECT org_id, 'assignee', assignee_id, count(*) FROM cases WHERE closed = 0 GROUP BY org_id, assignee_id
UNION ALL SELECT org_id, 'procedure', procedure_id, count(*) FROM cases WHERE closed = 0 GROUP BY org_id, procedure_id
UNION ALL SELECT org_id, 'waiting', waiting_role, count(*) FROM cases WHERE closed = 0 AND waiting_role <> ''
  GROUP BY org_id, waiting_role
UNION ALL SELECT org_id, 'priority', CASE priority_rank WHEN 0 THEN 'urgent' WHEN 1 THEN 'high' WHEN 2 THEN 'normal'
  ELSE 'low' END, count(*) FROM cases WHERE closed = 0 GROUP BY org_id, priority_rank
)sql";

}  // namespace evenhand::store
