// The coroutine form: <tallystick/client_async.h> for programs outside the source tree.
#pragma once

#include "server/client/client_async.h"
