"""Words that this project does not use, each with the word to use instead."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPPED = re.compile(
    r"requirements\.lock|schemas/languages/nl\.toml|tests/project/test_words\.py|.*\.(svg|ttf|woff2|wasm)"
    r"|pow_pipeline/publication/vendor/.*|.*/(languages|programmes)/.*\.txt"
)
# In all text: code, comments, messages, documents.
EVERYWHERE = {
    r"judg(?:e|es|ed|ing|ements?)": "validate, validation result",
    r"verdicts?": "validation result, outcome",
    r"deliver(?:s|ed|ing)?": "upload",
    r"cure[sd]?": "remedy",
    r"mend(?:s|ed|ing)?": "correct, fix",
    r"reckon(?:s|ed|ing)?": "compute",
    r"settl(?:e|es|ed|ing)": "reconcile, resolve",
    r"disclos(?:e|es|ed|ing)": "release, lift the embargo",
    r"work(?:s|ed|ing)? off": "catch up, apply",
    r"(?:come|comes|came|coming) out": "be released",
    r"let out": "released",
    r"beside": "next to, besides",
    r"whoever": "the person who",
    r"how-manieth": "number",
}
# In names of functions, classes, variables, attributes, columns and commands.
IN_NAMES = {
    "concept": "draft",
    "told": "notified, reported",
    "tell": "notify, print, describe",
    "telling": "notify",
    "news": "notifications",
    "said": "payload, message, text",
    "explain": "trace, rule, answer",
    "explained": "answered",
    "aftermath": "what it holds",
    "desk": "what it holds",
    "standing": "state, in force",
    "stands": "in force",
}
WORD = re.compile(rf"(?<![a-zA-Z])(?:{'|'.join(EVERYWHERE)})(?![a-zA-Z])", re.IGNORECASE)


def tracked_files() -> list[Path]:
    """Return the text files under version control, except vendored and Dutch ones."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = filter(None, listed.stdout.decode().split("\0"))
    return [ROOT / name for name in names if not SKIPPED.fullmatch(name)]


def names_in(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and name of everything that a Python file defines or assigns."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.arg():
                yield node.lineno, node.arg


def parts_of(name: str) -> list[str]:
    """Return the words of a name in snake case or camel case."""
    return re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)


def replacement(word: str) -> str:
    """Return what to write instead of a word."""
    matches = (right for wrong, right in EVERYWHERE.items() if re.fullmatch(wrong, word.lower()))
    return next(matches)


@pytest.mark.parametrize("folder", ["flows", "pow_pipeline", "schemas", "tests", "benchmarks", ""])
def test_text_uses_the_words_of_the_glossary(folder: str) -> None:
    problems = []
    for path in tracked_files():
        name = path.relative_to(ROOT)
        if (name.parts[0] if name.parts[0] in FOLDERS else "") != folder:
            continue
        for number, line in enumerate(path.read_text("utf-8", "ignore").splitlines(), start=1):
            problems += [
                f"{name}:{number}: {found[0]!r}; write {replacement(found[0])}"
                for found in WORD.finditer(line)
                if found[0] != "Delivered"  # a header of e-mail
            ]
    assert not problems, "\n".join(problems[:50])


FOLDERS = ("flows", "pow_pipeline", "schemas", "tests", "benchmarks")


@pytest.mark.parametrize("folder", FOLDERS)
def test_names_use_the_words_of_the_glossary(folder: str) -> None:
    problems = [
        f"{path.relative_to(ROOT)}:{line}: {name}; write {IN_NAMES[part.lower()]}"
        for path in tracked_files()
        if path.suffix == ".py" and path.is_relative_to(ROOT / folder)
        for line, name in names_in(path)
        for part in parts_of(name)
        if part.lower() in IN_NAMES
    ]
    assert not problems, f"{len(problems)} names\n" + "\n".join(problems[:80])
