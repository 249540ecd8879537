"""Messages between the program and its confined readers: a length prefix, then the content."""

import socket
import struct
import time
from typing import Final

OF_THE_MACHINE: Final = 75  # exit code of a reader after a fault of the machine (EX_TEMPFAIL)
_LENGTH: Final = struct.Struct(">Q")


def send_message(channel: socket.socket, content: bytes) -> None:
    """Send one message.

    Raises:
        OSError: the other side has closed the channel, or the timeout of the channel has passed.
    """
    channel.sendall(_LENGTH.pack(len(content)) + content)


def receive_message(
    channel: socket.socket, *, most: int | None = None, until: float | None = None
) -> bytes | None:
    """Return the next message; None if the other side closed the channel before it.

    Args:
        channel: the channel.
        most: maximum size of the message in bytes.
        until: deadline for the whole message, on the monotonic clock in seconds.

    Raises:
        OSError: the message did not arrive in time, or the connection failed.
        EOFError: the message ended early.
        ValueError: the message is too large.
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
    """Return the next `length` bytes; fewer if the channel is closed early."""
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
