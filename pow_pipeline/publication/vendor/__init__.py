"""Files that others made and that releases carry, unchanged; README.md says what each is."""

from pathlib import Path
from typing import Final

FONT_FAMILY: Final = "Source Sans 3"
FONTS: Final = Path(__file__).parent / "fonts"
