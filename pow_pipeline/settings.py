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

    home: Path = Field(default=Path(), description="Path of the workspace.")
    now: AwareDatetime | None = Field(
        default=None,
        description="Time to use instead of the current time, to rehearse another day.",
    )
    batch_size: int = Field(
        default=WorkLimits.batch_size,
        gt=0,
        description="Maximum number of deliveries received or validated in one batch.",
    )
    batch_bytes: int = Field(
        default=WorkLimits.batch_bytes,
        gt=0,
        description="Maximum size in bytes of parsed content per batch.",
    )
    stable_seconds: float = Field(
        default=1, ge=0, description="Seconds without changes after which a file is complete."
    )
    lock_seconds: float = Field(
        default=60, ge=0, description="Seconds to wait for another process to finish."
    )
    waiting_minutes: float = Field(
        default=60,
        gt=0,
        description="Minutes a file may wait for its validation before pow verify raises an alarm.",
    )
    readers: int = Field(
        default_factory=processors, gt=0, description="Maximum number of parsing processes."
    )
    reader_memory_bytes: int = Field(
        default=WorkLimits.memory_bytes,
        ge=2**28,
        description="Address space of a parsing process, in bytes.",
    )
    reader_cpu_seconds: int = Field(
        default=WorkLimits.cpu_seconds,
        gt=0,
        description="Processor time for parsing one file, in seconds.",
    )
    reader_wall_seconds: float = Field(
        default=WorkLimits.wall_seconds,
        gt=0,
        description="Wall time for parsing one file, in seconds.",
    )
    file_bytes: int = Field(
        default=Limits.file_bytes, gt=0, description="Maximum size of a file, in bytes."
    )
    file_entries: int = Field(
        default=Limits.entries, gt=0, description="Maximum number of files in an archive."
    )
    file_inflated_bytes: int = Field(
        default=Limits.inflated_bytes,
        gt=0,
        description="Maximum inflated size of an archive, in bytes.",
    )
    sheet_rows: int = Field(
        default=Limits.rows, gt=0, description="Maximum number of rows of a worksheet."
    )
    sheet_columns: int = Field(
        default=Limits.columns, gt=0, description="Maximum number of columns of a worksheet."
    )
    file_cells: int = Field(
        default=Limits.cells,
        gt=0,
        description="Maximum number of cells of all worksheets together.",
    )
    cell_length: int = Field(
        default=Limits.cell_length, gt=0, description="Maximum number of characters in a cell."
    )
    watch_polling: bool = Field(
        default=False,
        description="Poll the inboxes, for a network share that does not report changes.",
    )
    watch_seconds: float = Field(
        default=30, gt=0, description="Seconds between two looks without reported changes."
    )
    gather_seconds: float = Field(
        default=5,
        ge=0,
        description="Seconds that the watcher collects files after it notified of a batch.",
    )
    smtp_host: str = Field(
        default="", description="Mail server for reminders; without it none are mailed."
    )
    smtp_port: int = Field(default=587, gt=0, lt=2**16, description="Port of the mail server.")
    smtp_starttls: bool = Field(
        default=True, description="Use TLS, and refuse an invalid certificate."
    )
    smtp_user: str = Field(
        default="", description="User name for the mail server; without it, no login."
    )
    smtp_password: SecretStr = Field(
        default=SecretStr(""), description="Password for the mail server."
    )
    smtp_from: str = Field(default="", description="Sender address of reminders.")
    metrics_port: int = Field(
        default=0, ge=0, lt=2**16, description="Port of the watcher's metrics; 0: none."
    )
    metrics_host: str = Field(default="127.0.0.1", description="Address of the watcher's metrics.")
    form_uploads: int = Field(
        default=20, gt=0, description="Maximum number of uploads of a sender per minute."
    )
    form_upload_seconds: float = Field(
        default=60, gt=0, description="Maximum duration of an upload, in seconds."
    )
    files_url: str = Field(
        default="",
        description="Address at which browsers reach the workspace; runs link to it.",
    )
    lineage: SecretStr = Field(
        default=SecretStr(""),
        description="Target of lineage, file:///… or https://…; by default that of OPENLINEAGE_….",
    )
    log: Literal["", "json", "text"] = Field(
        default="", description="Format of the log; by default only problems are logged, as text."
    )
    upload_to: SecretStr | None = Field(
        default=None,
        description="Destination of uploads: a folder, or an address for fsspec.",
    )
    upload_restricted: bool = Field(
        default=False, description="Also upload the restricted files, which name activities."
    )

    @field_validator("now")
    @classmethod
    def _can_be_the_present(cls, now: datetime | None) -> datetime | None:
        if now and not is_credible(now):
            raise ValueError("cannot be the current time; give another year")
        return now

    def workspace(self, path: Path | str | None) -> Path:
        """Return the given path of the workspace, or else the one in the settings."""
        return Path(path or self.home)

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
