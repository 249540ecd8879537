"""A reader that does what a file tells it to, as one that an exploit has taken over would.

Run as a script it is such a reader, confined as ours are; other files it reads as ours do.
"""

import ctypes
import errno
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pow_pipeline.limits import Limits
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Reading
from pow_pipeline.parsing.read import read_delivery
from pow_pipeline.parsing.sandbox import confined
from schemas.text.text_forms import TextForms

HOSTILE_READER = (sys.executable, "-I", __file__)
_read: list[int] = []  # the size of each file that this reader was given
_MARK = b"\x00hostile:"


def listening(what: str) -> bytes:
    """Return a file that tells its reader to do something: see `DEEDS`."""
    return _MARK + what.encode()


def eat_memory() -> None:
    held = []
    while True:
        held.append(bytearray(2**26))


def spin() -> None:
    while time.process_time() < 30:  # no longer than a test can wait
        pass


def show_capabilities() -> list[int]:
    header, found = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    ctypes.CDLL(None).capget(header, found)
    return list(found)


def demand_a_fresh_reader() -> str:
    if len(_read) > 1:
        os.abort()
    return "read"


def fail() -> None:
    raise KeyError("the text of a cell")


def lack_descriptors() -> None:
    raise OSError(errno.ENFILE, os.strerror(errno.ENFILE))


def write_a_file() -> object:
    return Path("/tmp/written-by-a-reader").write_text("x")  # noqa: S108 -- it must not succeed


def open_a_socket() -> object:
    return socket.create_connection(("127.0.0.1", 9), timeout=1)


def listen() -> object:
    return socket.create_server(("127.0.0.1", 0))


def say(what: bytes) -> Callable[[], object]:
    def deed() -> None:
        channel = socket.socket(fileno=int(sys.argv[1]))
        channel.sendall(what)
        time.sleep(3600)

    return deed


def whole(what: bytes) -> bytes:
    return len(what).to_bytes(8, "big") + what


DEEDS: dict[str, Callable[[], object]] = {
    "die": os.abort,
    "leave": lambda: os._exit(0),
    "hang": lambda: time.sleep(3600),
    "spin": spin,
    "use up the processor": lambda: os.kill(os.getpid(), signal.SIGXCPU),
    "eat memory": eat_memory,
    "fail": fail,
    "nest": lambda: exec("def f(): f()\nf()"),  # noqa: S102
    "read a file": lambda: Path("/etc/passwd").read_text(),
    "list a folder": lambda: os.listdir("/"),
    "write a file": write_a_file,
    "run a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
    "connect": open_a_socket,
    "listen": listen,
    "end the parent": lambda: os.kill(os.getppid(), signal.SIGTERM),
    "raise a limit": lambda: __import__("resource").setrlimit(9, (2**40, 2**40)),
    "show the environment": lambda: dict(os.environ),
    "show capabilities": show_capabilities,
    "demand a fresh reader": demand_a_fresh_reader,
    "show open files": lambda: [fd for fd in range(1024) if _is_open(fd)],
    "say half": say((100).to_bytes(8, "big") + b"half"),
    "claim too much": say((2**40).to_bytes(8, "big")),
    "say nonsense": say(whole(b"nonsense")),
    "say another type": say(whole(b'{"sheets": [{"name": "a", "rows": [[1]]}]}')),
    "say an unknown rule": say(whole(b'{"problem": {"rule": "R-NO-01"}}')),
    "say what failed": say(whole(b'{"failure": "a long tale of cells"}')),
}


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def read_and_obey(delivery: Delivery, content: bytes, forms: TextForms, limits: Limits) -> Reading:
    _read.append(len(content))
    if not content.startswith(_MARK):
        return read_delivery(delivery, content, forms, limits)
    if (deed := content.removeprefix(_MARK).decode()) == "lack descriptors":
        lack_descriptors()
    try:
        result = DEEDS[deed]()
    except (OSError, ValueError) as error:
        result = type(error).__name__
    text = str(result).replace('"', "'")
    return read_delivery(delivery, f'what;then\nresult;"{text}"\n'.encode(), forms, limits)


if __name__ == "__main__":
    vars(confined)["read_delivery"] = read_and_obey
    confined.serve(confined.answer_of)
