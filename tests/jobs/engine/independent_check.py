"""What must hold in a workspace after any command, checked without the package.

The journal is read as JSON, the blobs are hashed here, what is in force is computed here from the
results, and the warehouse is asked in plain SQL. Each check returns what it found wrong.
"""

import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

Event = dict[str, Any]
_FEEDBACK = re.compile(r"\w+-\d+-\d+(\.\d+)?")
_DRAFT = re.compile(r"\.[\w-]+\.\d+")  # a folder of drafts, which a link shows


def faults_in(home: Path) -> list[str]:
    """Return everything that is wrong in a workspace."""
    events = _events(home)
    return [
        *_chain(home, events),
        *_blobs(home, events),
        *_final_states(home, events),
        *_in_force(home, events),
        *_releases(home, events),
        *_feedback(home, events),
        *_repeated(events),
        *_left(home),
    ]


def _events(home: Path) -> list[Event]:
    paths = sorted((home / "record" / "journal").glob("*.json"))
    return [json.loads(path.read_bytes()) for path in paths]


def _of(events: list[Event], kind: str) -> list[Event]:
    return [event for event in events if event["type"] == kind]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _chain(home: Path, events: list[Event]) -> Iterator[str]:
    """I0: no gap, and each event carries the hash of the file before it."""
    before = "0" * 64
    for number, event in enumerate(events, start=1):
        path = home / "record" / "journal" / f"{number:09d}.json"
        if not path.is_file():
            yield f"event {number} is missing"
            return
        if (event["number"], event["previous"]) != (number, before):
            yield f"event {number} breaks the chain"
        before = _sha256(path.read_bytes())


def _erased(events: list[Event]) -> tuple[set[str], dict[str, str]]:
    decided = [event for event in _of(events, "decided") if event["decision"] == "erase"]
    deliveries = {name for event in decided for name in event["files"]}
    return deliveries, {old: new for event in decided for old, new in event["rewritten"].items()}


def _named(events: list[Event]) -> set[str]:
    erased, rewritten = _erased(events)
    named: set[str] = set()
    for delivery, file in _deliveries(events).items():
        named |= {file["sha256"]} if delivery not in erased else set()
    for event in events:
        if event["type"] in {"programme", "editorial"}:
            named |= set(event["files"].values())
    for event in _of(events, "validated"):
        for kind in ("rows", "findings", "answers", "query_answers"):
            if name := event.get(kind):
                named.add(_resolved(name, rewritten))
    return named


def _resolved(name: str, rewritten: dict[str, str]) -> str:
    while name in rewritten:
        name = rewritten[name]
    return name


def _content(home: Path, name: str) -> bytes | None:
    path = home / "record" / "blobs" / name[:2] / name
    return path.read_bytes() if path.is_file() else None


def _blobs(home: Path, events: list[Event]) -> Iterator[str]:
    """I0: every blob that an event names is there with its hash; what was erased is not."""
    named = _named(events)
    for name in named:
        content = _content(home, name)
        if content is None or _sha256(content) != name:
            yield f"blob {name} is missing or changed"
    erased, _ = _erased(events)
    if _of(events, "erased"):
        for delivery in erased:
            name = _deliveries(events)[delivery]["sha256"]
            if name not in named and _content(home, name) is not None:
                yield f"the bytes of {delivery} were erased and are there"


def _deliveries(events: list[Event]) -> dict[str, dict[str, Any]]:
    """Return the files that were received, by delivery, in order of arrival."""
    return {
        f"{file['sender']}-{event['number']}-{place}": file
        for event in _of(events, "received")
        for place, file in enumerate(event["files"], start=1)
    }


def _results(events: list[Event]) -> dict[str, dict[str, Any]]:
    """Return the last result on each delivery, with the event that it is in."""
    return {
        result["delivery"]: result | {"event": event}
        for event in _of(events, "validated")
        for result in event["results"]
    }


def _final_states(home: Path, events: list[Event]) -> Iterator[str]:
    """I1: every delivery was validated or erased, and nothing is left in the claims."""
    erased, _ = _erased(events)
    for delivery in _deliveries(events).keys() - _results(events).keys() - erased:
        yield f"{delivery} is still pending"
    for delivery, result in _results(events).items():
        if result["outcome"] == "failed":
            yield f"{delivery} failed"
    for path in (home / "record" / "claims").iterdir():
        yield f"{path} was left among the claims"


def _in_force(home: Path, events: list[Event]) -> Iterator[str]:
    """I2: one version in force for each region and period, with the activities in its blob."""
    with duckdb.connect(home / "warehouse" / "pow.duckdb", read_only=True) as connection:
        ((shown,),) = connection.execute("SELECT max(number) FROM record.event").fetchall()
        found = connection.execute(
            "SELECT region_code, period, delivery FROM summary.submission_in_force ORDER BY ALL"
        ).fetchall()
        counts = connection.execute(
            """
            SELECT delivery, status, count(*)
            FROM record.activity_status
            JOIN summary.submission_in_force USING (submission)
            GROUP BY ALL
            """
        ).fetchall()
    past = events[:shown]
    expected = _computed_in_force(past)
    if sorted(found) != sorted((*subject, delivery) for subject, delivery in expected.items()):
        yield f"in force is {found}, and by the journal {expected}"
    computed = _computed_counts(home, past, set(expected.values()))
    if Counter({(name, status): count for name, status, count in counts}) != computed:
        yield "the activities in force are not those of the journal"


