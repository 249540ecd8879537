"""From what regions report each period to figures that can be trusted."""

from typing import Final

VERSION: Final = "0.1.0"
