/// @file schema_3.hpp
/// @brief Migration 3: an index over the cases that are open or paused, by procedure, so that the library can say how many
/// each procedure has without reading a case (`closed` is in it for that reason alone). Closed cases, by far the most, are not in it.
#pragma once

#include <string_view>

namespace evenhand::store {

inline constexpr std::string_view schema_3 = R"sql(
CREATE INDEX cases_by_procedure ON cases (org_id, procedure_id, closed) WHERE closed = 0;
)sql";

}  // namespace evenhand::store
