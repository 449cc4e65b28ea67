"""The examples as programs, with real peers; the README's snippets; the labgrid driver with a stub of labgrid."""

import contextlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import types
import unittest
from typing import Any, Optional

from harness import LIMIT_SECONDS, GatewayTest

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGIN = '''
import getpass, sys
while True:
    user = input("login: ")
    if not user:
        continue
    print("Welcome" if getpass.getpass() == "secret" and user == "root" else "Login incorrect", flush=True)
'''


def needs(test: Any, *tools: str) -> None:
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing and os.environ.get("CI") == "true":
        test.fail("no %s" % missing)
    if missing:
        test.skipTest("no %s" % missing)


class Examples(GatewayTest):
    def terminal(self, command: str) -> str:
        needs(self, "socat")
        GatewayTest.count += 1
        name = "terminal%d" % GatewayTest.count
        self.process.configure(
            name,
            "transport = exec\nreconnectMinMillis = 50\ncommand = socat - EXEC:'\"%s\"',pty,setsid,ctty,stderr\n" % command,
        )
        return name

    def shell(self) -> str:
        name = self.terminal("/bin/sh -i")
        with self.ready(name) as stream:
            stream.write("export TERM=vt100; stty rows 8 cols 80; echo read''y\n")
            stream.find("ready\r\n", 20)
            stream.find(re.compile("[#$] "), 20)
        return name

    def ready(self, name: str) -> Any:
        """The handle, as soon as the gateway has taken the configuration and the stream is open."""
        gateway = self.gateway()
        for _ in range(400):
            if any(s["stream"] == name and s["state"] == "open" for s in gateway.states()):
                return gateway.stream(name)
            threading.Event().wait(0.05)
        self.fail("%s does not open: %s" % (name, gateway.states()))

    def example(self, name: str, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, str(ROOT / "examples" / name), str(self.process.home), *arguments],
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
        )
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def test_paging(self) -> None:
        needs(self, "more")
        file = self.process.home / "long"
        lines = ["line %d" % i for i in range(30)]
        file.write_text("\n".join(lines) + "\n")
        out = self.example("paging.py", self.shell(), str(file))
        shown = re.findall(r"line \d+", out)
        self.assertEqual(shown, lines, out)
        self.assertGreater(int(out.rsplit(" ", 1)[1]), 3)

    def test_login(self) -> None:
        file = self.process.home / "login.py"
        file.write_text(LOGIN)
        name = self.terminal("%s %s" % (sys.executable, file))
        self.ready(name)
        self.assertEqual(self.example("login.py", name, "root", "wrong", code=1), "refused\nnot echoed\n")
        self.assertEqual(self.example("login.py", name, "root", "secret"), "in\nnot echoed\n")

    def test_echo(self) -> None:
        out = self.example("echo.py", self.shell())
        self.assertEqual(out, "echo: expr 6 '*' 7; echo done\nresult: 42\n")

    def test_outcomes(self) -> None:
        shell = self.shell()
        self.assertEqual(self.example("outcomes.py", shell, "printf 'Upgrade %s' complete"), "ok\n")
        self.assertEqual(self.example("outcomes.py", shell, "echo error: no space"), "failed: no space\n")
        self.assertEqual(self.example("outcomes.py", shell, "printf 'Sure? [y/%s ' N]; read answer"), "asks\n")

    def test_boot(self) -> None:
        peer, name = self.device()

        def board() -> None:
            peer.hear(7)
            peer.say(b"going down\n")
            peer.hang_up()
            peer.accept().say(b"Loading kernel\n")
            peer.say(b"board log")
            peer.say(b"in: ")

        booting = threading.Thread(target=board)
        booting.start()
        out = self.example("boot.py", name)
        booting.join(LIMIT_SECONDS)
        self.assertEqual(out, "going down\nLoading kernel\nup\n")

    def test_the_readme(self) -> None:
        text = (ROOT / "README.md").read_text("utf-8")
        snippets = re.findall(r"```python\n(.*?)```", text, re.S)
        self.assertGreater(len(snippets), 2)
        peer, name = self.device()
        for i, snippet in enumerate(snippets):
            with self.subTest(snippet=i):
                peer.say(b"Starting\nlogin: Password: one\ntwo\nstep\nCompleted.\n$ ")
                code = snippet.replace("/home/lab/gateway", str(self.process.home)).replace('"lab"', '"%s"' % name)
                with contextlib.redirect_stdout(io.StringIO()):
                    done = threading.Event()

                    def talk(done: threading.Event = done) -> None:
                        while not done.wait(0.05):
                            peer.say(b"Starting\nlogin: Password: one\ntwo\nstep\nCompleted.\n$ ")

                    talker = threading.Thread(target=talk)
                    talker.start()
                    try:
                        exec(compile(code, "README.md, snippet %d" % i, "exec"), {"__name__": "readme"})
                    finally:
                        done.set()
                        talker.join(LIMIT_SECONDS)

    def test_the_labgrid_driver(self) -> None:
        peer, name = self.device()
        driver = labgrid_driver()(home=str(self.process.home), stream=name)
        driver.on_activate()
        peer.say(b"U-Boot> ")
        self.assertEqual(driver._read(timeout=10.0), b"U-Boot> ")
        self.assertEqual(driver._write(b"boot\n"), 5)
        self.assertEqual(peer.hear(5), b"boot\n")
        with self.assertRaises(Exception) as failure:
            driver._read(timeout=0.1)
        self.assertEqual(type(failure.exception).__name__, "TIMEOUT")
        driver.on_deactivate()


