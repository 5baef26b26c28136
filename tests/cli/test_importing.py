import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import ImportId
from certsvc.workflows.browse_imports import get_import
from certsvc.workflows.browse_records import list_completions, list_credentials
from certsvc.workflows.show_report import import_report_as_json

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]
GOOD = "ABU-1,Ngozi Okafor,ngozi@abu.example,B1,2024-04,2024-04-22,89,24,passed"
BAD = "ABU-2,Emeka Adeyemi,emeka@abu.example,B1,2024-04,2024-04-22,140,24,passed"
NAMES = ("Ngozi", "Okafor", "Emeka", "Adeyemi", "abu.example")


def test_a_file_of_good_rows_is_recorded_and_issued(run: Run, results_file: Callable[..., Path]) -> None:
    result = run("import", results_file(GOOD), "--centre", "ng")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line.split() for line in result.stdout.splitlines()[2:]] == [
        ["rows", "read", "1"],
        ["recorded", "1"],
        ["certificates", "issued", "1"],
    ]
    assert len(list_credentials(by=OPERATOR).items) == 1


def test_a_refused_row_is_named_by_line_and_column_and_the_good_one_is_kept(
    run: Run, results_file: Callable[..., Path]
) -> None:
    result = run("import", results_file(GOOD, BAD), "--centre", "NG")
    assert result.exit_code == 4
    assert "Refused: 1 row" in result.stdout
    assert "score · score_out_of_range" in result.stdout
    assert "line 3  " in result.stdout
    assert "→ " in result.stdout
    assert len(list_completions(by=OPERATOR).items) == 1


def test_no_message_of_an_import_holds_personal_data(run: Run, results_file: Callable[..., Path]) -> None:
    result = run("import", results_file(GOOD, BAD), "--centre", "NG")
    assert not [name for name in NAMES if name in result.output]


def test_json_is_the_report_of_the_api_and_nothing_else(run: Run, results_file: Callable[..., Path]) -> None:
    result = run("import", results_file(GOOD, BAD), "--centre", "NG", "--json")
    assert (result.exit_code, result.stderr) == (4, "")
    shown = json.loads(result.stdout)
    assert shown == import_report_as_json(get_import(ImportId(shown["id"]), by=OPERATOR))
    assert shown["state"] == "done"
    assert shown["counts"] | {"rows": 2, "recorded": 1, "refused": 1, "issued": 1} == shown["counts"]
    assert shown["problems"][0].keys() >= {"line", "column", "code", "message", "hint"}


def test_the_same_file_twice_records_and_issues_nothing_new(
    run: Run, results_file: Callable[..., Path]
) -> None:
    path = results_file(GOOD)
    run("import", path, "--centre", "NG")
    again = run("import", path, "--centre", "NG")
    assert again.exit_code == 0
    assert "unchanged, recorded before" in again.stdout
    assert "certificates issued" not in again.stdout
    assert len(list_credentials(by=OPERATOR).items) == 1


def test_a_dry_run_says_what_would_happen_and_records_nothing(
    run: Run, results_file: Callable[..., Path]
) -> None:
    result = run("import", results_file(GOOD), "--centre", "NG", "--dry-run")
    assert result.exit_code == 0
    assert "A dry run: nothing was recorded." in result.stdout
    assert "certificates to issue" in result.stdout
    assert list_completions(by=OPERATOR).items == ()


def test_a_dry_run_writes_the_rows_that_it_would_refuse(run: Run, results_file: Callable[..., Path]) -> None:
    result = run("import", results_file(GOOD, BAD), "--centre", "NG", "--dry-run", "--refused", "refused.csv")
    assert result.exit_code == 4
    refused = Path("refused.csv").read_text(encoding="utf-8-sig")
    assert ("ABU-2" in refused, "ABU-1" in refused) == (True, False)
    assert list_completions(by=OPERATOR).items == ()


def test_no_issue_leaves_the_certificates_to_the_issue_command(
    run: Run, results_file: Callable[..., Path]
) -> None:
    run("import", results_file(GOOD), "--centre", "NG", "--no-issue")
    assert list_credentials(by=OPERATOR).items == ()
    issued = run("issue", "--centre", "NG")
    assert issued.exit_code == 0
    assert "Issued 1 certificate." in issued.stdout
    assert "Nothing to issue" in run("issue").stdout


def test_a_contradiction_is_refused_unless_the_officer_says_amend(
    run: Run, results_file: Callable[..., Path]
) -> None:
    run("import", results_file(GOOD), "--centre", "NG")
    corrected = results_file(GOOD.replace(",89,", ",91,"), name="corrected.csv")
    assert run("import", corrected, "--centre", "NG").exit_code == 4
    amended = run("import", corrected, "--centre", "NG", "--on-conflict", "amend")
    assert amended.exit_code == 0
    assert "amended" in amended.stdout


def test_refused_rows_are_written_to_be_mended_and_imported_again(
    run: Run, results_file: Callable[..., Path]
) -> None:
    result = run("import", results_file(GOOD, BAD), "--centre", "NG", "--refused", "refused.csv")
    assert result.exit_code == 4
    assert "refused.csv" in result.stdout
    refused = Path("refused.csv").read_text(encoding="utf-8-sig")
    assert "ABU-2" in refused
    assert "ABU-1" not in refused
    mended = results_file(name="mended.csv")
    mended.write_text(refused.replace("140", "64"), encoding="utf-8")
    assert run("import", mended, "--centre", "NG").exit_code == 0


def test_a_file_of_refused_rows_never_replaces_another_unasked(
    run: Run, results_file: Callable[..., Path]
) -> None:
    path = results_file(GOOD, BAD)
    before = path.read_bytes()
    result = run("import", path, "--centre", "NG", "--refused", path)
    assert result.exit_code == 1
    assert "--force" in result.stderr
    assert path.read_bytes() == before
    assert list_completions(by=OPERATOR).items == ()


def test_where_no_row_is_refused_no_file_of_refused_rows_is_made(
    run: Run, results_file: Callable[..., Path]
) -> None:
    assert run("import", results_file(GOOD), "--centre", "NG", "--refused", "refused.csv").exit_code == 0
    assert not Path("refused.csv").exists()


def test_a_thousand_refused_rows_do_not_flood_the_terminal(
    run: Run, results_file: Callable[..., Path]
) -> None:
    rows = [BAD.replace("ABU-2", f"ABU-{number}") for number in range(1000)]
    result = run("import", results_file(*rows), "--centre", "NG")
    assert result.exit_code == 4
    assert "and 980 more: --refused FILE writes them all." in result.stdout
    assert len(result.stdout.splitlines()) < 60


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"PK\3\4 no more", b"just a line\n"])
def test_a_file_in_which_nothing_can_be_read_is_one_line_and_exit_code_1(
    content: bytes, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "results.xlsx"
    path.write_bytes(content)
    result = run("import", path, "--centre", "NG", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("certsvc: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_file_that_cannot_be_opened_is_one_line_and_exit_code_1(name: str, run: Run) -> None:
    result = run("import", name, "--centre", "NG")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{name} cannot be read" in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_unknown_centre_is_named(run: Run, results_file: Callable[..., Path]) -> None:
    result = run("import", results_file(GOOD), "--centre", "ZZ")
    assert result.exit_code == 1
    assert "'ZZ'" in result.stderr
