"""`pow doctor`."""

from pathlib import Path

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run


def doctor(*, home: Home = Path(), as_json: Json = False) -> int:
    """Check that everything needed is present, and which protections apply while parsing files.

    The exit code is 3 if something needed is missing. Example: pow doctor --home work
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