def labgrid_driver() -> Any:
    """The driver's class, with a stub of what it imports."""

    class Driver:
        def __attrs_post_init__(self) -> None:
            pass

    class Attribute:
        def __init__(self, default: Any = None, validator: Any = None) -> None:
            self.default = default

    def attr_s(**_: Any) -> Any:
        def made(kind: Any) -> Any:
            fields = {k: v.default for k, v in vars(kind).items() if isinstance(v, Attribute)}

            def begin(self: Any, **given: Any) -> None:
                vars(self).update(fields, **given)
                self.__attrs_post_init__()

            kind.__init__ = begin
            return kind

        return made

    def module(name: str, **names: Any) -> types.ModuleType:
        made = types.ModuleType(name)
        vars(made).update(names)
        return made

    stubs = {
        "attr": module("attr", s=attr_s, ib=Attribute, validators=types.SimpleNamespace(instance_of=lambda kind: None)),
        "labgrid": module("labgrid"),
        "labgrid.driver": module("labgrid.driver", Driver=Driver),
        "labgrid.driver.consoleexpectmixin": module("consoleexpectmixin", ConsoleExpectMixin=type("Mixin", (), {})),
        "labgrid.factory": module("labgrid.factory", target_factory=types.SimpleNamespace(reg_driver=lambda kind: kind)),
        "labgrid.protocol": module("labgrid.protocol", ConsoleProtocol=type("Protocol", (), {})),
        "pexpect": module("pexpect", TIMEOUT=type("TIMEOUT", (Exception,), {})),
    }
    names: Any = {"__name__": "labgrid_driver"}
    before = {name: sys.modules.get(name) for name in stubs}
    sys.modules.update(stubs)
    try:
        exec(compile((ROOT / "examples/labgrid_driver.py").read_text(), "labgrid_driver.py", "exec"), names)
    finally:
        for name, old in before.items():
            if old is None and name != "pexpect":
                del sys.modules[name]
    return names["ThreadedStreamDriver"]


class Types(unittest.TestCase):
    def test_mypy_finds_nothing(self) -> None:
        needs(self, "mypy")
        done = subprocess.run(
            ["mypy", "--strict", "--python-version", "3.9", "--cache-dir", os.devnull, str(ROOT / "threadedstreams")],
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
