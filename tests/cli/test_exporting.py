import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from click.testing import Result

from certsvc.cli.output_files import write_output
from certsvc.domain.access import OPERATOR
from certsvc.domain.records import CredentialRecord
from certsvc.errors import ConflictError, InvalidInputError
from certsvc.workflows.browse_records import list_credentials

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]
ROW = "ABU-1,Ngozi Okafor,ngozi@abu.example,B1,2024-04,2024-04-22,89,24,passed"


@pytest.fixture
def record(run: Run, results_file: Callable[..., Path]) -> CredentialRecord:
    assert run("import", results_file(ROW), "--centre", "NG").exit_code == 0
    return list_credentials(by=OPERATOR).items[0]


@pytest.mark.parametrize(
    ("export_format", "magic"),
    [("json", b"{"), ("jwt", b"ey"), ("pdf", b"%PDF-"), ("png", b"\x89PNG"), ("svg", b"<svg")],
)
def test_a_certificate_is_written_in_the_format_of_its_name_or_option(
    export_format: str, magic: bytes, run: Run, record: CredentialRecord
) -> None:
    by_name = run("export", record.code, "-o", f"by-name.{export_format}")
    by_option = run("export", record.id, "--format", export_format.upper(), "-o", "by-option")
    assert (by_name.exit_code, by_option.exit_code) == (0, 0)
    assert Path(f"by-name.{export_format}").read_bytes().startswith(magic)
    assert Path("by-option").read_bytes() == Path(f"by-name.{export_format}").read_bytes()


def test_the_exported_json_is_the_signed_bytes(run: Run, record: CredentialRecord) -> None:
    result = run("export", record.code, "--format", "json", "-o", "-")
    assert result.exit_code == 0
    assert result.stdout_bytes == record.signed_bytes


def test_without_a_name_the_file_is_named_by_its_code(run: Run, record: CredentialRecord) -> None:
    result = run("export", record.code, "--format", "svg")
    assert result.exit_code == 0
    assert [path.name for path in Path.cwd().iterdir()] == [f"certificate-{record.code}.svg"]
    assert result.stdout == ""
    assert record.code in result.stderr


def test_a_file_that_exists_is_written_over_only_by_force(run: Run, record: CredentialRecord) -> None:
    Path("mine.json").write_text("precious")
    refused = run("export", record.code, "-o", "mine.json")
    assert (refused.exit_code, Path("mine.json").read_text()) == (1, "precious")
    assert run("export", record.code, "-o", "mine.json", "--force").exit_code == 0
    assert Path("mine.json").read_bytes() == record.signed_bytes
    assert len(list(Path.cwd().iterdir())) == 1


def test_a_file_made_meanwhile_is_not_written_over(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("keys", "list").exit_code == 0  # stands in the test's own folder
    monkeypatch.setattr("certsvc.cli.output_files.check_free", lambda *_arguments, **_options: None)
    Path("mine.json").write_text("precious")
    with pytest.raises(ConflictError):
        write_output("mine.json", b"{}", force=False)
    assert [path.read_text() for path in Path.cwd().iterdir()] == ["precious"]


@pytest.mark.parametrize("target", ["nowhere/file.json", "."])
def test_a_folder_that_is_not_there_is_told_before_the_work(
    target: str, run: Run, record: CredentialRecord
) -> None:
    result = run("export", record.code, "--format", "json", "-o", target)
    assert (result.exit_code, result.stdout) == (1, "")
    assert target in result.stderr


@pytest.mark.parametrize(
    "reference", ["0000-0000-0000-0000-0", "ABCD", "01a20ce0-21a8-7e32-b1c4-1ed3f396a6ff"]
)
def test_a_certificate_that_is_not_there_is_one_line(reference: str, run: Run) -> None:
    for arguments in (("export", "--format", "pdf"), ("revoke", "--reason", "A mistake")):
        result = run(*arguments, reference)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.count("\n") == 1
    assert list(Path.cwd().iterdir()) == []


def test_a_terminal_is_spared_what_is_not_for_the_eyes(run: Run) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert run("keys", "list").exit_code == 0  # stands in the test's own folder
    with (
        contextlib.redirect_stdout(Terminal()) as terminal,
        pytest.raises(InvalidInputError, match="-o FILE"),
    ):
        write_output("-", b"%PDF-", force=False, binary=True)
    assert terminal.getvalue() == ""


def test_a_certificate_is_written_in_the_style_that_is_asked_for(run: Run, record: CredentialRecord) -> None:
    assert run("export", record.code, "-o", "usual.pdf").exit_code == 0
    styled = run("export", record.code, "-o", "other.pdf", "--template", "Modern", "--bilingual")
    assert styled.exit_code == 0
    papers = [tuple(round(side) for side in size_of(name)) for name in ("usual.pdf", "other.pdf")]
    assert papers == [(842, 595), (595, 842)]


def size_of(name: str) -> tuple[float, float]:
    with contextlib.closing(pypdfium2.PdfDocument(name)) as document:
        width, height = document[0].get_size()
    return width, height


@pytest.mark.parametrize("style", [["--template", "modern"], ["--bilingual"]])
@pytest.mark.parametrize("which", [["{code}"], ["--centre", "NG"]])
def test_what_is_no_sheet_has_no_style(
    style: list[str], which: list[str], run: Run, record: CredentialRecord
) -> None:
    arguments = [one.format(code=record.code) for one in which]
    result = run("export", *arguments, "--format", "json", "-o", "out", *style)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "certificates in PDF" in result.stderr
    assert list(Path.cwd().iterdir()) == []


def test_a_run_in_another_style_keeps_the_sheets_of_the_first(run: Run, record: CredentialRecord) -> None:
    for style in ([], ["--template", "modern"], ["--bilingual"]):
        assert run("export", "--centre", "NG", "-o", "sheets", *style).exit_code == 0
    endings = sorted(path.name.partition(record.code)[2] for path in Path("sheets").iterdir())
    assert endings == [".pdf", "_bilingual.pdf", "_modern.pdf"]
