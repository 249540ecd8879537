"""The modules that are mutated with their tests, and the changes that no test can detect."""

from typing import Final

TESTS: Final[dict[str, tuple[str, ...]]] = {
    "pow_pipeline/record/journal.py": ("tests/record",),
    "pow_pipeline/record/blobs.py": ("tests/record",),
    "pow_pipeline/record/integrity.py": ("tests/record",),
    "pow_pipeline/intake/claim.py": ("tests/intake/test_claim.py",),
    "pow_pipeline/durable.py": ("tests/test_durable.py",),
    "schemas/text/values.py": ("tests/schemas/text/test_values.py",),
    "schemas/text/periods.py": (
        "tests/schemas/text/test_periods.py",
        "tests/schemas/text/test_period_names.py",
    ),
    "schemas/text/period_names.py": ("tests/schemas/text/test_period_names.py",),
    "schemas/rules.py": ("tests/schemas/test_rule_table.py",),
    "pow_pipeline/warehouse/apply/validated.py": ("tests/warehouse/test_apply_validated.py",),
    "pow_pipeline/publication/files/catalogue.py": ("tests/publication/files/test_catalogue.py",),
    "pow_pipeline/publication/files/release.py": ("tests/publication/files/test_release.py",),
}
# Changes that no test can detect, by the line that they are in.
EQUIVALENT: Final[dict[str, str]] = {
    "@cache": "a cache changes the time alone",
    "@lru_cache": "likewise",
    "@lru_cache(maxsize=10_000)": "likewise",
    "_MANY: Final = 32": "how files are synced changes the time alone",
    "put_in_place([(aside, path) for aside, (path, _) in zip(asides, contents, strict=True)])": (
        "both lists are made from the same one"
    ),
    "@classmethod": "pydantic makes a class method of a validator itself",
    "if len(paths) > _MANY:": "likewise",
    "_CHUNK: Final = 2**20": "the size of the pieces in which a file is copied",
    'is_group = len(fraction) == _GROUP and len(whole) <= _GROUP and whole != "0"': (
        "no other digits come before 0"
    ),
    "return sorted(set(self.folder.iterdir()) - ours)": "all of ours are in the folder",
    "return _CODES[kind].format(year=year, part=parts[0])": "there is one part",
    "for aside, (_, content) in zip(asides, contents, strict=True):": (
        "both lists are made from the same one"
    ),
    "descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)": (
        "flags without a common bit: or and exclusive or are the same"
    ),
}
