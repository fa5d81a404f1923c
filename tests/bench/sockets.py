"""WebSocket clients that cost little: picows where it is installed, else websockets. Text out, text and its time in."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

try:
    import picows
except ImportError:
    picows = None

Hear = Callable[[bytes, float], None]
LIBRARY = "picows" if picows else "websockets"
OPEN_SECONDS = 60
AT_ONCE = 50  # sockets being opened at the same time, where opening is not what is measured


@dataclass(frozen=True, slots=True)
class Line:
    """An open socket."""

    send: Callable[[bytes], object]
    close: Callable[[], object]


if picows:

    class Listener(picows.WSListener):
        def __init__(self, hear: Hear, gone: Callable[[], None]) -> None:
            self.hear, self.gone = hear, gone

        def on_ws_frame(self, transport, frame):
            if frame.msg_type == picows.WSMsgType.TEXT:
                self.hear(frame.get_payload_as_bytes(), time.perf_counter())
            elif frame.msg_type == picows.WSMsgType.CLOSE:
                transport.disconnect()

        def on_ws_disconnected(self, transport):
            self.gone()


async def connect(url: str, path: str, headers: dict[str, str], hear: Hear, gone: Callable[[], None]) -> Line:
    """Open a socket. `hear(payload, when)` is called for each text frame, `gone()` when it ends."""
    address = url.replace("http", "ws", 1) + path
    if not picows:
        return await _connect_plainly(address, headers, hear, gone)
    options = {"websocket_handshake_timeout": OPEN_SECONDS, "read_buffer_init_size": 4096}
    transport, _listener = await picows.ws_connect(lambda: Listener(hear, gone), address, extra_headers=headers, **options)
    return Line(lambda payload: transport.send(picows.WSMsgType.TEXT, payload), transport.disconnect)


async def _connect_plainly(address: str, headers: dict[str, str], hear: Hear, gone: Callable[[], None]) -> Line:
    from websockets.asyncio.client import connect as open_socket

    socket = await open_socket(address, additional_headers=headers, compression=None, ping_interval=None, open_timeout=OPEN_SECONDS)
    running: set[asyncio.Task] = set()

    def start(job) -> None:
        task = asyncio.ensure_future(job)
        running.add(task)
        task.add_done_callback(running.discard)

    async def read() -> None:
        async for text in socket:
            hear(text.encode(), time.perf_counter())
        gone()

    start(read())
    return Line(lambda payload: start(socket.send(payload.decode())), lambda: start(socket.close()))
