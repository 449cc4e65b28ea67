"""Streams of a Threaded Streams gateway: read, write and wait, with no byte lost. Only the standard library is needed.

``Gateway`` and ``Stream`` block; ``threadedstreams.aio`` has the same for asyncio.
"""

from ._blocking import Gateway, Stream
from ._cursor import Mark, Receipt
from ._errors import (
    Gap,
    GatewayNotRunning,
    StreamCode,
    StreamError,
    StreamGap,
    StreamTimeout,
    Unread,
    Unsent,
)
from ._matching import Found
from ._text import EOF, TIMEOUT

__version__ = "0.1.0.dev0"

__all__ = [
    "EOF",
    "Found",
    "Gap",
    "Gateway",
    "GatewayNotRunning",
    "Mark",
    "Receipt",
    "Stream",
    "StreamCode",
    "StreamError",
    "StreamGap",
    "StreamTimeout",
    "TIMEOUT",
    "Unread",
    "Unsent",
]
