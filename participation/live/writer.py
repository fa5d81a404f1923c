"""One thread, one connection, many jobs in one commit.

Everything that comes in crowds is written here: ballots, joins, supports, and also what must not race with them, such
as closing a poll. What became of a job is told only after the commit, so "saved" means saved. Until `start()`, in
commands and plain tests, a job is executed in place.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction

from . import own_connection

log = logging.getLogger(__name__)

QUEUE_LIMIT = 10_000
BATCH_LIMIT = 2_000
ADVISORY_LOCK = 0x41554742
GATHER_SECONDS = 0.015  # how long the first of a batch waits for company
PATIENCE_SECONDS = 7.0  # while the database is away, locked or full; then "busy", eight seconds after the ballot at most

Handler = Callable[[Sequence[Any]], Sequence[Any]]
Tell = Callable[[Any, BaseException | None], object]


class Busy(Exception):
    """Nothing was stored: the queue is full or the database is away. Try again."""


class Writer:
    """`submit(handler, item)`: consecutive items of one handler reach it as one list; it returns one result each.

    A handler that raises for a list is called again item by item, so that one bad item never rejects its neighbours.
    """

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._away_since: float | None = None  # since when no batch could be stored
        self.batches = 0

    def start(self) -> None:
        if self._thread is None:
            self._stopping = False
            self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Finish what is queued, close the connection."""
        if self._thread is not None:
            self._stopping = True
            self._queue.put(None)
            self._thread.join(timeout=20)
            self._thread = None

    @property
    def is_running(self) -> bool:
        return self._thread is not None

    def post(self, handler: Handler, item: Any, tell: Tell) -> None:
        """Thread-safe. `tell(result, error)` is called once, after COMMIT: the item's result, or Busy, or what the handler raised for it.

        It is called on the writer's thread and must neither block nor raise.
        """
        if _in_transaction():
            raise RuntimeError("writer.post() inside a transaction: the commit would not be ours.")
        if self._thread is None:
            _commit([(handler, item, tell)], deadline=0.0)
        elif self._queue.qsize() >= QUEUE_LIMIT:
            tell(None, Busy())
        else:
            self._queue.put((handler, item, tell))

    def submit(self, handler: Handler, item: Any) -> "Future[Any]":
        """`post()` for who waits: a future of the item's result."""
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()  # who stops waiting does not undo what is on its way

        def tell(result: Any, error: BaseException | None) -> None:
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

        self.post(handler, item, tell)
        return future

    def call(self, job: Callable[[], Any]) -> Any:
        """Run one job on the writer and wait for its commit."""
        return self.submit(_call_each, job).result(timeout=30)

    def _run(self) -> None:
        own_connection.take()
        while batch := self._gather():
            self.batches += 1
            begun = self._away_since or time.monotonic()  # whoever comes in the middle of an outage waits for its rest only
            self._away_since = None if _commit(batch, deadline=begun + PATIENCE_SECONDS) else begun
        connection.close()

    def _gather(self) -> list:
        """The next batch; empty when the writer stops. Sleeps while it gathers: a wake-up costs more than an item."""
        first = self._queue.get()
        if first is None:
            return []
        if self._queue.qsize() < BATCH_LIMIT:
            time.sleep(GATHER_SECONDS)
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
    """Whether this thread has a transaction of its own; in an event loop there is none, and to ask would cost as much as a ballot."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return connection.in_atomic_block and not all(block._from_testcase for block in connection.atomic_blocks)  # type: ignore[attr-defined]
    return False


def _call_each(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    return [job() for job in jobs]


def _commit(batch: list, *, deadline: float) -> bool:
    """Run a batch in one transaction and tell each item's outcome; while the database is away, try the whole batch again
    until the deadline, but once at least. Whether the database worked."""
    works = True
    while True:
        try:
            with transaction.atomic(durable=True):
                _line_up(batch)
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
    for (_handler, _item, tell), (result, error) in zip(batch, outcomes, strict=True):
        try:
            tell(result, error)
        except Exception:  # nobody's reply may cost the others theirs
            log.exception("an outcome could not be told")
    return works


def _line_up(batch: list) -> None:
    """Across processes: a handler locks its rooms in order, so batches of one handler may run beside each other. Different
    jobs in one batch lock rooms in any order; such a batch runs alone, or two of them could wait for each other for ever."""
    if connection.vendor == "postgresql":
        handlers = {handler for handler, *_rest in batch}
        alone = len(handlers) > 1 or (len(batch) > 1 and _call_each in handlers)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [ADVISORY_LOCK])


def _run_batch(batch: list) -> list[tuple[Any, BaseException | None]]:
    outcomes: list[tuple[Any, BaseException | None]] = []
    start = 0
    while start < len(batch):
        handler, end = batch[start][0], start
        while end < len(batch) and batch[end][0] == handler:
            end += 1
        outcomes += _run_handler(handler, [item for _handler, item, _tell in batch[start:end]])
        start = end
    return outcomes


def _run_handler(handler: Handler, items: list) -> list[tuple[Any, BaseException | None]]:
    try:
        with transaction.atomic():
            return [(result, None) for result in handler(items)]
    except (OperationalError, InterfaceError):
        raise  # the database itself: the whole batch is tried again
    except Exception as error:
        if len(items) == 1:
            return [(None, error)]
        return [outcome for item in items for outcome in _run_handler(handler, [item])]


writer = Writer()
post, submit, call = writer.post, writer.submit, writer.call
