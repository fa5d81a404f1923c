"""A hall to break things in: a workshop whose vote is open, phones that have joined, and servers that can be killed."""

import os
import re
import secrets
from pathlib import Path

from django.db import connection, transaction

from participation.live.guards.identity import Identity, secret_of
from participation.simulation.wire import Browser
from polls.models import Poll
from workshops.actions.joining import _join_all

from ..e2e.conftest import Server, session_cookie
from ..evening import press
from ..waiting import free_port
from .phones import Screen, Voter
from .reckoning import require

CLICK = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Hall:
    """`mutant` names what is broken in every server it starts."""

    def __init__(self, make_workshop, by, folder: Path, static: Path) -> None:
        self.make_workshop, self.by, self.folder, self.static = make_workshop, by, folder, static
        self.port, self.mutant, self.env = free_port(), "", {"REDIS_URL": ""}
        self.clock = folder / "clock"
        self.servers: list[Server] = []
        self.seed = int(os.environ.get("FAULTS_SEED") or secrets.randbelow(2**32))

    # -- servers -----------------------------------------------------------------------
    def start(self, *, port: int | None = None, **env: str) -> Server:
        """A server on the hall's port, so that phones find the next one where the last one was."""
        self.clock.touch()
        launch = ("-m", "tests.faults.launch", "--mutant", self.mutant, "--clock", str(self.clock))
        connection.close()  # what this process holds must not be in a child's way
        server = Server(connection.settings_dict, self.static, *launch, "serve", "--port", str(port or self.port), **self.env, **env)
        self.servers.append(server)
        return server

    def another(self) -> str:
        """One more server beside the first; its address."""
        return self.start(port=free_port()).url

    def close(self) -> None:
        for server in self.servers:
            server.stop()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # -- the evening -------------------------------------------------------------------
    def open_poll(self, *kinds: str, **fields) -> Poll:
        """A running workshop's first poll, open."""
        self.workshop = press(self.make_workshop(*kinds, **{"expected": 3000, "capacity": 5000} | fields), 2, by=self.by)
        return self.workshop.item.polls.get()

    def voters(self, number: int, *, base: str = "", **options) -> list[Voter]:
        """So many phones that have joined; they connect when they are told to."""
        nonces = [f"{self.seed:x} {index:x}" for index in range(number)]
        with transaction.atomic():
            joined = _join_all([(self.workshop.pk, nonce) for nonce in nonces])
        slug = self.workshop.room.slug
        identities = [Identity(slug, each.pk, secret_of(nonce)) for each, nonce in zip(joined, nonces, strict=True)]
        return [Voter(base or self.base, identity, seed=self.seed, **options) for identity in identities]

    def stage(self, *, base: str = "") -> Screen:
        return Screen(base or self.base, f"/live/{self.workshop.room.slug}/stage/{self.workshop.stage_token}/")

    def console(self, user=None, *, base: str = "") -> "Console":
        return Console(base or self.base, self.workshop, user or self.by)


class Console(Browser):
    """A facilitator's browser, as its script presses."""

    def __init__(self, base: str, workshop, user) -> None:
        super().__init__(base)
        cookie = session_cookie(user, base)
        self.cookies[cookie["name"]] = cookie["value"]
        self.path, self.token, self.page = f"/console/{workshop.pk}/", "", ""
        self.revision = workshop.step

    def headers(self) -> str:
        return super().headers() + "X-Requested-With: fetch\r\n"

    async def enter(self) -> "Console":
        _status, _location, self.page = await self.request(self.path)
        self.token = CLICK.search(self.page)[1]
        return self

    async def press(self, revision: int) -> int:
        """The main button: 204, or 409 if somebody was faster."""
        return (await self.request(f"{self.path}step/", {"csrfmiddlewaretoken": self.token, "revision": revision}))[0]

    async def step(self) -> None:
        """One press that nobody disputes."""
        require(await self.press(self.revision) == 204, "the main button does not work")
        self.revision += 1

    async def undo(self) -> int:
        status = (await self.request(f"{self.path}undo/", {"csrfmiddlewaretoken": self.token, "revision": self.revision}))[0]
        self.revision += status == 204
        return status

    async def act(self, do: str, **fields) -> int:
        return (await self.request(f"{self.path}act/", {"csrfmiddlewaretoken": self.token, "do": do, **fields}))[0]
