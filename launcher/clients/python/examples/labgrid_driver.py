"""A driver for labgrid whose console is a stream of a gateway: it offers ConsoleProtocol.

In labgrid's environment file, after ``imports: [labgrid_driver.py]``:

    drivers:
      - ThreadedStreamDriver:
          home: /home/lab/gateway
          stream: board-7

labgrid cannot be installed where this project is built: the driver is tested with a stub of the few names that it imports.
"""

import attr
from labgrid.driver import Driver
from labgrid.driver.consoleexpectmixin import ConsoleExpectMixin
from labgrid.factory import target_factory
from labgrid.protocol import ConsoleProtocol

from threadedstreams import Gateway


@target_factory.reg_driver
@attr.s(eq=False)
class ThreadedStreamDriver(ConsoleExpectMixin, Driver, ConsoleProtocol):
    """Reads and writes bytes; what is read lies in the gateway's journal also while nobody looks."""

    home = attr.ib(validator=attr.validators.instance_of(str))
    stream = attr.ib(validator=attr.validators.instance_of(str))
    txdelay = attr.ib(default=0.0, validator=attr.validators.instance_of(float))
    timeout = attr.ib(default=3.0, validator=attr.validators.instance_of(float))

    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        self._gateway = None
        self._handle = None

    def on_activate(self):
        self._gateway = Gateway(home=self.home)
        try:
            self._handle = self._gateway.stream(self.stream, charset=None, across_sessions=True)
        except BaseException:
            self._gateway.close()
            raise

    def on_deactivate(self):
        self._gateway.close()
        self._gateway = self._handle = None

    def _read(self, size: int = 1, timeout: float = 0.0, max_size=None):
        """At least one byte, as labgrid's expect wants it, or pexpect's TIMEOUT."""
        data = self._handle.read(max_size or max(size, 4096), timeout=timeout or self.timeout)
        if not data:
            from pexpect import TIMEOUT

            raise TIMEOUT("nothing came from %s" % self.stream)
        return data

    def _write(self, data: bytes):
        return self._handle.write(data).size
