"""`pow doctor`."""

from pathlib import Path

from pow_pipeline.cli.options import Home, Json, print_json


def doctor(*, home: Home = Path(), as_json: Json = False) -> int:
    """Say whether all that is needed is there, and which defences hold around the reading of files.

    Ends with exit code 3 when something that is needed is missing. Example: pow doctor --home work
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.operate.doctor.doctor import examine
    from pow_pipeline.settings import read_settings
    from pow_pipeline.workspace import Workspace

    settings = read_settings()
    found = examine(Workspace(home.absolute()), settings)
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        width = max(len(each.what) for each in found)
        for each in found:
            print(f"{each.state:<8} {each.what:<{width}}  {each.found}")
            if each.remedy:
                print(f"{'':<8} {'':<{width}}  to do: {each.remedy}")
    return 3 if any(each.state == "missing" for each in found) else 0
