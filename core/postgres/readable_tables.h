// The readable tables of a ledger's database (core/store/readable_tables.h), written in the role
// tally_projector. Makes no connection before take_role().
#pragma once

#include <memory>
#include <string>

#include "core/store/readable_tables.h"

namespace tally {

// With `reads_only` in the role tally_reader instead: take_role() connects and says no.
std::unique_ptr<ReadableTables> postgres_readable_tables(std::string address,
                                                         bool reads_only = false);

}  // namespace tally
