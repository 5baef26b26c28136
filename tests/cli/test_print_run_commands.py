import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from click.testing import Result

from certsvc.domain.access import OPERATOR
from certsvc.errors import InvalidInputError
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import list_acts
from certsvc.workflows.services import Services
from certsvc.workflows.sheet_contents import sheet_content
from tests.uploads import a_row, upload_rows

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]
APRIL = ("--centre", "ng", "--cohort", "2026-04")


@pytest.fixture(autouse=True)
def _issued(services: Services) -> None:
    """Two certificates of April, one of May."""
    upload_rows(services, a_row(1), a_row(2), a_row(3, cohort="2026-05"))


def test_a_folder_gets_a_file_for_each_in_pdf_unless_told_otherwise(run: Run) -> None:
    result = run("export", *APRIL, "-o", "april")
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "Exported 2 certificates into april.\n",
        "",
    )
    files = sorted(path.name for path in Path("april").iterdir())
    assert [name.partition("_")[0] for name in files] == ["Ọláìyá-Person-1", "Ọláìyá-Person-2"]
    assert all(Path("april", name).read_bytes().startswith(b"%PDF-") for name in files)


def test_said_again_it_writes_only_what_is_missing_and_force_writes_all(run: Run) -> None:
    assert run("export", *APRIL, "-o", "april").exit_code == 0
    again = run("export", *APRIL, "-o", "april")
    assert again.stdout == "Exported 0 certificates into april; 2 more were there already.\n"
    forced = run("export", *APRIL, "-o", "april", "--force")
    assert forced.stdout == "Exported 2 certificates into april.\n"


@pytest.mark.parametrize(
    ("sheet_format", "magic"),
    [("json", b"{"), ("jwt", b"ey"), ("pdf", b"%PDF-"), ("png", b"\x89PNG"), ("svg", b"<svg")],
)
def test_a_zip_holds_a_file_for_each_in_any_format(run: Run, sheet_format: str, magic: bytes) -> None:
    result = run("export", *APRIL, "--format", sheet_format, "-o", "april.zip")
    assert (result.exit_code, result.stdout) == (0, "Exported 2 certificates into april.zip.\n")
    with zipfile.ZipFile("april.zip") as packed:
        assert (packed.testzip(), len(packed.namelist())) == (None, 2)
        for name in packed.namelist():
            assert name.endswith(f".{sheet_format}")
            assert packed.read(name).startswith(magic)
    assert [path.name for path in Path.cwd().iterdir()] == ["april.zip"]


@pytest.mark.parametrize("options", [(), ("--as", "one-document"), ("--format", "pdf")])
def test_a_pdf_is_all_sheets_in_one(run: Run, options: tuple[str, ...]) -> None:
    assert run("export", *APRIL, *options, "-o", "april.pdf").exit_code == 0
    with pikepdf.open("april.pdf") as document:
        assert len(document.pages) == 2
    assert [path.name for path in Path.cwd().iterdir()] == ["april.pdf"]


def test_a_file_that_exists_is_written_over_only_by_force(run: Run) -> None:
    Path("april.pdf").write_text("precious")
    refused = run("export", *APRIL, "-o", "april.pdf")
    assert (refused.exit_code, "--force" in refused.stderr) == (1, True)
    assert Path("april.pdf").read_text() == "precious"
    assert run("export", *APRIL, "-o", "april.pdf", "--force").exit_code == 0
    assert Path("april.pdf").read_bytes().startswith(b"%PDF-")


def test_a_file_in_the_way_of_a_folder_is_told(run: Run) -> None:
    Path("april").write_text("precious")
    result = run("export", *APRIL, "-o", "april")
    assert (result.exit_code, result.stdout) == (1, "")
    assert Path("april").read_text() == "precious"


def test_where_nothing_stands_nothing_is_made(run: Run) -> None:
    result = run("export", "--cohort", "1999-01", "-o", "old")
    assert result.exit_code == 1
    assert result.stderr == (
        "certsvc: There is no standing certificate of cohort 1999-01: nothing to export. "
        "See whether a name is mistyped.\n"
    )
    assert list(Path.cwd().iterdir()) == []


def test_each_filter_reaches_the_run(run: Run, services: Services) -> None:
    import_id = upload_rows(services, a_row(9)).id
    for number, (options, total) in enumerate(
        (
            (("--course", "b1"), 4),
            (("--micro-certification", "mc-b1"), 4),
            (("--import", import_id), 1),
            (("--from", "2026-11-24", "--until", "2026-11-24"), 4),
            (("--from", "2026-11-25"), 0),
        )
    ):
        folder = Path(f"run-{number}")
        done = run("export", *options, "--format", "json", "-o", folder)
        assert done.exit_code == (0 if total else 1)
        assert (len(list(folder.iterdir())) if folder.exists() else 0) == total, options


def test_what_cannot_be_drawn_is_left_out_told_and_shown_by_the_exit_code(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    [bad] = [one for one in list_credentials(by=OPERATOR).items if one.learner_ref == "ABU-0001"]

    def draw(services: Services, record: object, *arguments: object, **options: object) -> bytes:
        if record == bad:
            raise InvalidInputError("No font has these letters.", code="script_not_covered")
        return sheet_content(services, record, *arguments, **options)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr("certsvc.workflows.sheet_run.sheet_content", draw)
    result = run("export", *APRIL, "-o", "april")
    assert (result.exit_code, result.stdout) == (4, "Exported 1 certificate into april.\n")
    assert result.stderr == f"certsvc: Left out {bad.code}: No font has these letters.\n"


def test_an_interrupted_run_keeps_what_it_wrote(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0

    def draw(services: Services, record: object, *arguments: object, **options: object) -> bytes:
        nonlocal count
        count += 1
        if count == 2:
            raise KeyboardInterrupt
        return sheet_content(services, record, *arguments, **options)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr("certsvc.workflows.sheet_run.sheet_content", draw)
    assert run("export", *APRIL, "-o", "april.zip").exit_code == 130
    assert not Path("april.zip").exists()
    result = run("export", *APRIL, "-o", "april.zip")
    assert result.stdout == "Exported 1 certificate into april.zip; 1 more was there already.\n"
    with zipfile.ZipFile("april.zip") as packed:
        assert len(packed.namelist()) == 2


def test_a_run_needs_no_worker_and_leaves_no_batch(run: Run) -> None:
    assert run("export", *APRIL, "-o", "april").exit_code == 0
    assert list_acts(by=OPERATOR).items == ()
