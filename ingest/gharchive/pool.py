"""Worker processes that read hour files ahead of the one writer, and outlive the death of one of them."""

import signal
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context

from ingest.gharchive.hours import Group, Hour, Scanned, grouped, scan_hours
from ingest.gharchive.scan import Scope


def scanned_groups(hours: list[Hour], scope: Scope, workers: int) -> Iterator[Group]:
    """Groups of hours as they are ready. One worker scans here; more scan ahead of the writer, a few each, no more."""
    groups = grouped(hours)
    if workers == 1 or len(hours) < 2:
        yield from (scan_hours(group, scope) for group in groups)
        return
    crashed: list[list[Hour]] = []
    while True:
        yield from _ahead(groups, scope, workers, crashed)
        if not crashed:
            return
        while crashed:
            yield from _alone(crashed.pop(), scope)


def _ahead(groups: Iterator[list[Hour]], scope: Scope, workers: int, crashed: list[list[Hour]]) -> Iterator[Group]:
    """Scan in a pool until all is done or a worker dies, which ends its pool: what was under way goes to `crashed`."""
    with _pool(workers) as pool:
        running: dict[Future[Group], list[Hour]] = {}
        try:
            while not crashed:
                for group in islice(groups, 2 * workers - len(running)):
                    try:
                        running[pool.submit(scan_hours, group, scope)] = group
                    except BrokenProcessPool:
                        crashed.append(group)
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    group = running.pop(done)
                    try:
                        result = done.result()
                    except BrokenProcessPool:
                        crashed.append(group)
                        continue
                    yield result
            crashed += running.values()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _alone(hours: list[Hour], scope: Scope) -> Iterator[Group]:
    """Scan hours that were under way when a worker died, so that only the one it died of is given up."""
    with _pool(1) as pool:
        try:
            group = pool.submit(scan_hours, hours, scope).result()
        except BrokenProcessPool:
            group = None
    if group:
        yield group
    elif len(hours) > 1:
        for hour in hours:
            yield from _alone([hour], scope)
    else:
        reason = "the process that read it was killed (out of memory?)"
        yield Group([Scanned(hours[0], "broken", reason, at=hours[0].at)], {})


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("forkserver"), initializer=_leave_interrupts_to_parent)


def _leave_interrupts_to_parent() -> None:
    # Ctrl-C reaches the whole process group: the parent stops the workers, and says it in one sentence.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
