"""Ctrl-C, and the SIGTERM of systemd and containers: they stop a run between what must not be cut short."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class _Requests:
    """Whether somebody asked to stop while that had to wait."""

    is_shielded = False
    is_waiting = False

    def hear(self, _number: int, _frame: FrameType | None) -> None:
        if not self.is_shielded:
            raise KeyboardInterrupt
        self.is_waiting = True


_requests = _Requests()


def listen() -> None:
    """Take both signals as KeyboardInterrupt from now on."""
    signal.signal(signal.SIGINT, _requests.hear)
    signal.signal(signal.SIGTERM, _requests.hear)


@contextmanager
def shielded() -> Iterator[None]:
    """Let a block run to its end: DuckDB would make an error of its own of a signal. Then raise KeyboardInterrupt."""
    _requests.is_shielded = True
    try:
        yield
    finally:
        _requests.is_shielded = False
        if _requests.is_waiting:
            _requests.is_waiting = False
            raise KeyboardInterrupt
