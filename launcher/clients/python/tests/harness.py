"""A real gateway as a child process, and real peers on loopback."""

import atexit
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import unittest
from typing import Any, List

import threadedstreams
from threadedstreams import Gateway

LIMIT_SECONDS = 60.0
DISTRIBUTION = pathlib.Path(os.environ["TSTREAMS_DISTRIBUTION"])
print("the client under test:", threadedstreams.__file__, flush=True)


class Peer:
    """A device that listens on loopback; the gateway calls it."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(LIMIT_SECONDS)
        self.port = self.server.getsockname()[1]
        self.socket: Any = None

    def accept(self) -> "Peer":
        if self.socket is not None:
            self.socket.close()
        self.socket, _ = self.server.accept()
        self.socket.settimeout(LIMIT_SECONDS)
        return self

    def say(self, data: bytes) -> None:
        self.socket.sendall(data)

    def hear(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise EOFError(data)
            data += more
        return data

    def hang_up(self) -> None:
        self.socket.close()
        self.socket = None

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.server.close()


class GatewayProcess:
    def __init__(self, java_options: str = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC") -> None:
        """The options of Java unless the environment has some: those of the tests halve the time of a start."""
        self.java_options = java_options
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="threadedstreams-"))
        (self.home / "etc").mkdir()
        for server in ("bridge", "web"):
            (self.home / "etc" / (server + ".cfg")).write_text("port = 0\n")
        self.process: Any = None

    def configure(self, name: str, text: str) -> None:
        (self.home / "etc" / ("stream-%s.cfg" % name)).write_text(text)

    def tcp(self, name: str, peer: Peer, more: str = "") -> None:
        self.configure(
            name,
            "transport = tcp\nhost = 127.0.0.1\nport = %d\nreconnectMinMillis = 50\nreconnectMaxMillis = 200\n%s"
            % (peer.port, more),
        )

    def start(self) -> "GatewayProcess":
        environment = {k: v for k, v in os.environ.items() if k != "TSTREAMS_HOME"}
        environment.setdefault("JAVA_OPTS", self.java_options)
        self.log = open(self.home / "log", "ab")
        self.process = subprocess.Popen(
            [str(DISTRIBUTION / "bin" / "tstreams"), "run", "--home", str(self.home)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.log,
            env=environment,
            start_new_session=True,
        )
        late = threading.Timer(LIMIT_SECONDS, self.kill)
        late.start()
        try:
            for line in self.process.stdout:
                self.log.write(line)
                if line.startswith(b"tstreams ready"):
                    break
            else:
                raise AssertionError("no gateway:\n" + (self.home / "log").read_text())
        finally:
            late.cancel()
        threading.Thread(target=self._drain, args=(self.process,), daemon=True).start()
        return self

    def _drain(self, process: Any) -> None:
        for line in process.stdout:
            pass
        process.stdout.close()

    def kill(self) -> None:
        """kill -9, the program and what it has started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait(LIMIT_SECONDS)
            self.log.close()
            self.process = None

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)


class GatewayTest(unittest.TestCase):
    """All share one gateway; each test has a peer and a stream of its own."""

    shared: "list[GatewayProcess]" = []
    process: GatewayProcess
    count = 0

    @classmethod
    def setUpClass(cls) -> None:
        if not GatewayTest.shared:
            GatewayTest.shared.append(GatewayProcess())
            atexit.register(GatewayTest.shared[0].close)
            GatewayTest.shared[0].start()
        cls.process = GatewayTest.shared[0]

    def device(self, more: str = "") -> "tuple[Peer, str]":
        """A peer, connected, and the name of its stream."""
        GatewayTest.count += 1
        name = "device%d" % GatewayTest.count
        peer = Peer()
        self.addCleanup(peer.close)
        self.process.tcp(name, peer, more)
        peer.accept()
        return peer, name

    def gateway(self, **more: Any) -> Gateway:
        gateway = Gateway(home=self.process.home, **more)
        self.addCleanup(gateway.close)
        return gateway
