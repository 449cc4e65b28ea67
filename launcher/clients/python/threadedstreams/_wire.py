"""Frames of the TCP bridge: four bytes of length, big-endian, and JSON. No I/O here."""

import binascii
import json
import struct
from typing import Any, Dict, List, Mapping, Optional, Union

FRAME_LIMIT_BYTES = 1024 * 1024
MAX_CHUNK_BYTES = 65536
_FROM_URL = bytes.maketrans(b"-_", b"+/")
_TO_URL = bytes.maketrans(b"+/", b"-_")
_HEAD = b'{"type":"message",'
_BODY = b',"body":"'
_HEAD_LIMIT_BYTES = 4096


class FrameError(ValueError):
    """What came is not a frame; the connection cannot be used further."""


def decode_bytes(text: Union[str, bytes]) -> bytes:
    """base64url without padding."""
    raw = text.encode("ascii") if isinstance(text, str) else text
    return binascii.a2b_base64(raw.translate(_FROM_URL) + b"===")


def encode_bytes(data: bytes) -> str:
    encoded = binascii.b2a_base64(data, newline=False)
    return encoded.translate(_TO_URL).rstrip(b"=").decode("ascii")


def encode_frame(frame: Mapping[str, Any]) -> bytes:
    data = json.dumps(frame, separators=(",", ":")).encode()
    return struct.pack(">I", len(data)) + data


class Message:
    """A frame from the gateway. Its body is bytes where our own bridge's short form was recognised."""

    __slots__ = ("frame", "_body")

    def __init__(self, frame: Dict[str, Any], body: Optional[bytes] = None) -> None:
        self.frame = frame
        self._body = body

    @property
    def type(self) -> str:
        return str(self.frame.get("type"))

    @property
    def address(self) -> str:
        return str(self.frame.get("address", ""))

    @property
    def data(self) -> bytes:
        """The body as bytes."""
        raw: Union[str, bytes] = self._body if self._body is not None else self.frame.get("body") or ""
        return decode_bytes(raw)

    @property
    def body(self) -> Any:
        """The body as JSON."""
        return self.frame.get("body")

    def header(self, name: str, default: str = "") -> str:
        return str((self.frame.get("headers") or {}).get(name, default))

    def number(self, name: str) -> int:
        return int(self.header(name, "0"))


def parse(frame: bytes) -> Message:
    if frame.startswith(_HEAD) and frame.endswith(b'"}'):
        at = frame.find(_BODY, 0, _HEAD_LIMIT_BYTES)
        if at > 0:
            body = frame[at + len(_BODY) : -2]
            # A text has escapes, quotes or spaces sooner or later; those go the long way.
            try:
                head = json.loads(frame[:at] + b"}")
                if b'"' not in body and b"\\" not in body:
                    return Message(head, body)
            except ValueError:
                pass
    try:
        parsed = json.loads(frame)
    except ValueError as failure:
        raise FrameError("a frame is not JSON: %s" % failure) from failure
    if not isinstance(parsed, dict):
        raise FrameError("a frame is not a JSON object")
    return Message(parsed)


class FrameDecoder:
    """Collects bytes in its own buffer: fill :meth:`room`, tell how many by :meth:`received`, and get what is whole."""

    def __init__(self, size: int = 512 * 1024) -> None:
        self._buffer = bytearray(size)
        self._start = 0
        self._end = 0

    def room(self) -> memoryview:
        if self._end == len(self._buffer):
            self._make_room()
        return memoryview(self._buffer)[self._end :]

    def _make_room(self) -> None:
        rest = bytes(memoryview(self._buffer)[self._start : self._end])
        size = len(self._buffer)
        if len(rest) > size // 2:
            size *= 2
        buffer = bytearray(size)
        buffer[: len(rest)] = rest
        self._buffer, self._start, self._end = buffer, 0, len(rest)

    def received(self, count: int) -> List[Message]:
        self._end += count
        messages = []
        buffer = self._buffer
        while self._end - self._start >= 4:
            (length,) = struct.unpack_from(">I", buffer, self._start)
            if length > 16 * FRAME_LIMIT_BYTES:
                raise FrameError("a frame of %d bytes is too long" % length)
            behind = self._start + 4 + length
            if behind > self._end:
                break
            messages.append(parse(bytes(memoryview(buffer)[self._start + 4 : behind])))
            self._start = behind
        if self._start == self._end:
            self._start = self._end = 0
        return messages
