/// @file checks.hpp
/// @brief Checks of meaning over a whole procedure: names, messages, steps, types, overlays, translations (EH0500 to
/// EH0699). Private to this module.
#pragma once

#include "procedure/reading.hpp"

namespace evenhand::procedure {

void check_meaning(Reading& reading);

// The parts, by family.
void check_names(Reading& reading);
void check_facts(Reading& reading);
void check_kept(Reading& reading);
void check_roles(Reading& reading);
void check_types(Reading& reading);
void check_overlays(Reading& reading);
void check_translations(Reading& reading);

}  // namespace evenhand::procedure
