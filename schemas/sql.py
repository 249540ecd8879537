"""Loads SQL queries from the `.sql` files next to the modules that run them.

A file holds one query below a header comment: what one row means, and what is left out and why.
Values are bound, as `$name`. Where a table or a whole query varies, the file has `{name}`, which
the module fills in with `str.format`.
"""

from functools import cache
from pathlib import Path


@cache
def read_sql(module: str, name: str) -> str:
    """Return the text of `<name>.sql`.

    Args:
        module: the `__file__` of the module that runs the query.
        name: the path of the file without its suffix, from the folder of the module.
    """
    return (Path(module).parent / f"{name}.sql").read_text(encoding="utf-8")
