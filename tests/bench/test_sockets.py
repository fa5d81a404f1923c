"""The load's sockets, with the fast client library and without it."""

import asyncio

import pytest
from websockets.asyncio.server import serve

from . import sockets


@pytest.mark.parametrize("has_picows", [True, False])
async def test_text_goes_out_and_comes_back(monkeypatch, has_picows):
    if not has_picows:
        monkeypatch.setattr(sockets, "picows", None)
    elif sockets.picows is None:
        pytest.skip("picows is not available for this system")
    heard, asked, gone = [], [], asyncio.Event()

    async def answer(socket):
        asked.append((socket.request.path, socket.request.headers["Cookie"]))
        async for text in socket:
            await socket.send(text.upper())

    async with serve(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        line = await sockets.connect(url, "/live/room/", {"Cookie": "a=b"}, lambda payload, when: heard.append((payload, when)), gone.set)
        line.send("grün".encode())
        async with asyncio.timeout(5):
            while not heard:
                await asyncio.sleep(0.01)
            line.close()
            await gone.wait()
    assert asked == [("/live/room/", "a=b")]
    assert heard[0][0] == "GRÜN".encode() and heard[0][1] > 0
