"""Worker processes that read hour files ahead of the one writer, and outlive the death of one of them."""

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection, get_context, parent_process

from ingest.gharchive.fetch import Fetch
from ingest.gharchive.hours import Group, Hour, Scanned, scan_hours
from ingest.gharchive.scan import Scope

# Hours that one worker reads one after the other, and what it keeps of them.
Task = tuple[Scope, list[Hour]]


def scanned_groups(tasks: Iterable[Task], workers: int, fetch: Fetch) -> Iterator[tuple[Scope, Group]]:
    """Groups of hours as they are ready, with their scope. Tasks are drawn when there is room for them.

    One worker scans here; more scan ahead of the writer, a few each, no more.
    """
    waiting = iter(tasks)
    if workers == 1:
        yield from ((scope, scan_hours(hours, scope, fetch)) for scope, hours in waiting)
        return
    crashed: list[Task] = []
    while True:
        yield from _ahead(waiting, workers, fetch, crashed)
        if not crashed:
            return
        while crashed:
            scope, hours = crashed.pop()
            yield from ((scope, group) for group in _alone(hours, scope, fetch))


def _ahead(waiting: Iterator[Task], workers: int, fetch: Fetch, crashed: list[Task]) -> Iterator[tuple[Scope, Group]]:
    """Scan in a pool until all is done or a worker dies, which ends its pool: what was under way goes to `crashed`."""
    with _pool(workers) as pool:
        running: dict[Future[Group], Task] = {}
        try:
            while not crashed:
                for scope, hours in islice(waiting, 2 * workers - len(running)):
                    try:
                        running[pool.submit(scan_hours, hours, scope, fetch)] = (scope, hours)
                    except BrokenProcessPool:
                        crashed.append((scope, hours))
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    task = running.pop(done)
                    try:
                        result = done.result()
                    except BrokenProcessPool:
                        crashed.append(task)
                        continue
                    yield task[0], result
            crashed += running.values()
        except BaseException:
            _stop(pool)
            raise


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once: what they were reading is read again another time."""
    pool.shutdown(wait=False, cancel_futures=True)
    for process in list((pool._processes or {}).values()):
        process.terminate()


def _alone(hours: list[Hour], scope: Scope, fetch: Fetch) -> Iterator[Group]:
    """Scan hours that were under way when a worker died, so that only the one it died of is given up."""
    with _pool(1) as pool:
        try:
            group = pool.submit(scan_hours, hours, scope, fetch).result()
        except BrokenProcessPool:
            group = None
    if group:
        yield group
    elif len(hours) > 1:
        for hour in hours:
            yield from _alone([hour], scope, fetch)
    else:
        reason = "the process that read it was killed (out of memory?)"
        yield Group([Scanned(hours[0], "broken", reason, at=hours[0].at)], {})


def _pool(workers: int) -> ProcessPoolExecutor:
    context = get_context("forkserver")
    # What every worker needs is imported once, in the process that they are forked from.
    context.set_forkserver_preload(["ingest.gharchive.hours", "requests", "tenacity", "yaml"])
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_depend_on_parent)


def _depend_on_parent() -> None:
    # Ctrl-C reaches the whole process group: the parent stops the workers, and says it in one sentence.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A parent that was killed cannot stop them: without it they would wait for work for ever.
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)
