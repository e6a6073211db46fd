"""How the tests wait."""

from __future__ import annotations

import textual._wait

textual._wait.SLEEP_GRANULARITY = 0.004
textual._wait.SLEEP_IDLE = 0.001
"""A pilot asks whether the program has come to rest every 20 milliseconds, several times a key; hundreds of tests need not wait so long."""
