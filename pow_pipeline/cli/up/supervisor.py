"""The supervisor: starts the parts of a service, restarts dead parts and ends all together."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Final

# Starts each part so that it ends when the supervisor ends, even if that is killed.
_BOUND: Final = (sys.executable, "-m", "pow_pipeline.cli.up.bound")
_PAUSE_SECONDS: Final = (1, 2, 5, 10, 30)
_STEADY_SECONDS: Final = 60
_END_SECONDS: Final = 20


@dataclass(frozen=True)
class Part:
    """A process of the service; its name is the prefix of its output lines."""

    name: str
    command: Sequence[str]


@dataclass
class Supervisor:
    """Keeps the parts of the service running until it is stopped.

    Attributes:
        environment: environment of every part.
        folder: working directory of the parts.
        say: called with the name of a part and each line of its output or change of its state.
        stop: event that ends the service.
    """

    environment: Mapping[str, str]
    folder: Path
    say: Callable[[str, str], None]
    stop: Event = field(default_factory=Event)
    _running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    _threads: list[Thread] = field(default_factory=list)

    def run(self, part: Part) -> bool:
        """Run a part that ends by itself; print its output if it fails."""
        lines: list[str] = []
        code = self._run(part, lines.append)
        if code and not self.stop.is_set():
            for line in (*lines, f"ended with {code}"):
                self.say(part.name, line)
        return code == 0

    def keep(self, part: Part) -> None:
        """Keep a part running, in a thread of its own."""
        thread = Thread(target=self._keep, args=(part,), name=part.name)
        self._threads.append(thread)
        thread.start()

    def session_of(self, name: str) -> int | None:
        """Return the session id of a part; None if it is not running."""
        process = self._running.get(name)
        return process.pid if process and process.poll() is None else None

    def end(self) -> None:
        """End all parts in reverse order and wait until they have ended."""
        self.stop.set()
        for name, process in reversed(self._running.items()):
            self._end(name, process)
        for thread in self._threads:
            thread.join()

    def _keep(self, part: Part) -> None:
        failures = 0
        while not self.stop.is_set():
            began = time.monotonic()
            code = self._run(part, lambda line: self.say(part.name, line))
            if self.stop.is_set():
                return
            failures = 1 if time.monotonic() - began > _STEADY_SECONDS else failures + 1
            pause = _PAUSE_SECONDS[min(failures, len(_PAUSE_SECONDS)) - 1]
            self.say(part.name, f"ended with {code}; starts again in {pause} s")
            self.stop.wait(pause)

    def _run(self, part: Part, show: Callable[[str], None]) -> int:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [*_BOUND, *part.command],
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C is for the supervisor, which ends them in order
        )
        self._running[part.name] = process
        if self.stop.is_set():  # the service was stopped while this process was starting
            process.terminate()
        show(f"runs as process {process.pid}")
        with process:
            for line in process.stdout or ():
                if line.strip():
                    show(line.rstrip())
        return process.returncode

    def _end(self, name: str, process: subprocess.Popen[str]) -> None:
        process.terminate()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.say(name, f"did not end within {_END_SECONDS} s and is stopped")
            process.kill()
