"""The programmes that the journal has activated, parsed from their archived files."""

from pow_pipeline.errors import RecordError
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.events import ProgrammeActivated
from pow_pipeline.record.journal import Journal
from schemas.programme.folder import read_programme
from schemas.programme.programme import Programme


class ArchivedProgrammes:
    """Programmes by the number of the event that activated them; each is parsed only once."""

    def __init__(self, journal: Journal, blobs: Blobs) -> None:
        self._journal = journal
        self._blobs = blobs
        self._read: dict[int, Programme] = {}
        self._seen = 0
        self._latest = 0

    def __getitem__(self, number: int) -> Programme:
        """Return the programme that event `number` activated.

        Raises:
            RecordError: that event did not activate a programme.
        """
        if number not in self._read:
            event = self._journal.event(number)
            if not isinstance(event, ProgrammeActivated):
                message = f"event {number} activates no programme; the record was changed"
                raise RecordError(message)
            self._read[number] = read_programme(
                {name: self._blobs.read(sha256) for name, sha256 in event.files.items()}
            )
        return self._read[number]

    def latest(self) -> Programme:
        """Return the programme in force.

        Raises:
            RecordError: no programme has ever been activated.
        """
        return self[self.latest_event()]

    def in_force_at(self, number: int) -> Programme:
        """Return the programme in force at event `number`.

        Raises:
            RecordError: no programme had been activated by then.
        """
        for event in self._journal.read_back(number):
            if isinstance(event, ProgrammeActivated):
                return self[event.number]
        message = f"no programme had been activated by event {number}; name a later one"
        raise RecordError(message)

    def latest_event(self) -> int:
        """Return the number of the event that activated the programme in force.

        Raises:
            RecordError: no programme has ever been activated.
        """
        head = self._journal.head()
        for number in range(head, self._seen, -1):  # only events not seen before
            if isinstance(self._journal.event(number), ProgrammeActivated):
                self._latest = number
                break
        self._seen = head
        if not self._latest:
            raise RecordError("no programme has been activated; make the workspace with: pow init")
        return self._latest
