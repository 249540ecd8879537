"""The wheel holds everything that an installation needs besides Python modules."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("flows", "pow_pipeline", "schemas")
NEEDED = (
    "flows/prefect.yaml",
    "flows/py.typed",
    "pow_pipeline/py.typed",
    "schemas/py.typed",
    "pow_pipeline/cli/form/assets/page.css",
    "pow_pipeline/cli/form/templates/page.html.j2",
    "pow_pipeline/feedback/templates/page.html.j2",
    "pow_pipeline/publication/dashboard/assets/start.js",
    "pow_pipeline/publication/dashboard/templates/dashboard.html.j2",
    "pow_pipeline/publication/data/templates/index.html.j2",
    "pow_pipeline/publication/data/templates/opendocument_styles.xml",
    "pow_pipeline/publication/sheet/templates/sheet.typ",
    "pow_pipeline/publication/vendor/fonts/LICENSE.md",
    "pow_pipeline/publication/vendor/fonts/SourceSans3-Regular.ttf",
    "pow_pipeline/publication/vendor/fonts/source-sans-3-latin-400-normal.woff2",
    "pow_pipeline/publication/vendor/sql-wasm.wasm",
    "pow_pipeline/publication/vendor/vega.LICENSE",
    "pow_pipeline/warehouse/tables.sql",
    "pow_pipeline/warehouse/history/rules/R-HISTORY-01.sql",
    "pow_pipeline/warehouse/summaries/status/status_distribution.sql",
    "pow_pipeline/warehouse/lookups/queries/overview/last_run.sql",
    "schemas/languages/nl.toml",
    "schemas/plausibility/checks/trends/parts_add_up.sql",
    "schemas/programmes/perspectief_op_werk/example/activities.csv",
    "schemas/programmes/perspectief_op_werk/programme.toml",
    "schemas/programmes/perspectief_op_werk/regions.csv",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([sys.executable, *build, "--wheel-dir", folder, ROOT], check=True)
    (path,) = folder.glob("*.whl")
    return zipfile.Path(path)


@pytest.mark.parametrize("name", NEEDED)
def test_it_holds_a_file_of_each_kind(name: str, wheel: zipfile.Path) -> None:
    assert (wheel / name).is_file()


def test_it_holds_every_file_of_the_packages(wheel: zipfile.Path) -> None:
    there = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert there - set(wheel.root.namelist()) == set()


def test_its_deployments_lie_where_the_service_runs(wheel: zipfile.Path, tmp_path: Path) -> None:
    wheel.root.extractall(tmp_path / "installed")
    code = """if True:
        from pathlib import Path
        import yaml
        from pow_pipeline.cli.up import service

        deployments = yaml.safe_load(service.DEPLOYMENTS.read_text())["deployments"]
        files = {each["entrypoint"].partition(":")[0] for each in deployments}
        print(service.FOLDER, all((service.FOLDER / file).is_file() for file in files))
    """
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "installed")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert done.stdout == f"{tmp_path / 'installed'} True\n"
