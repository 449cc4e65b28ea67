"""The same for asyncio: ``async with aio.Gateway(home=...) as gateway: lab = await gateway.stream("lab")``.

Everything of a gateway belongs to the loop that it was connected in. A wait that is cancelled has consumed nothing.
"""

import asyncio
import time
from types import TracebackType
from typing import Any, AnyStr, Callable, Generic, List, Optional, Set, Type, TypeVar, Union, overload

from . import _link
from ._cursor import Cursor, Mark, Receipt, Reply
from ._errors import GatewayNotRunning, StreamCode, StreamError, StreamTimeout
from ._link import Home, Link, Place
from ._matching import Found, Targets
from ._text import (
    DEFAULT_TIMEOUT_SECONDS,
    PEEK_BYTES,
    READ_BYTES,
    Expected,
    Text,
    all_ready,
    take_all,
    take_ready,
)
from ._wait import AnySeeker, LinesSeeker, MatchSeeker, Seeker, Wait
from ._wire import FrameDecoder, FrameError, Message

__all__ = ["Gateway", "Stream"]

T = TypeVar("T")


class _Connection(asyncio.BufferedProtocol):
    def __init__(self, token: str) -> None:
        self.link = Link(token)
        self._decoder = FrameDecoder()
        self._transport: Optional[asyncio.Transport] = None
        loop = asyncio.get_running_loop()
        self.ready: "asyncio.Future[None]" = loop.create_future()
        self.ended: "asyncio.Future[str]" = loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.flush()

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._decoder.room()

    def buffer_updated(self, nbytes: int) -> None:
        try:
            for message in self._decoder.received(nbytes):
                self.link.dispatch(message)
        except FrameError as failure:
            self.link.refusal = str(failure)
        if self.link.refusal:
            self._end(self.link.refusal)
            self.close()
        elif self.link.authorized and not self.ready.done():
            self.ready.set_result(None)
        self.flush()

    def connection_lost(self, exc: Optional[Exception]) -> None:
        self._end(str(exc) if exc else "it ended the connection")

    def _end(self, why: str) -> None:
        if not self.ready.done():
            failure = (
                StreamError(StreamCode.REFUSED, why) if self.link.refusal else StreamError(StreamCode.NOT_OPEN, why)
            )
            self.ready.set_exception(failure)
        if not self.ended.done():
            self.ended.set_result(why)

    def flush(self) -> None:
        if self._transport is not None and self.link.outbox:
            data = b"".join(self.link.outbox)
            self.link.outbox.clear()
            self._transport.write(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def _connect(place: Place) -> _Connection:
    host, port, token = place.find()
    loop = asyncio.get_running_loop()
    try:
        _, connection = await asyncio.wait_for(
            loop.create_connection(lambda: _Connection(token), host, port), _link.CONNECT_SECONDS
        )
    except (OSError, asyncio.TimeoutError) as failure:
        raise place.refused(failure) from failure
    try:
        await asyncio.wait_for(connection.ready, _link.CONNECT_SECONDS)
    except asyncio.TimeoutError as failure:
        connection.close()
        raise place.refused(failure) from failure
    except BaseException:
        connection.close()
        raise
    return connection


class Gateway:
    """As :class:`threadedstreams.Gateway`; ``async with`` connects it, or :meth:`connect`."""

    def __init__(
        self,
        home: Optional[Home] = None,
        address: Optional[str] = None,
        token: Optional[str] = None,
        reconnect: bool = True,
    ) -> None:
        self._place = Place(home, address, token)
        self._reconnect = reconnect
        self._connection: Optional[_Connection] = None
        self._streams: Set["_Attached"] = set()
        self._task: Optional["asyncio.Task[None]"] = None
        self._closed = False

    async def connect(self) -> "Gateway":
        if self._task is None:
            self._connection = await _connect(self._place)
            self._task = asyncio.ensure_future(self._run())
        return self

    async def __aenter__(self) -> "Gateway":
        return await self.connect()

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends every wait and the connection."""
        self._closed = True
        for attached in tuple(self._streams):
            attached.cursor.close("its Gateway was closed")
        if self._connection is not None:
            self._connection.link.lose("its Gateway was closed")
            self._connection.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def connected(self) -> bool:
        return self._connection is not None

    @overload
    async def stream(self, name: str, *, timeout: float = ..., across_sessions: bool = ...) -> "Stream[str]": ...
    @overload
    async def stream(
        self, name: str, charset: str, timeout: float = ..., across_sessions: bool = ...
    ) -> "Stream[str]": ...
    @overload
    async def stream(
        self, name: str, charset: None, timeout: float = ..., across_sessions: bool = ...
    ) -> "Stream[bytes]": ...
    async def stream(
        self,
        name: str,
        charset: Optional[str] = "",
        timeout: float = DEFAULT_TIMEOUT_SECONDS,
        across_sessions: bool = False,
    ) -> Any:
        """As :meth:`threadedstreams.Gateway.stream`."""
        attached = _Attached(self, name)
        state = await attached.begin()
        if charset == "":
            charset = str(state.get("charset", "UTF-8")) if state else "UTF-8"
        try:
            text: Text[Any] = Text(charset)
        except LookupError:
            attached.close("attaching failed")
            raise
        attached.cursor.charset = text.search_charset
        attached.cursor.text = charset is not None
        return Stream(self, attached, text, timeout, across_sessions)

    async def states(self) -> List[Any]:
        """The state objects of all streams."""
        reply = await self._ask("streams.list", {}, None, _link.ANSWER_SECONDS)
        if isinstance(reply, Message):
            return list(reply.body)
        raise reply or StreamError(StreamCode.NOT_OPEN, "the gateway does not answer streams.list")

    def _flush(self) -> None:
        if self._connection is not None:
            self._connection.flush()

    async def _ask(self, address: str, body: Any, headers: Any, limit: float) -> Optional[Reply]:
        """Asks, and waits for the answer; None if there was none in time."""
        connection = self._connection
        if connection is None or self._closed:
            raise GatewayNotRunning("the gateway is gone; nothing was asked of it")
        answer: "asyncio.Future[Reply]" = asyncio.get_running_loop().create_future()

        def answered(reply: Reply) -> None:
            if not answer.done():
                answer.set_result(reply)

        number = connection.link.request(address, body, answered, headers)
        connection.flush()
        try:
            return await asyncio.wait_for(answer, limit)
        except asyncio.TimeoutError:
            return None
        finally:
            connection.link.forget(number)

    async def _run(self) -> None:
        while True:
            connection = self._connection
            assert connection is not None
            why = "the gateway is gone: " + await connection.ended
            self._connection = None
            connection.link.lose(why)
            for attached in self._streams:
                if self._reconnect:
                    attached.cursor.lose(why)
                else:
                    attached.cursor.close(why)
            if not self._reconnect:
                return
            await self._connect_again()

    async def _connect_again(self) -> None:
        attempt = 0
        # Not without a pause: a gateway may accept each connection and end it at once.
        await asyncio.sleep(_link.BACK_OFF_SECONDS[0])
        while True:
            try:
                connection = await _connect(self._place)
            except Exception as failure:  # The task goes on as long as the gateway is not closed.
                for attached in self._streams:
                    attached.cursor.lost = "the gateway is gone: " + str(failure)
                await asyncio.sleep(_link.BACK_OFF_SECONDS[min(attempt, len(_link.BACK_OFF_SECONDS) - 1)])
                attempt += 1
                continue
            self._connection = connection
            for attached in self._streams:
                _link.resume(connection.link, attached.cursor)
            connection.flush()
            return


class _Attached:
    """A cursor and its subscriptions."""

    def __init__(self, gateway: Gateway, name: str) -> None:
        self.gateway = gateway
        self.cursor = Cursor(name, self._fetch, self._tell)
        self.waiting = 0
        self._sleepers: Set["asyncio.Future[None]"] = set()

    def _tell(self) -> None:
        for sleeper in self._sleepers:
            if not sleeper.done():
                sleeper.set_result(None)

    async def begin(self) -> Any:
        gateway, name = self.gateway, self.cursor.stream
        await self._latest()
        connection = gateway._connection
        if connection is None:
            raise GatewayNotRunning("the gateway is gone")
        connection.link.add(self.cursor)
        gateway._streams.add(self)
        try:
            # In this order: a gap that comes between the two shows in a state that comes too.
            listed = await gateway._ask("streams.list", {"stream": name}, None, _link.ANSWER_SECONDS)
            if isinstance(listed, StreamError):
                raise listed
            live = await self._latest()
            state = None if listed is None else _link.state_of(listed, name)
            self.cursor.begin(live, state)
            return state
        except BaseException:
            self.close("attaching failed")
            raise

    async def _latest(self) -> Message:
        name = self.cursor.stream
        reply = await self.gateway._ask("streams.%s.fetch" % name, {"from": "latest"}, None, _link.ANSWER_SECONDS)
        if isinstance(reply, Message):
            return reply
        raise reply or StreamError(StreamCode.NOT_OPEN, "the gateway does not answer about %s" % name)

    def close(self, why: str) -> None:
        gateway = self.gateway
        self.cursor.close(why)
        gateway._streams.discard(self)
        if gateway._connection is not None:
            gateway._connection.link.remove(self.cursor)
            gateway._flush()

    def _fetch(self, what: object, answered: Callable[[Reply], None]) -> None:
        connection = self.gateway._connection
        if connection is not None:
            connection.link.request("streams.%s.fetch" % self.cursor.stream, {"from": what}, answered)

    async def wait(self, seeker: Seeker[T], timeout: float, across: bool) -> T:
        cursor = self.cursor
        cursor.waits += 1
        try:
            wait = Wait(cursor, seeker, timeout, across, time.monotonic)
            while True:
                seconds = wait.step()
                if wait.done:
                    value: Any = wait.value
                    result: T = value
                    return result
                self.gateway._flush()
                await self._sleep(seconds)
        finally:
            cursor.waits -= 1
            cursor.trim()

    async def _sleep(self, seconds: float) -> None:
        sleeper: "asyncio.Future[None]" = asyncio.get_running_loop().create_future()
        self._sleepers.add(sleeper)
        try:
            await asyncio.wait({sleeper}, timeout=seconds)
        finally:
            self._sleepers.discard(sleeper)

    def at_once(self, look: Callable[[], T]) -> T:
        try:
            return look()
        finally:
            self.gateway._flush()


class Stream(Generic[AnyStr]):
    """As :class:`threadedstreams.Stream`; what waits or asks the gateway is a coroutine, what looks is not."""

    def __init__(
        self, gateway: Gateway, attached: _Attached, text: "Text[AnyStr]", timeout: float, across: bool
    ) -> None:
        self._gateway = gateway
        self._attached = attached
        self._cursor = attached.cursor
        self._text: Text[AnyStr] = text
        self._timeout = timeout
        self._across = across
        self.before: Optional[AnyStr] = None
        self.after: Any = None
        self.match: Any = None

    @property
    def name(self) -> str:
        return self._cursor.stream

    def start(self) -> "Stream[AnyStr]":
        return self

    def stop(self) -> None:
        self._attached.close("this handle was stopped")

    close = stop

    async def __aenter__(self) -> "Stream[AnyStr]":
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.stop()

    async def write(self, data: Union[str, bytes], timeout: Optional[float] = None) -> Receipt:
        raw = self._text.bytes_of(data)
        body = _link.write_body(raw)
        self._cursor.check_open()
        self._attached.waiting += len(raw)
        try:
            reply = await self._gateway._ask(
                "streams.%s.write" % self.name, body, _link.write_headers(timeout), _link.write_limit(timeout)
            )
        except GatewayNotRunning as failure:
            reply = failure
        finally:
            self._attached.waiting -= len(raw)
        return _link.written(self._cursor, reply, raw)

    def waiting(self) -> int:
        return self._attached.waiting

    async def read(self, count: int = READ_BYTES, timeout: float = 0.0) -> AnyStr:
        text = self._text
        data = self._attached.at_once(lambda: take_ready(self._cursor, text, count, True))
        if data or timeout <= 0 or count == 0:
            return text.of(data)
        try:
            return text.of(await self._attached.wait(AnySeeker(count, text.whole), timeout, self._across))
        except StreamTimeout:
            return text.of(b"")

    def peek(self, count: int = PEEK_BYTES) -> AnyStr:
        text = self._text
        return text.of(self._attached.at_once(lambda: take_ready(self._cursor, text, count, False)))

    def ready(self) -> int:
        return len(self._all())

    def consume_buffer(self) -> AnyStr:
        return self._text.of(self._attached.at_once(lambda: take_all(self._cursor, self._text)))

    def _all(self) -> bytes:
        return self._attached.at_once(lambda: all_ready(self._cursor))

    def contains(self, target: Union[str, bytes]) -> bool:
        return self._text.bytes_of(target) in self._all()

    def index(self, target: Union[str, bytes]) -> int:
        at = self._all().find(self._text.bytes_of(target))
        if at < 0:
            raise ValueError("%r is not in what %s has at hand" % (target, self.name))
        return at

    def check(self, predicate: Callable[[AnyStr], T]) -> T:
        return predicate(self._text.of(self._all()))

    def _limit(self, timeout: Optional[float]) -> float:
        return self._timeout if timeout is None else timeout

    async def find(self, targets: Targets, timeout: Optional[float] = None) -> "Found[AnyStr]":
        seeker = MatchSeeker(self._text.search(targets))
        hit = await self._attached.wait(seeker, self._limit(timeout), self._across)
        return self._text.found(hit, seeker)

    async def read_until(self, target: Targets, timeout: Optional[float] = None) -> AnyStr:
        return (await self.find(target, timeout)).data

    async def read_line(self, timeout: Optional[float] = None) -> AnyStr:
        return (await self.read_lines(1, timeout=timeout))[0]

    async def read_lines(
        self,
        max_lines: int = 0,
        skip: Optional[Callable[[AnyStr], bool]] = None,
        timeout: Optional[float] = None,
        until: Optional[Callable[[AnyStr], bool]] = None,
        line_timeout: Optional[float] = None,
    ) -> List[AnyStr]:
        seeker = LinesSeeker(
            max_lines, self._text.accepting(skip), self._text.accepting(until), line_timeout, time.monotonic
        )
        return [self._text.of(line) for line in await self._attached.wait(seeker, self._limit(timeout), self._across)]

    async def expect(self, patterns: Any, timeout: Optional[float] = None) -> int:
        expected = Expected(patterns)
        try:
            found = await self.find(expected.targets, timeout)
        except StreamError as failure:
            number = expected.instead(failure)
            if number is None:
                raise
            self.before = self._text.of(failure.unread.data)
            self.after = self.match = expected.marker(number)
            return number
        self.before, self.after, self.match = found.before, found.text, found.match
        return expected.number(found.which)

    async def expect_exact(self, targets: Targets, timeout: Optional[float] = None) -> int:
        found = await self.find(targets, timeout)
        self.before, self.after, self.match = found.before, found.text, found.text
        return found.which

    def mark(self) -> Mark:
        return self._cursor.mark()

    async def go(self, to: Union[Mark, Receipt, int, str]) -> "Stream[AnyStr]":
        if isinstance(to, (Mark, Receipt)):
            self._cursor.go_mark(to)
        elif isinstance(to, int):
            self._cursor.go_offset(to)
        else:
            reply = await self._gateway._ask(
                "streams.%s.fetch" % self.name, {"from": to}, None, _link.ANSWER_SECONDS
            )
            if not isinstance(reply, Message):
                raise reply or StreamError(StreamCode.NOT_OPEN, "the gateway does not answer")
            self._cursor.stand(reply)
        return self

    async def control(self, op: str, **more: Any) -> Any:
        reply = await self._gateway._ask(
            "streams.%s.control" % self.name, dict(more, op=op), None, _link.ANSWER_SECONDS
        )
        if isinstance(reply, Message):
            return reply.body
        raise reply or StreamError(StreamCode.NOT_OPEN, "the gateway does not answer")
