"""What an installation may set, by environment variables that start with `POW_`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pydantic import AwareDatetime, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    lock_seconds: float = Field(
        default=60, ge=0, description="How long a publication waits for a running ingest."
    )

    @classmethod
    def at(cls, now: datetime | None) -> Self:
        """Return the settings, with `now` for the present moment if it is given."""
        return cls() if now is None else cls(now=now)

    def clock(self) -> datetime:
        """Return the present moment in UTC."""
        return (self.now or datetime.now(UTC)).astimezone(UTC)
