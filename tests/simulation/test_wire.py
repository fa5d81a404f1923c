"""The virtual phone's own HTTP and WebSocket, against independent implementations."""

import asyncio
from http import HTTPStatus

import pytest
from websockets.asyncio.server import serve

from participation.simulation.wire import Browser, Forms, Gone, Socket, join_chunks


@pytest.mark.parametrize("size", [0, 5, 125, 126, 3000, 65535, 65536, 200_000])
async def test_frames_of_every_length_go_there_and_back(size):
    async def echo(socket):
        async for message in socket:
            await socket.send(message)

    async with serve(echo, "127.0.0.1", 0, max_size=None) as server:
        port = server.sockets[0].getsockname()[1]
        socket = await Socket.open(Browser(f"http://127.0.0.1:{port}"), "/live/")
        socket.send({"t": "ü" * (size // 2)})
        assert await socket.receive() == {"t": "ü" * (size // 2)}
        socket.close()


async def test_a_ping_is_answered_and_a_close_ends_it():
    async def talk(socket):
        await asyncio.wait_for(await socket.ping(), 60)
        await socket.send('{"t":"pinged"}')

    async with serve(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        socket = await Socket.open(Browser(f"http://127.0.0.1:{port}"), "/live/")
        assert await socket.receive() == {"t": "pinged"}
        with pytest.raises(Gone):
            await socket.receive()
        socket.close()


async def test_a_refused_socket_is_gone():
    def refuse(connection, request):
        return connection.respond(HTTPStatus.FORBIDDEN, "no")

    async with serve(lambda socket: None, "127.0.0.1", 0, process_request=refuse) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Gone, match="403"):
            await Socket.open(Browser(f"http://127.0.0.1:{port}"), "/live/")


async def test_who_is_stopped_while_a_socket_opens_leaves_no_connection():
    asked, ended = asyncio.Event(), asyncio.Event()

    async def never_answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await reader.read()
        ended.set()
        writer.close()

    async with await asyncio.start_server(never_answer, "127.0.0.1", 0) as server:
        opening = asyncio.create_task(Socket.open(Browser(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"), "/live/"))
        await asked.wait()
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        await asyncio.wait_for(ended.wait(), 60)


def test_a_form_is_read_as_a_browser_would_send_it():
    page = """<form action="/j/ABC/" method="post"><input type="hidden" name="nonce" value="n1">
      <input type="radio" name="age" value="young"><input type="radio" name="age" value="old">
      <select name="town"><option value="1">A</option><option value="2" selected>B</option><option value="3">C</option></select>
      <input type="checkbox" name="mail" value="1"><button id="go" name="do" value="join">Los</button></form>"""
    (form,) = Forms(page).forms
    assert form["action"] == "/j/ABC/"
    assert form["fields"] == {"nonce": "n1", "age": "young", "town": "2"}
    assert form["buttons"][0]["id"] == "go"


def test_chunks_are_joined():
    assert join_chunks(b"4\r\nWiki\r\n6;x=1\r\npedia \r\n0\r\n\r\n") == b"Wikipedia "


def test_cookies_are_kept():
    browser = Browser("http://localhost")
    browser.read_response(b"HTTP/1.1 303 See Other\r\nSet-Cookie: a=1; Path=/\r\nLocation: /w/x/\r\n\r\n")
    assert browser.cookies == {"a": "1"}
    with pytest.raises(Gone):
        browser.read_response(b"")
