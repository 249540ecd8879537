"""Pipeline from the periodic reports of regions to verified, published figures."""

from typing import Final

VERSION: Final = "0.1.0"
