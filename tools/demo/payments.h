// One payment from the request to the bank, as payments.cc and planted.cc tell it.
#pragma once

#include <optional>
#include <string>

#include "tools/demo/world.h"

namespace tally::demo {

struct Payment {
  std::string request_id;
  std::string contract_id;
  Identifier payee;
  Money asked;
  std::optional<Money> second_level = {};  // Where finance cuts the request (审减).
  std::optional<Money> paid = {};          // Where the bank pays another amount.
  std::string invoice_no;
  std::string_view story = {};
};

// The money that a project is paid from a month's work: 80 % of what was measured.
inline std::int64_t payable_wan(std::int64_t certified_wan) { return certified_wan * 80 / 100; }

// What the quota of 2025 amounts to; it covers all that is asked for, the planted requests as well.
std::int64_t quota_2025_wan(const Works& works);
// Asks for it on `day` (a working day).
void tell_request(World& world, std::size_t project, const Payment& payment, Date day,
                  std::string_view refused_by = {});
// Asks, approves twice, pays. Returns the payment's event and its day.
struct Paid {
  EventId event;
  Date day;
};
Paid tell_payment(World& world, std::size_t project, const Payment& payment, Date day, Dice& dice);
// The payment alone, on a request told before.
EventId tell_disbursed(World& world, std::size_t project, const Payment& payment, Money amount,
                       Date day);

}  // namespace tally::demo
