"""The writer: one thread with one connection that stores many items in one commit.

It stores what many people send at once (ballots, joins, supports) and what must not race with that, such as closing a
poll. Outcomes are reported only after the commit, so "saved" means saved. Until `start()`, in commands and plain tests,
an item is stored at once in the caller's thread.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

from . import connections

log = logging.getLogger(__name__)

QUEUE_LIMIT = 10_000
BATCH_LIMIT = 2_000
ADVISORY_LOCK = 0x41554742
BATCH_SECONDS = 0.015  # how long the first item of a batch waits for more
RETRY_SECONDS = 7.0  # while the database is away, locked or full; then "busy", at most eight seconds after the ballot

Item = TypeVar("Item")
Result = TypeVar("Result")
Handler = Callable[[Sequence[Item]], Sequence[Result]]  # a list of items in, one result for each out
Notify = Callable[[Result | None, BaseException | None], object]  # (result, None) or (None, error)
Entry = tuple[Handler[Any, Any], Any, Notify[Any]]  # an item in the queue, which holds items of all handlers
Outcome = tuple[Any, BaseException | None]  # the result or the error of an item


class Busy(Exception):
    """Nothing was stored: the queue is full or the database is away. Try again."""


class Writer:
    """Consecutive items of one handler reach it as one list; it returns one result for each.

    A handler that raises for a list is called again item by item, so that one bad item never rejects the others.
    """

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Entry | None] = queue.SimpleQueue()  # None ends the thread
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._down_since: float | None = None  # since when no batch could be stored
        self.batches = 0

    def start(self) -> None:
        """Start the thread; once."""
        if self._thread is None:
            self._stopping = False
            self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Store what is queued and close the connection."""
        if self._thread is not None:
            self._stopping = True
            self._queue.put(None)
            self._thread.join(timeout=20)
            self._thread = None

    @property
    def is_running(self) -> bool:
        return self._thread is not None

    def post(self, handler: Handler[Item, Result], item: Item, notify: Notify[Result]) -> None:
        """Queue an item. Any thread.

        `notify(result, error)` is called once after COMMIT, in the writer's thread, and must neither block nor raise. The
        error is None, Busy, or what the handler raised for this item.
        """
        if _in_transaction():
            raise RuntimeError("writer.post() inside a transaction: the commit would not be ours.")
        if self._thread is None:
            _commit([(handler, item, notify)], deadline=0.0)
        elif self._queue.qsize() >= QUEUE_LIMIT:
            notify(None, Busy())
        else:
            self._queue.put((handler, item, notify))

    def submit(self, handler: Handler[Item, Result], item: Item) -> "Future[Result]":
        """`post()` that returns a future of the item's result."""
        future: Future[Result] = Future()
        future.set_running_or_notify_cancel()  # a queued item can't be cancelled

        def notify(result: Any, error: BaseException | None) -> None:
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

        self.post(handler, item, notify)
        return future

    def call(self, job: Callable[[], Result]) -> Result:
        """Run one job in the writer's thread and wait for its commit, for 30 seconds at most."""
        return self.submit(_call_each, job).result(timeout=30)

    def _run(self) -> None:
        connections.limit_lock_waits()
        while batch := self._next_batch():
            self.batches += 1
            started = self._down_since or time.monotonic()  # items that come during an outage do not wait longer than the first ones
            self._down_since = None if _commit(batch, deadline=started + RETRY_SECONDS) else started
        connection.close()

    def _next_batch(self) -> list[Entry]:
        """The next batch; empty when the writer stops. It sleeps while items arrive, because a wake-up costs more than an item."""
        first = self._queue.get()
        if first is None:
            return []
        if self._queue.qsize() < BATCH_LIMIT:
            time.sleep(BATCH_SECONDS)
        batch = [first]
        while len(batch) < BATCH_LIMIT:
            try:
                entry = self._queue.get_nowait()
            except queue.Empty:
                break
            if entry is None:
                self._queue.put(None)
                break
            batch.append(entry)
        return batch


def _in_transaction() -> bool:
    """Whether this thread is in a transaction. An event loop never is, and asking there would cost as much as a ballot."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return connection.in_atomic_block and not all(block._from_testcase for block in connection.atomic_blocks)  # type: ignore[attr-defined]
    return False


def _call_each(jobs: Sequence[Callable[[], Result]]) -> list[Result]:
    return [job() for job in jobs]


def _commit(batch: list[Entry], *, deadline: float) -> bool:
    """Store a batch in one transaction and report the outcome of each item. Returns whether the database worked.

    While the database is away, the whole batch is tried again until the deadline, but at least once.
    """
    works = True
    while True:
        try:
            with transaction.atomic(durable=True):
                _acquire_batch_lock(batch)
                outcomes = _run_batch(batch)
            break
        except (OperationalError, InterfaceError) as error:
            if not connection.in_atomic_block:
                connection.close()
            if time.monotonic() >= deadline:
                log.error("batch of %d not stored: %s", len(batch), type(error).__name__)
                outcomes, works = [(None, Busy())] * len(batch), False
                break
            time.sleep(0.1)
        except Exception as error:
            log.exception("batch of %d not stored", len(batch))
            outcomes = [(None, error)] * len(batch)
            break
    for (_handler, _item, notify), (result, failure) in zip(batch, outcomes, strict=True):
        try:
            notify(result, failure)
        except Exception:  # one failing reply must not stop the others
            log.exception("an outcome could not be reported")
    return works


def _acquire_batch_lock(batch: list[Entry]) -> None:
    """Prevent deadlocks between processes (PostgreSQL).

    One handler locks its rooms in order, so batches of a single handler may run side by side. Different handlers in one
    batch lock rooms in any order, so such a batch runs alone.
    """
    if connection.vendor == "postgresql":
        handlers = {handler for handler, *_rest in batch}
        alone = len(handlers) > 1 or (len(batch) > 1 and _call_each in handlers)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [ADVISORY_LOCK])


def _run_batch(batch: list[Entry]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    start = 0
    while start < len(batch):
        handler, end = batch[start][0], start
        while end < len(batch) and batch[end][0] == handler:
            end += 1
        outcomes += _run_handler(handler, [item for _handler, item, _notify in batch[start:end]])
        start = end
    return outcomes


def _run_handler(handler: Handler[Any, Any], items: list[Any]) -> list[Outcome]:
    try:
        with transaction.atomic():
            return [(result, None) for result in handler(items)]
    except (OperationalError, InterfaceError):
        raise  # the database failed, not the item: the whole batch is tried again
    except Exception as error:
        if len(items) == 1:
            return [(None, error)]
        return [outcome for item in items for outcome in _run_handler(handler, [item])]


writer = Writer()
post, submit, call = writer.post, writer.submit, writer.call
