"""Third-party files that releases contain unchanged; README.md describes each file."""

from pathlib import Path
from typing import Final

FONT_FAMILY: Final = "Source Sans 3"
FONTS: Final = Path(__file__).parent / "fonts"
