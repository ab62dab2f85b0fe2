// 专项债券: what was applied for (domain 4.6 H).
#pragma once

#include "core/catalogue/bond/bond_declaration_withdrawn.h"
#include "core/catalogue/bond/bond_need_declared.h"
