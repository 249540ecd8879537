"""What an installation may set, by environment variables that start with `POW_`."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from pow_pipeline.errors import UsageError


class Settings(BaseSettings):
    """Settings of one process; each has a default that suits a small installation."""

    model_config = SettingsConfigDict(env_prefix="POW_", frozen=True)

    home: Path = Field(default=Path(), description="The workspace.")
    now: AwareDatetime | None = Field(
        default=None, description="A moment to take for the present, to rehearse another day."
    )
    batch_size: int = Field(
        default=2000, gt=0, description="The most deliveries that are judged in one pass."
    )
    settle_seconds: float = Field(
        default=1, ge=0, description="How long a file must be left alone to count as complete."
    )
    lock_seconds: float = Field(
        default=60, ge=0, description="How long a publication waits for a running ingest."
    )

    def clock(self) -> datetime:
        """Return the present moment in UTC."""
        return (self.now or datetime.now(UTC)).astimezone(UTC)


def read_settings(now: datetime | None = None) -> Settings:
    """Return the settings, with `now` for the present moment if it is given.

    Raises:
        UsageError: a variable has a value that cannot be; names it.
    """
    try:
        return Settings() if now is None else Settings(now=now)
    except ValidationError as error:
        problems = "; ".join(
            f"POW_{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}, found {each['input']!r}"
            for each in error.errors()
        )
        raise UsageError(problems) from error
