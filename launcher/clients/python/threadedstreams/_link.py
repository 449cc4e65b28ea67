"""The conversation with one gateway: requests and their replies, subscriptions, access. No I/O, not thread-safe."""

import collections
import itertools
import json
import pathlib
from typing import Any, Callable, Deque, Dict, Mapping, Optional, Set, Tuple, Union

from ._cursor import Cursor, Receipt, Reply
from ._errors import (
    NOTHING_UNSENT,
    GatewayNotRunning,
    StreamCode,
    StreamError,
    Unsent,
)
from ._sessions import unsent_of
from ._wire import Message, encode_bytes, encode_frame

WRITE_LIMIT_BYTES = 700_000
# The gateway answers a write by its deadline; this much later it is given up.
WRITE_MARGIN_SECONDS = 15.0
# Without a deadline of its own a write has that of the stream's configuration, which is not known here.
WRITE_LAST_RESORT_SECONDS = 600.0
ANSWER_SECONDS = 15.0
CONNECT_SECONDS = 10.0
BACK_OFF_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)

Home = Union[str, "pathlib.Path"]


class Place:
    """Where a gateway is found: its home folder, whose files are read anew each time, or an address and a token."""

    def __init__(self, home: Optional[Home], address: Optional[str], token: Optional[str]) -> None:
        if (home is None) == (address is None):
            raise ValueError("a gateway is found by its home, or by its address and token")
        if address is not None and token is None:
            raise ValueError("an address needs the token that is in the gateway's file data/token")
        self._home = None if home is None else pathlib.Path(home)
        self._address = address
        self._token = token

    def __str__(self) -> str:
        return str(self._home if self._home is not None else self._address)

    def find(self) -> Tuple[str, int, str]:
        """Host, port and token."""
        if self._home is None:
            assert self._address is not None and self._token is not None
            return self._split(self._address) + (self._token,)
        file = self._home / "data" / "gateway.json"
        try:
            address = str(json.loads(file.read_text("utf-8"))["bridge"])
            token = (self._home / "data" / "token").read_text("utf-8").strip()
        except FileNotFoundError as failure:
            raise GatewayNotRunning(
                "no gateway runs in %s: there is no %s; start it with: tstreams run --home %s"
                % (self._home, failure.filename, self._home)
            ) from failure
        except (OSError, ValueError, KeyError) as failure:
            raise GatewayNotRunning("%s tells of no gateway: %s" % (file, failure)) from failure
        return self._split(address) + (token,)

    @staticmethod
    def _split(address: str) -> Tuple[str, int]:
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError('an address is "host:port", not %r' % address)
        return host.strip("[]"), int(port)

    def refused(self, failure: Exception) -> GatewayNotRunning:
        remedy = "start it with: tstreams run --home %s" % self._home if self._home is not None else "is it running?"
        return GatewayNotRunning("no gateway answers at %s: %s; %s" % (self, failure, remedy))


class Link:
    """What one connection knows. Frames to send collect in :attr:`outbox`."""

    def __init__(self, token: str) -> None:
        self.outbox: Deque[bytes] = collections.deque()
        self.refusal = ""
        self.authorized = False
        self._numbers = itertools.count(1)
        self._replies: Dict[str, Callable[[Reply], None]] = {}
        self._cursors: Dict[str, Set[Cursor]] = {}
        self.outbox.append(encode_frame({"type": "ping", "headers": {"authorization": "Bearer " + token}}))

    def request(
        self,
        address: str,
        body: Any,
        answered: Callable[[Reply], None],
        headers: Optional[Mapping[str, str]] = None,
    ) -> str:
        reply_address = "r%d" % next(self._numbers)
        self._replies[reply_address] = answered
        frame = {"type": "send", "address": address, "replyAddress": reply_address, "body": body}
        if headers:
            frame["headers"] = headers
        self.outbox.append(encode_frame(frame))
        return reply_address

    def forget(self, reply_address: str) -> None:
        self._replies.pop(reply_address, None)

    def add(self, cursor: Cursor) -> None:
        several = self._cursors.setdefault(cursor.stream, set())
        if not several:
            self._say("register", cursor.stream)
        several.add(cursor)

    def remove(self, cursor: Cursor) -> None:
        several = self._cursors.get(cursor.stream, set())
        several.discard(cursor)
        if not several and self._cursors.pop(cursor.stream, None) is not None:
            self._say("unregister", cursor.stream)

    def _say(self, what: str, stream: str) -> None:
        # An error is told before the state that follows from it only to who hears both.
        for verb in ("state", "errors", "read"):
            self.outbox.append(encode_frame({"type": what, "address": "streams.%s.%s" % (stream, verb)}))

    def dispatch(self, message: Message) -> None:
        kind = message.type
        if kind == "message":
            answered = self._replies.pop(message.address, None)
            if answered is not None:
                answered(message)
            else:
                self._published(message)
        elif kind == "pong":
            self.authorized = True
        elif kind == "err":
            self._failed(message)

    def _published(self, message: Message) -> None:
        stream, _, verb = message.address[len("streams.") :].rpartition(".")
        for cursor in tuple(self._cursors.get(stream, ())):
            if verb == "read":
                cursor.on_read(message)
            elif verb == "state":
                cursor.on_state(message.body)
            elif verb == "errors":
                cursor.on_error(message.body)

    def _failed(self, message: Message) -> None:
        text = str(message.frame.get("message"))
        answered = self._replies.pop(message.address, None)
        if answered is not None:
            answered(failure_of(message))
        elif not self.authorized or text.startswith(("unauthorized", "malformed")):
            self.refusal = text

    def lose(self, why: str) -> None:
        """The connection is gone: whatever was asked has no answer."""
        replies, self._replies = self._replies, {}
        for answered in replies.values():
            answered(Gone(why))


