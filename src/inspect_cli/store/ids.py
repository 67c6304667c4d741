"""The only place that makes ids: UUIDv7, so that ids made later on a device sort later (RFC 9562, section 5.7)."""

from __future__ import annotations

import os
import time

_last = 0


def make_id() -> str:
    """A new UUIDv7 as 32 hex digits: milliseconds, a fraction that never repeats in this process, 62 random bits."""
    global _last  # noqa: PLW0603 - ids of one process must not go back when the clock does
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    tick = max((milliseconds << 12) | (rest * 4096 // 1_000_000), _last + 1)
    _last = tick
    random = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return f"{(tick >> 12) << 80 | 7 << 76 | (tick & 0xFFF) << 64 | 2 << 62 | random:032x}"
