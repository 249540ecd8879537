"""Messages between the program and its confined readers: a length, then so many bytes."""

import socket
import struct
import time
from typing import Final

OF_THE_MACHINE: Final = 75  # the exit code of a reader that the machine failed (EX_TEMPFAIL)
_LENGTH: Final = struct.Struct(">Q")


def send_message(channel: socket.socket, content: bytes) -> None:
    """Send one message.

    Raises:
        OSError: the other side is gone, or the time that the channel allows is over.
    """
    channel.sendall(_LENGTH.pack(len(content)) + content)


def receive_message(
    channel: socket.socket, *, most: int | None = None, until: float | None = None
) -> bytes | None:
    """Return the next message, None when the other side has closed the channel before one.

    Args:
        channel: where it comes from.
        most: the bytes that it may have.
        until: the moment of the monotonic clock at which all of it must be here.

    Raises:
        OSError: it did not come in time, or the other side is gone.
        EOFError: it ended in the middle.
        ValueError: it is larger than it may be.
    """
    head = _receive(channel, _LENGTH.size, until)
    if not head:
        return None
    (length,) = _LENGTH.unpack(_whole(head, _LENGTH.size))
    if most is not None and length > most:
        message = f"a message of {length} bytes, at most {most} are allowed"
        raise ValueError(message)
    return bytes(_whole(_receive(channel, length, until), length))


def _receive(channel: socket.socket, length: int, until: float | None) -> memoryview:
    """Return the next `length` bytes, fewer when the channel is closed before."""
    content = memoryview(bytearray(length))
    count = 0
    while count < length:
        if until is not None:
            channel.settimeout(max(until - time.monotonic(), 0.001))
        received = channel.recv_into(content[count:])
        if not received:
            break
        count += received
    return content[:count]


def _whole(content: memoryview, length: int) -> memoryview:
    if len(content) < length:
        raise EOFError("a message ended in the middle")
    return content
