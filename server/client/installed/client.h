// The client library: <tallystick/client.h> for programs outside the source tree.
#pragma once

#include "server/client/client.h"
