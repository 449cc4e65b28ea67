"""The blocking front end: one thread per gateway that reads its connection, and any number that wait."""

import socket
import struct
import threading
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
from ._wire import FrameDecoder, Message

T = TypeVar("T")
_SEND_SECONDS = 30


class _Connection:
    """A socket with its link. Sent to by those who ask, never by the thread that reads."""

    def __init__(self, place: Place) -> None:
        host, port, token = place.find()
        try:
            self.socket = socket.create_connection((host, port), _link.CONNECT_SECONDS)
        except OSError as failure:
            raise place.refused(failure) from failure
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.decoder = FrameDecoder()
        self.link = Link(token)
        self._sending = threading.Lock()
        try:
            self._authorize(place)
        except BaseException:
            self.socket.close()
            raise

    def _authorize(self, place: Place) -> None:
        self.socket.settimeout(_link.CONNECT_SECONDS)
        try:
            self.socket.sendall(b"".join(self.link.outbox))
            self.link.outbox.clear()
            while not self.link.authorized:
                for message in self.receive():
                    self.link.dispatch(message)
                if self.link.refusal:
                    raise StreamError(StreamCode.REFUSED, self.link.refusal)
        except OSError as failure:
            raise place.refused(failure) from failure
        self.socket.settimeout(None)
        if hasattr(socket, "SO_SNDTIMEO"):
            limit = struct.pack("ll", _SEND_SECONDS, 0)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)

    def receive(self) -> List[Message]:
        count = self.socket.recv_into(self.decoder.room())
        if count == 0:
            raise ConnectionResetError("it ended the connection")
        return self.decoder.received(count)

    def flush(self) -> None:
        """Sends what is to be sent; to be called without the gateway's lock, because it may block for as long as the gateway
        does not read."""
        if not self.link.outbox:
            return
        with self._sending:
            # Nobody else takes anything out, and putting in needs no lock.
            pieces: List[bytes] = []
            try:
                while self.link.outbox:
                    pieces.append(self.link.outbox.popleft())
                self.socket.sendall(b"".join(pieces))
            except OSError:
                # The thread that reads finds the connection ended, and tells everybody.
                self.close()
            except BaseException:
                # Such as by Ctrl-C: half a frame may have left, so that nothing more can be sent on this connection.
                self.close()
                raise

    def close(self) -> None:
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Gateway:
    """A running gateway, found by its ``home`` folder, or by its ``address`` and ``token``.

    Safe for many threads. When the connection is lost it connects again by itself, with a bounded back-off; the handles
    go on where they stood. Use it in a ``with`` block, or :meth:`close` it.
    """

    def __init__(
        self,
        home: Optional[Home] = None,
        address: Optional[str] = None,
        token: Optional[str] = None,
        reconnect: bool = True,
    ) -> None:
        self._place = Place(home, address, token)
        self._reconnect = reconnect
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._streams: Set["_Attached"] = set()
        self._closed = threading.Event()
        self._connection: Optional[_Connection] = _Connection(self._place)
        self._reader = threading.Thread(target=self._run, name="threadedstreams %s" % self._place, daemon=True)
        self._reader.start()

    def __enter__(self) -> "Gateway":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends every wait and the connection."""
        with self._lock:
            self._closed.set()
            for attached in tuple(self._streams):
                attached.cursor.close("its Gateway was closed")
            connection = self._connection
        if connection is not None:
            connection.close()
        if threading.current_thread() is not self._reader:
            self._reader.join(_link.CONNECT_SECONDS + 1)

    @property
    def connected(self) -> bool:
        with self._lock:
            return self._connection is not None

    def wait_connected(self, timeout: float = 30.0) -> bool:
        """Waits until the gateway is there, after it was gone; returns whether it is."""
        with self._lock:
            return self._changed.wait_for(lambda: self._connection is not None, timeout)

    @overload
    def stream(self, name: str, *, timeout: float = ..., across_sessions: bool = ...) -> "Stream[str]": ...
    @overload
    def stream(self, name: str, charset: str, timeout: float = ..., across_sessions: bool = ...) -> "Stream[str]": ...
    @overload
    def stream(
        self, name: str, charset: None, timeout: float = ..., across_sessions: bool = ...
    ) -> "Stream[bytes]": ...
    def stream(
        self,
        name: str,
        charset: Optional[str] = "",
        timeout: float = DEFAULT_TIMEOUT_SECONDS,
        across_sessions: bool = False,
    ) -> Any:
        """A new handle that stands at the live end.

        :param charset: of texts; the stream's own if it is not named, None for bytes
        :param timeout: of each wait that names none, in seconds
        :param across_sessions: waits go on when a session ends
        """
        attached = _Attached(self, name)
        state = attached.begin()
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

    def states(self) -> List[Any]:
        """The state objects of all streams."""
        reply = self._ask("streams.list", {}, None, _link.ANSWER_SECONDS)
        if isinstance(reply, Message):
            return list(reply.body)
        raise reply or StreamError(StreamCode.NOT_OPEN, "the gateway does not answer streams.list")

    # For the handles.

    def _flush(self) -> None:
        connection = self._connection
        if connection is not None:
            connection.flush()

    def _ask(self, address: str, body: Any, headers: Any, limit: float) -> Optional[Reply]:
        """Asks, and waits for the answer; None if there was none in time."""
        answers: List[Reply] = []
        arrived = threading.Condition(self._lock)

        def answered(reply: Reply) -> None:
            answers.append(reply)
            arrived.notify()

        with self._lock:
            connection = self._connection
            if connection is None or self._closed.is_set():
                raise GatewayNotRunning("the gateway is gone; nothing was asked of it")
            number = connection.link.request(address, body, answered, headers)
        connection.flush()
        with self._lock:
            arrived.wait_for(lambda: bool(answers), limit)
            connection.link.forget(number)
        return answers[0] if answers else None

    # The thread that reads.

    def _run(self) -> None:
        while not self._closed.is_set():
            why = self._read()
            with self._lock:
                lost, self._connection = self._connection, None
                if lost is not None:
                    lost.link.lose("the gateway is gone: " + why)
                for attached in self._streams:
                    if self._reconnect:
                        attached.cursor.lose("the gateway is gone: " + why)
                    else:
                        attached.cursor.close("the gateway is gone: " + why)
            if lost is not None:
                lost.socket.close()
            if not self._reconnect:
                return
            self._connect_again()

    def _read(self) -> str:
        connection = self._connection
        assert connection is not None
        try:
            while True:
                messages = connection.receive()
                with self._lock:
                    for message in messages:
                        connection.link.dispatch(message)
                if connection.link.refusal:
                    return connection.link.refusal
        except Exception as failure:  # Whatever it is: who waits is told, and another connection is tried.
            return str(failure) or repr(failure)

    def _connect_again(self) -> None:
        attempt = 0
        # Not without a pause: a gateway may accept each connection and end it at once.
        self._closed.wait(_link.BACK_OFF_SECONDS[0])
        while not self._closed.is_set():
            try:
                connection = _Connection(self._place)
            except Exception as failure:  # The thread goes on as long as the gateway is not closed.
                with self._lock:
                    for attached in self._streams:
                        attached.cursor.lost = "the gateway is gone: " + str(failure)
                self._closed.wait(_link.BACK_OFF_SECONDS[min(attempt, len(_link.BACK_OFF_SECONDS) - 1)])
                attempt += 1
                continue
            with self._lock:
                if self._closed.is_set():
                    connection.close()
                    connection.socket.close()
                    return
                self._connection = connection
                for attached in self._streams:
                    _link.resume(connection.link, attached.cursor)
                self._changed.notify_all()
            # Not by this thread, which has to read while that is sent.
            threading.Thread(target=self._flush, daemon=True).start()
            return


class _Attached:
    """A cursor and its subscriptions."""

    def __init__(self, gateway: Gateway, name: str) -> None:
        self.gateway = gateway
        self.changed = threading.Condition(gateway._lock)
        self.cursor = Cursor(name, self._fetch, self.changed.notify_all)
        self.waiting = 0

    def begin(self) -> Any:
        """First it hears what comes, then it asks where it stands: nothing lies between."""
        gateway, name = self.gateway, self.cursor.stream
        self._latest()
        with gateway._lock:
            connection = gateway._connection
            if connection is None:
                raise GatewayNotRunning("the gateway is gone")
            connection.link.add(self.cursor)
            gateway._streams.add(self)
        try:
            # In this order: a gap that comes between the two shows in a state that comes too.
            listed = gateway._ask("streams.list", {"stream": name}, None, _link.ANSWER_SECONDS)
            if isinstance(listed, StreamError):
                raise listed
            live = self._latest()
            state = None if listed is None else _link.state_of(listed, name)
            with gateway._lock:
                self.cursor.begin(live, state)
            return state
        except BaseException:
            self.close("attaching failed")
            raise

    def _latest(self) -> Message:
        name = self.cursor.stream
        reply = self.gateway._ask("streams.%s.fetch" % name, {"from": "latest"}, None, _link.ANSWER_SECONDS)
        if isinstance(reply, Message):
            return reply
        raise reply or StreamError(StreamCode.NOT_OPEN, "the gateway does not answer about %s" % name)

    def close(self, why: str) -> None:
        gateway = self.gateway
        with gateway._lock:
            self.cursor.close(why)
            gateway._streams.discard(self)
            if gateway._connection is not None:
                gateway._connection.link.remove(self.cursor)
        gateway._flush()

    def _fetch(self, what: object, answered: Callable[[Reply], None]) -> None:
        connection = self.gateway._connection
        if connection is not None:
            connection.link.request("streams.%s.fetch" % self.cursor.stream, {"from": what}, answered)

    def wait(self, seeker: Seeker[T], timeout: float, across: bool) -> T:
        gateway, cursor = self.gateway, self.cursor
        with gateway._lock:
            cursor.waits += 1
            try:
                wait = Wait(cursor, seeker, timeout, across, time.monotonic)
                while True:
                    seconds = wait.step()
                    if wait.done:
                        value: Any = wait.value
                        result: T = value
                        return result
                    if self._to_send():
                        gateway._lock.release()
                        try:
                            gateway._flush()
                        finally:
                            gateway._lock.acquire()
                        continue
                    self.changed.wait(seconds)
            finally:
                cursor.waits -= 1
                cursor.trim()

    def _to_send(self) -> bool:
        connection = self.gateway._connection
        return connection is not None and bool(connection.link.outbox)

    def at_once(self, look: Callable[[], T]) -> T:
        try:
            with self.gateway._lock:
                return look()
        finally:
            self.gateway._flush()


class Stream(Generic[AnyStr]):
    """A handle on a stream: a cursor in its journal. Safe for many threads, which then wait at one cursor.

    Made by :meth:`Gateway.stream`. Texts in and out are in the stream's charset, offsets always count bytes.
    """

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
        """Does nothing: a handle is started when it is made."""
        return self

    def stop(self) -> None:
        """Ends every wait of this handle. The connection of the stream itself stays."""
        self._attached.close("this handle was stopped")

    close = stop

    def __enter__(self) -> "Stream[AnyStr]":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.stop()

    # Writing.

    def write(self, data: Union[str, bytes], timeout: Optional[float] = None) -> Receipt:
        """Writes, and waits until all is handed over to the operating system, or fails with what was not sent."""
        raw = self._text.bytes_of(data)
        body = _link.write_body(raw)
        with self._gateway._lock:
            self._cursor.check_open()
            self._attached.waiting += len(raw)
        try:
            reply = self._gateway._ask(
                "streams.%s.write" % self.name, body, _link.write_headers(timeout), _link.write_limit(timeout)
            )
        except GatewayNotRunning as failure:
            reply = failure
        finally:
            with self._gateway._lock:
                self._attached.waiting -= len(raw)
        with self._gateway._lock:
            return _link.written(self._cursor, reply, raw)

    def waiting(self) -> int:
        """How many bytes of this handle's writes are not answered yet."""
        with self._gateway._lock:
            return self._attached.waiting

    # Reading what is at hand.

    def read(self, count: int = READ_BYTES, timeout: float = 0.0) -> AnyStr:
        """Consumes at most that many bytes of what is at hand, in text whole characters; waits for the first one at
        most ``timeout`` seconds, and returns nothing if none came."""
        text = self._text
        data = self._attached.at_once(lambda: take_ready(self._cursor, text, count, True))
        if data or timeout <= 0 or count == 0:
            return text.of(data)
        try:
            return text.of(self._attached.wait(AnySeeker(count, text.whole), timeout, self._across))
        except StreamTimeout:
            return text.of(b"")

    def peek(self, count: int = PEEK_BYTES) -> AnyStr:
        """As :meth:`read`, and consumes nothing."""
        text = self._text
        return text.of(self._attached.at_once(lambda: take_ready(self._cursor, text, count, False)))

    def ready(self) -> int:
        """How many bytes are at hand."""
        return len(self._all())

    def consume_buffer(self) -> AnyStr:
        """Consumes all that is at hand."""
        return self._text.of(self._attached.at_once(lambda: take_all(self._cursor, self._text)))

    def _all(self) -> bytes:
        return self._attached.at_once(lambda: all_ready(self._cursor))

    def contains(self, target: Union[str, bytes]) -> bool:
        """Whether that is in what is at hand."""
        return self._text.bytes_of(target) in self._all()

    def index(self, target: Union[str, bytes]) -> int:
        """How many bytes behind the cursor it begins, in what is at hand.

        :raises ValueError: if it is not there
        """
        at = self._all().find(self._text.bytes_of(target))
        if at < 0:
            raise ValueError("%r is not in what %s has at hand" % (target, self.name))
        return at

    def check(self, predicate: Callable[[AnyStr], T]) -> T:
        """What a function says of a copy of what is at hand."""
        return predicate(self._text.of(self._all()))

    # Waiting.

    def _limit(self, timeout: Optional[float]) -> float:
        return self._timeout if timeout is None else timeout

    def find(self, targets: Targets, timeout: Optional[float] = None) -> "Found[AnyStr]":
        """Waits for a literal (str or bytes), a compiled pattern, or the first of several; consumes up to its end."""
        seeker = MatchSeeker(self._text.search(targets))
        hit = self._attached.wait(seeker, self._limit(timeout), self._across)
        return self._text.found(hit, seeker)

    def read_until(self, target: Targets, timeout: Optional[float] = None) -> AnyStr:
        """As :meth:`find`; returns what came, with the target included."""
        return self.find(target, timeout).data

    def read_line(self, timeout: Optional[float] = None) -> AnyStr:
        """Waits for a line; returns it without its end."""
        return self.read_lines(1, timeout=timeout)[0]

    def read_lines(
        self,
        max_lines: int = 0,
        skip: Optional[Callable[[AnyStr], bool]] = None,
        timeout: Optional[float] = None,
        until: Optional[Callable[[AnyStr], bool]] = None,
        line_timeout: Optional[float] = None,
    ) -> List[AnyStr]:
        """Waits for lines, and consumes them all at once.

        :param max_lines: how many at most; 0: all to the end of the session
        :param skip: drops the lines of which it is true
        :param until: the first line of which it is true is the last
        :param line_timeout: for each line, counted from the one before
        """
        of = self._text.of
        seeker = LinesSeeker(
            max_lines,
            self._text.accepting(skip),
            self._text.accepting(until),
            line_timeout,
            time.monotonic,
        )
        return [of(line) for line in self._attached.wait(seeker, self._limit(timeout), self._across)]

    def expect(self, patterns: Any, timeout: Optional[float] = None) -> int:
        """As pexpect's: waits for the first of several regular expressions and returns its index; ``before``, ``after``
        and ``match`` tell the rest. EOF and TIMEOUT in the list are returned instead of raised."""
        expected = Expected(patterns)
        try:
            found = self.find(expected.targets, timeout)
        except StreamError as failure:
            number = expected.instead(failure)
            if number is None:
                raise
            self.before = self._text.of(failure.unread.data)
            self.after = self.match = expected.marker(number)
            return number
        self.before, self.after, self.match = found.before, found.text, found.match
        return expected.number(found.which)

    def expect_exact(self, targets: Targets, timeout: Optional[float] = None) -> int:
        """As :meth:`expect`, with literals."""
        found = self.find(targets, timeout)
        self.before, self.after, self.match = found.before, found.text, found.text
        return found.which

    # Moving.

    def mark(self) -> Mark:
        """Where this handle stands."""
        with self._gateway._lock:
            return self._cursor.mark()

    def go(self, to: Union[Mark, Receipt, int, str]) -> "Stream[AnyStr]":
        """Goes to a mark, a receipt, an offset, or to ``earliest``, ``latest``, ``-N`` (the last N bytes), ``time:...``."""
        with self._gateway._lock:
            if isinstance(to, (Mark, Receipt)):
                self._cursor.go_mark(to)
                return self
            if isinstance(to, int):
                self._cursor.go_offset(to)
                return self
        reply = self._gateway._ask("streams.%s.fetch" % self.name, {"from": to}, None, _link.ANSWER_SECONDS)
        if not isinstance(reply, Message):
            raise reply or StreamError(StreamCode.NOT_OPEN, "the gateway does not answer")
        with self._gateway._lock:
            self._cursor.stand(reply)
        return self

    def control(self, op: str, **more: Any) -> Any:
        """Asks for ``open``, ``close``, ``reconnect`` or an op of the transport; returns the state object."""
        body = dict(more, op=op)
        reply = self._gateway._ask("streams.%s.control" % self.name, body, None, _link.ANSWER_SECONDS)
        if isinstance(reply, Message):
            return reply.body
        raise reply or StreamError(StreamCode.NOT_OPEN, "the gateway does not answer")