def _computed_in_force(events: list[Event]) -> dict[tuple[str, str], str]:
    withdrawn, _ = _erased(events)
    for event in _of(events, "decided"):
        if event["decision"] == "withdraw":
            withdrawn |= set(event["deliveries"])
    results = _results(events)
    in_force: dict[tuple[str, str], str] = {}
    for delivery in _deliveries(events):  # in order of arrival: the last one stays
        result = results.get(delivery)
        if result and result["outcome"] == "accepted" and delivery not in withdrawn:
            in_force[result["region_code"], result["period"]] = delivery
    return in_force


def _computed_counts(home: Path, events: list[Event], deliveries: set[str]) -> Counter[Any]:
    _, rewritten = _erased(events)
    results = _results(events)
    counts: Counter[Any] = Counter()
    for delivery in deliveries:
        content = _content(home, _resolved(results[delivery]["event"]["rows"], rewritten))
        rows = pq.read_table(io.BytesIO(content or b"")).to_pylist()
        counts.update((delivery, row["status"]) for row in rows if row["delivery"] == delivery)
    return counts


def _releases(home: Path, events: list[Event]) -> Iterator[str]:
    """I3: `current` resolves, every file has the hash in its manifest, versions have no gap."""
    releases, pruned = _of(events, "released"), set()
    for event in _of(events, "pruned"):
        pruned |= set(event["releases"])
    versions: dict[str, list[int]] = {}
    for event in releases:
        versions.setdefault(event["period"], []).append(event["version"])
        yield from _release(home, event, pruned)
    for period, numbers in versions.items():
        if numbers != [*range(1, len(numbers) + 1)]:
            yield f"{period} has the versions {numbers}"
    yield from _current(home, events)
    named = {f"{event['period']}.v{event['version']}" for event in releases}
    folder = home / "published" / "releases"
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in named:
            yield f"{path} is no release that was made"


def _current(home: Path, events: list[Event]) -> Iterator[str]:
    """`current` shows the last version of each period that were released."""
    out = {(event["period"], event["version"]) for event in _of(events, "embargo_lifted")}
    shown: dict[str, int] = {}
    for event in _of(events, "released"):
        if not event.get("embargo") or (event["period"], event["version"]) in out:
            shown[event["period"]] = event["version"]
    for period, version in shown.items():
        link = home / "published" / "current" / period
        if not link.is_dir() or link.resolve().name != f"{period}.v{version}":
            yield f"{link} does not show version {version}"


def _release(home: Path, event: Event, pruned: set[str]) -> Iterator[str]:
    name = f"{event['period']}.v{event['version']}"
    folder = home / "published" / "releases" / name
    manifest = folder / "public" / "manifest.json"
    if not manifest.is_file() or _sha256(manifest.read_bytes()) != event["manifest"]:
        yield f"{name} has another manifest"
        return
    listed = json.loads(manifest.read_bytes())["files"]
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    if there != {*(() if name in pruned else listed), "public/manifest.json"}:
        yield f"{name} holds other files than its manifest says"
        return
    for path in there - {"public/manifest.json"}:
        sha256 = listed[path].get("sha256")
        if sha256 and _sha256((folder / path).read_bytes()) != sha256:
            yield f"{name}/{path} is changed"


def _feedback(home: Path, events: list[Event]) -> Iterator[str]:
    """I5: each result has been told of once, in a folder of its own that is whole."""
    erased, _ = _erased(events)
    shown = {path.name for path in (home / "outbox").glob("*/*") if path.is_dir()}
    shown = {name for name in shown if _FEEDBACK.fullmatch(name)}  # not reminders and drafts
    attempts = Counter(
        result["delivery"] for event in _of(events, "validated") for result in event["results"]
    )
    for name in attempts.keys() - erased - shown:
        yield f"{name} has no feedback"
    for name in shown:
        delivery, _, attempt = name.partition(".")
        if int(attempt or 1) > attempts[delivery]:
            yield f"{name} tells of nothing"
    for path in (home / "outbox").glob("*/*/feedback.*"):
        if not path.stat().st_size:
            yield f"{path} is empty"


def _repeated(events: list[Event]) -> Iterator[str]:
    """I8: nothing that was asked for once was done twice."""
    keys = Counter(key for event in events for key in _keys_of(event))
    yield from (f"{key} was done {count} times" for key, count in keys.items() if count > 1)


def _keys_of(event: Event) -> Iterator[tuple[Any, ...]]:
    kind = event["type"]
    if kind == "decided":
        yield ("decided", event["decision"], event["by"], event["why"])
    elif kind == "feedback":
        yield (kind, event["validated"])
    elif kind in {"released", "embargo_lifted"}:
        yield (kind, event["period"], event["version"])
    elif kind == "draft":
        yield (kind, event["period"], event["as_of"])
    elif kind == "reminded":
        for region in event["regions"]:
            yield (kind, event["period"], event["deadline"], event["days"], region)
    elif kind == "calendar":
        yield (kind, event["period"], event["done"], event["day"])
    elif kind == "pruned":
        yield (kind, tuple(event["releases"]))


def _left(home: Path) -> Iterator[str]:
    """I7: nothing that is half made is left, but what a link of drafts shows."""
    for path in home.rglob(".*"):
        is_draft = path.parent == home / "published" / "drafts" and _DRAFT.fullmatch(path.name)
        if not is_draft:
            yield f"{path} was left behind"
