"""`pow doctor`."""

from pathlib import Path

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run


def doctor(*, home: Home = Path(), as_json: Json = False) -> int:
    """Say whether all that is needed is there, and which defences hold around the reading of files.

    Ends with exit code 3 when something that is needed is missing. Example: pow doctor --home work
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.operate.doctor.doctor import examine

    examined = examine(command_run(home, needs="nothing"))
    if as_json:
        print_json([asdict(item) for item in examined])
    else:
        width = max(len(item.what) for item in examined)
        for item in examined:
            print(f"{item.state:<8} {item.what:<{width}}  {item.found}")
            if item.remedy:
                print(f"{'':<8} {'':<{width}}  to do: {item.remedy}")
    return 3 if any(item.state == "missing" for item in examined) else 0
