#include "server/protocol/kind.h"

namespace tally::protocol {

std::optional<std::string_view> kind_name(std::uint16_t number) {
  switch (static_cast<Kind>(number)) {
    case Kind::hello:
      return "hello";
    case Kind::append:
      return "append";
    case Kind::read:
      return "read";
    case Kind::subscribe:
      return "subscribe";
    case Kind::credit:
      return "credit";
    case Kind::unsubscribe:
      return "unsubscribe";
    case Kind::view:
      return "view";
    case Kind::lookup:
      return "lookup";
    case Kind::prove_inclusion:
      return "prove_inclusion";
    case Kind::prove_consistency:
      return "prove_consistency";
    case Kind::checkpoint:
      return "checkpoint";
    case Kind::status:
      return "status";
    case Kind::limits:
      return "limits";
    case Kind::ping:
      return "ping";
    case Kind::hello_reply:
      return "hello_reply";
    case Kind::append_reply:
      return "append_reply";
    case Kind::read_reply:
      return "read_reply";
    case Kind::subscribe_reply:
      return "subscribe_reply";
    case Kind::view_reply:
      return "view_reply";
    case Kind::lookup_reply:
      return "lookup_reply";
    case Kind::prove_inclusion_reply:
      return "prove_inclusion_reply";
    case Kind::prove_consistency_reply:
      return "prove_consistency_reply";
    case Kind::checkpoint_reply:
      return "checkpoint_reply";
    case Kind::status_reply:
      return "status_reply";
    case Kind::limits_reply:
      return "limits_reply";
    case Kind::ping_reply:
      return "ping_reply";
    case Kind::error:
      return "error";
    case Kind::append_failed:
      return "append_failed";
    case Kind::events:
      return "events";
    case Kind::heartbeat:
      return "heartbeat";
    case Kind::subscription_end:
      return "subscription_end";
    case Kind::goodbye:
      return "goodbye";
  }
  return std::nullopt;
}

}  // namespace tally::protocol
