// Work in pieces on two threads, taken up in order: what a view has to do for a question of
// thousands of rows.
#pragma once

#include <cstddef>
#include <functional>

namespace tally {

// Calls work(piece) once for each piece below `pieces`, on the calling thread or on a second one
// that lives as long as the call, and take(piece) on the calling thread, in ascending order, each
// after the work on it is done. What comes out does not depend on which thread did what: work may
// change nothing that the work on another piece looks at. A single piece needs no second thread.
void on_two_threads(std::size_t pieces, const std::function<void(std::size_t)>& work,
                    const std::function<void(std::size_t)>& take = {});

}  // namespace tally
