"""A print run whose worker or process was killed: what is there is whole, and the next goes on."""

import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchState, Bundle, CredentialFilter
from certsvc.settings import Settings
from certsvc.workflows import sheet_run
from certsvc.workflows.bulk_acts import begin_act, get_act
from certsvc.workflows.export_many import get_export
from certsvc.workflows.print_run import PrintReport
from certsvc.workflows.run_batch import run_abandoned, run_batch
from certsvc.workflows.services import Services
from certsvc.workflows.sheet_contents import sheet_content
from certsvc.workflows.sheet_run import PARTS
from tests.cli.processes import PROGRAM
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows
from tests.workflows.printing import NG, Plug, an_export, run_into

WHOLE = 5
KILLED = f"""
import os, signal, sys
from certsvc.app import main

renamed = 0

def watch(event, arguments):
    global renamed
    if event == "os.rename" and str(arguments[0]).endswith(".part"):
        renamed += 1
        if renamed > {WHOLE}:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
main()
"""
"""certsvc, killed when so many files have their names and the next is written."""


@pytest.mark.parametrize("bundle", list(Bundle))
def test_a_batch_whose_worker_died_goes_on_and_hands_over_the_same(
    services: Services, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundle: Bundle
) -> None:
    upload_rows(services, *(a_row(number) for number in (1, 2, 3, 4)))
    monkeypatch.setattr(sheet_run, "STEP", 1)
    act = an_export(bundle=bundle)
    begun = begin_act(services, act, expected=4, by=OPERATOR)
    drawn: list[str] = []

    def counted(services: Services, record: object, *arguments: object, **options: object) -> bytes:
        if len(drawn) == 2:
            drawn.append("")
            raise Plug
        drawn.append(str(getattr(record, "code", "")))
        return sheet_content(services, record, *arguments, **options)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr("certsvc.workflows.sheet_run.sheet_content", counted)
    with pytest.raises(Plug):
        run_batch(services, begun.batch.id)
    assert get_act(begun.batch.id, by=OPERATOR).batch.done == 2
    clock.advance(seconds=3)
    assert run_abandoned(services) == 1
    assert get_act(begun.batch.id, by=OPERATOR).batch.state is BatchState.DONE
    assert len(set(drawn) - {""}) == len(drawn) - 1 == 4
    file = get_export(services, begun.batch.id, by=OPERATOR)
    assert file.suffix == (".pdf" if bundle is Bundle.ONE_DOCUMENT else ".zip")
    assert not file.with_suffix("").exists()
    if bundle is Bundle.ONE_DOCUMENT:
        with pikepdf.open(file) as document:
            assert len(document.pages) == 4
    else:
        with zipfile.ZipFile(file) as packed:
            assert (packed.testzip(), len(packed.namelist())) == (None, 4)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("target", ["sheets", "april.zip", "april.pdf"])
def test_a_process_killed_midway_leaves_whole_files_and_the_next_goes_on(
    services: Services, settings: Settings, tmp_path: Path, target: str
) -> None:
    upload_rows(services, *(a_row(number) for number in range(12)))
    folder = tmp_path / (target if target == "sheets" else f"{target}.parts")
    arguments = ("export", "--centre", "NG", "-o", str(tmp_path / target))
    environment = os.environ | {
        "CERTSVC_DATABASE_URL": settings.database_url,
        "CERTSVC_KEYS_DIR": str(settings.keys_dir),
        "CERTSVC_KEYS_PASSPHRASE": str(settings.keys_passphrase),
        "CERTSVC_VAR_DIR": str(settings.var_dir),
    }
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], env=environment, check=False)  # noqa: S603  # our own
    assert killed.returncode == -signal.SIGKILL
    before = {path.name: path.stat().st_mtime_ns for path in _sheets(folder)}
    assert (len(before), len(list(folder.glob(PARTS)))) == (WHOLE, 1)
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in _sheets(folder))
    assert target == "sheets" or not (tmp_path / target).exists()
    if target == "sheets":
        (folder / ".certsvc-0123456789abcdef.part").write_bytes(b"%PDF-half")
        report = run_into(services, folder, an_export(wanted=CredentialFilter(centre=NG)))
        assert report == PrintReport(total=12, written=12 - WHOLE, left_out=())
        after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        assert len(after) == 12
        assert before.items() <= after.items()
        return
    finished = subprocess.run([*PROGRAM, *arguments], env=environment, check=True, capture_output=True)  # noqa: S603  # our own
    assert f"; {WHOLE} more were there already" in finished.stdout.decode()
    assert not folder.exists()
    if target == "april.pdf":
        with pikepdf.open(tmp_path / target) as document:
            assert len(document.pages) == 12
    else:
        with zipfile.ZipFile(tmp_path / target) as packed:
            assert (packed.testzip(), len(set(packed.namelist()))) == (None, 12)


def _sheets(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.pdf") if not path.name.startswith(".")]
