"""Settings of an installation, taken from environment variables that start with `POW_`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from pow_pipeline.errors import UsageError
from pow_pipeline.limits import Limits, WorkLimits, processors
from pow_pipeline.present import is_credible, refuse_incredible


class Settings(BaseSettings):
    """Settings of one process; each has a default that suits a small installation."""

    model_config = SettingsConfigDict(env_prefix="POW_", frozen=True)

    home: Path = Field(default=Path(), description="The workspace.")
    now: AwareDatetime | None = Field(
        default=None, description="A moment to take for the present, to rehearse another day."
    )
    batch_size: int = Field(
        default=WorkLimits.batch_size,
        gt=0,
        description="The most deliveries that are validated in one pass.",
    )
    batch_bytes: int = Field(
        default=WorkLimits.batch_bytes,
        gt=0,
        description="How much of what was read is held in memory before it is validated.",
    )
    stable_seconds: float = Field(
        default=1, ge=0, description="How long a file must be left alone to count as complete."
    )
    lock_seconds: float = Field(
        default=60, ge=0, description="How long a publication waits for a running ingest."
    )
    waiting_minutes: float = Field(
        default=60,
        gt=0,
        description="Minutes a file may wait for its validation before pow verify raises an alarm.",
    )
    readers: int = Field(
        default_factory=processors, gt=0, description="The most processes that read at once."
    )
    reader_memory_bytes: int = Field(
        default=WorkLimits.memory_bytes,
        ge=2**28,
        description="The address space of a process that reads files.",
    )
    reader_cpu_seconds: int = Field(
        default=WorkLimits.cpu_seconds,
        gt=0,
        description="The time of a processor that reading one file may take.",
    )
    reader_wall_seconds: float = Field(
        default=WorkLimits.wall_seconds, gt=0, description="The time that reading one may take."
    )
    file_bytes: int = Field(
        default=Limits.file_bytes, gt=0, description="The size of a file that is read."
    )
    file_entries: int = Field(
        default=Limits.entries, gt=0, description="The files in an archive that is read."
    )
    file_inflated_bytes: int = Field(
        default=Limits.inflated_bytes, gt=0, description="Their size together, inflated."
    )
    sheet_rows: int = Field(default=Limits.rows, gt=0, description="The rows of a sheet.")
    sheet_columns: int = Field(default=Limits.columns, gt=0, description="The columns of a sheet.")
    file_cells: int = Field(
        default=Limits.cells, gt=0, description="The cells of all sheets together."
    )
    cell_length: int = Field(
        default=Limits.cell_length, gt=0, description="The characters in one cell."
    )
    watch_polling: bool = Field(
        default=False,
        description="Look at the inboxes again and again, for a share that tells of no changes.",
    )
    watch_seconds: float = Field(
        default=30, gt=0, description="How often the watcher looks though no change was told."
    )
    gather_seconds: float = Field(
        default=5,
        ge=0,
        description="How long the watcher lets files come in after it told of a batch.",
    )
    smtp_host: str = Field(
        default="", description="The mail server that takes reminders; none are mailed without."
    )
    smtp_port: int = Field(default=587, gt=0, lt=2**16, description="Its port.")
    smtp_starttls: bool = Field(
        default=True, description="Speak TLS with it, and refuse a certificate that is not valid."
    )
    smtp_user: str = Field(default="", description="The name to log in with; else none is used.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="The password, a secret.")
    smtp_from: str = Field(default="", description="The address that reminders come from.")
    metrics_port: int = Field(
        default=0, ge=0, lt=2**16, description="Where the watcher says how it does; 0: nowhere."
    )
    metrics_host: str = Field(
        default="127.0.0.1", description="The address of this machine at which it says so."
    )
    form_uploads: int = Field(
        default=20, gt=0, description="The files that one sender may hand over in a minute."
    )
    form_upload_seconds: float = Field(
        default=60, gt=0, description="The time that handing over one file may take."
    )
    files_url: str = Field(
        default="",
        description="Where the workspace is served to browsers; runs link there, else name paths.",
    )
    lineage: SecretStr = Field(
        default=SecretStr(""),
        description="Where lineage is told, file:///… or https://…; else as OPENLINEAGE_… says.",
    )
    log: Literal["", "json", "text"] = Field(
        default="", description="How what is done is logged; else only what goes wrong is, as text."
    )
    upload_to: SecretStr | None = Field(
        default=None,
        description="Where what is current is uploaded: a folder, or an address of fsspec.",
    )
    upload_restricted: bool = Field(
        default=False, description="Whether what names activities is uploaded as well."
    )

    @field_validator("now")
    @classmethod
    def _can_be_the_present(cls, now: datetime | None) -> datetime | None:
        if now and not is_credible(now):
            raise ValueError("no moment that can be the present; give another year")
        return now

    def workspace(self, asked: Path | str | None) -> Path:
        """Return the given path of the workspace, or else the one in the settings."""
        return Path(asked or self.home)

    def clock(self) -> datetime:
        """Return the current time in UTC.

        Raises:
            MachineFaultError: the clock of this machine cannot be right.
        """
        moment = self.now or datetime.now(UTC)
        refuse_incredible(moment)
        return moment.astimezone(UTC)

    def address(self) -> str | None:
        """Return the upload address, or None. Do not display it: it may contain a password."""
        return (self.upload_to.get_secret_value() if self.upload_to else None) or None

    def limits(self) -> WorkLimits:
        """Return the batch size of the worker and the limits for parsing."""
        return WorkLimits(
            batch_size=self.batch_size,
            batch_bytes=self.batch_bytes,
            file=Limits(
                file_bytes=self.file_bytes,
                entries=self.file_entries,
                inflated_bytes=self.file_inflated_bytes,
                rows=self.sheet_rows,
                columns=self.sheet_columns,
                cells=self.file_cells,
                cell_length=self.cell_length,
            ),
            memory_bytes=self.reader_memory_bytes,
            cpu_seconds=self.reader_cpu_seconds,
            wall_seconds=self.reader_wall_seconds,
            readers=self.readers,
        )


def read_settings(now: datetime | None = None) -> Settings:
    """Return the settings, with `now` as the current time if it is given.

    Raises:
        UsageError: variables have invalid values; the message names them.
    """
    try:
        return Settings() if now is None else Settings(now=now)
    except ValidationError as error:
        problems = "; ".join(
            f"{_variable(field['loc'])}: {field['msg']}, found {field['input']!r}"
            for field in error.errors()
        )
        raise UsageError(problems) from error


def _variable(location: tuple[int | str, ...]) -> str:
    """Return the name of the environment variable of a setting."""
    return f"POW_{'_'.join(map(str, location)).upper()}"
