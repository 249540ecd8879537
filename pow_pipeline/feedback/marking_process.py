"""Child process that writes the files of feedback; `writers` starts one per processor."""

import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from pow_pipeline.feedback.files import FeedbackFiles, write_files


def serve(connection: Connection) -> None:
    """Answer each pair of feedback and contents with its files until the other side closes.

    The answer is None if the files cannot be written; the caller then does it and handles the
    error.
    """
    programme = connection.recv()
    while True:
        feedback, contents = connection.recv()
        files: FeedbackFiles | None = None
        with suppress(Exception):
            files = write_files(feedback, contents, programme)
        connection.send(files)


if __name__ == "__main__":
    with suppress(EOFError, ConnectionError, KeyboardInterrupt):
        serve(Connection(int(sys.argv[1])))
