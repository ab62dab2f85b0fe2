#include "server/writer_drive.h"

#include <boost/asio/post.hpp>

namespace tally::server {

void WriterDrive::kick() {
  if (scheduled_.exchange(true)) return;
  boost::asio::post(io_, [this] {
    // Cleared first: what is queued from here on is either seen by this step or schedules the next.
    scheduled_ = false;
    // False: another thread commits now, and sees what was queued.
    static_cast<void>(ledger_.step());
  });
}

}  // namespace tally::server