class Unanswered(StreamError):
    """The gateway asked for an answer and got none: what was asked may have been done."""


class Gone(StreamError):
    """No answer came, and none will."""

    def __init__(self, why: str) -> None:
        super().__init__(StreamCode.NOT_OPEN, why)


def failure_of(message: Message) -> StreamError:
    text = str(message.frame.get("message"))
    code = StreamCode.named(message.frame.get("code"))
    if code is None:
        number = message.frame.get("failureCode")
        kind = message.frame.get("failureType")
        if kind == "RECIPIENT_FAILURE" and isinstance(number, int) and number in list(StreamCode):
            code = StreamCode(number)
        elif kind in ("TIMEOUT", "ERROR"):
            return Unanswered(StreamCode.NOT_OPEN, text)
        else:
            code = StreamCode.NO_SUCH_STREAM if kind == "NO_HANDLERS" else StreamCode.REFUSED
    prefix = code.name + ": "
    return StreamError(
        code,
        text[len(prefix) :] if text.startswith(prefix) else text,
        unsent=unsent_of(message.frame.get("unsent")),
    )


def words(failure: StreamError) -> str:
    """Its message without the code."""
    return str(failure)[len(failure.code.name) + 2 :]


def state_of(reply: Reply, stream: str) -> Optional[Mapping[str, Any]]:
    if isinstance(reply, Message) and isinstance(reply.body, list):
        for state in reply.body:
            if isinstance(state, dict) and state.get("stream") == stream:
                return state
    return None


def write_body(data: bytes) -> Mapping[str, str]:
    if len(data) > WRITE_LIMIT_BYTES:
        raise ValueError("one write has at most %d bytes, not %d: write in pieces" % (WRITE_LIMIT_BYTES, len(data)))
    return {"bytes": encode_bytes(data)}


def write_headers(timeout: Optional[float]) -> Mapping[str, str]:
    return {} if timeout is None else {"timeoutMillis": str(max(1, round(timeout * 1000)))}


def write_limit(timeout: Optional[float]) -> float:
    return WRITE_LAST_RESORT_SECONDS if timeout is None else timeout + WRITE_MARGIN_SECONDS


def written(cursor: Cursor, reply: Optional[Reply], data: bytes) -> Receipt:
    """The receipt, or the failure with all bytes that were not sent."""
    if isinstance(reply, Message):
        body = reply.body
        return Receipt(
            int(body["session"]), int(body["offset"]), int(body["bytes"]), int(body["input"]), cursor.journal
        )
    if isinstance(reply, GatewayNotRunning):
        raise cursor.failure(StreamCode.NOT_OPEN, words(reply), Unsent(0, len(data), 0, data))
    if reply is None or isinstance(reply, (Gone, Unanswered)):
        what = "the gateway did not answer" if reply is None else words(reply)
        code = StreamCode.WRITE_TIMEOUT if reply is None else StreamCode.NOT_OPEN
        raise cursor.failure(
            code, what + "; the write may have been handed over", Unsent(0, len(data), len(data), data)
        )
    unsent = reply.unsent if reply.unsent != NOTHING_UNSENT else Unsent(0, len(data), 0, data)
    raise cursor.failure(reply.code, words(reply), unsent)


def resume(link: Link, cursor: Cursor) -> None:
    """Subscribes a cursor again on another connection, and asks where its stream stands."""
    link.add(cursor)
    _ask_where(link, cursor)


def _ask_where(link: Link, cursor: Cursor) -> None:
    replies: Dict[str, Reply] = {}
    end_before = cursor.end
    cursor.again = None

    def answered(what: str, reply: Reply) -> None:
        # The two are answered in any order.
        replies[what] = reply
        if len(replies) < 2:
            return
        live = replies["live"]
        if isinstance(live, Message):
            cursor.resume(live, state_of(replies["list"], cursor.stream), end_before)
        elif not isinstance(live, Gone):
            # Such as a stream that the gateway does not have yet, right after its start.
            cursor.lost = str(live)
            cursor.again = lambda: _ask_where(link, cursor)
            cursor.changed()

    link.request("streams.%s.fetch" % cursor.stream, {"from": "latest"}, lambda reply: answered("live", reply))
    link.request("streams.list", {"stream": cursor.stream}, lambda reply: answered("list", reply))
