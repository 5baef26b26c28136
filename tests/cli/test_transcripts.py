import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from certsvc.domain.access import OPERATOR
from certsvc.workflows.browse_records import list_credentials

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]
ROWS = (
    "ABU-1,Ngozi Okafor,ngozi@abu.example,B1,2024-04,2024-04-22,89,24,passed",
    "ABU-2,Ada Eze,ada@abu.example,B1,2024-04,2024-04-22,90,24,passed",
)


@pytest.fixture
def issued(run: Run, results_file: Callable[..., Path]) -> None:
    assert run("import", results_file(*ROWS), "--centre", "NG").exit_code == 0


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize(("ending", "magic"), [("pdf", b"%PDF-"), ("json", b"{"), ("jwt", b"ey")])
def test_a_transcript_is_written_in_the_format_of_its_file(ending: str, magic: bytes, run: Run) -> None:
    result = run("transcript", "ABU-1", "--centre", "ng", "-o", f"hers.{ending}")
    assert result.exit_code == 0
    assert Path(f"hers.{ending}").read_bytes().startswith(magic)
    assert run("verify", f"hers.{ending}").exit_code == 0


@pytest.mark.usefixtures("issued")
def test_without_a_name_the_file_is_named_by_its_code(run: Run) -> None:
    assert run("transcript", "ABU-1", "--centre", "NG").exit_code == 0
    [file] = Path.cwd().glob("transcript-*.pdf")
    assert run("verify", file.stem.removeprefix("transcript-")).exit_code == 0


@pytest.mark.usefixtures("issued")
def test_only_what_is_named_stands_in_it(run: Run) -> None:
    mine = next(one for one in list_credentials(by=OPERATOR).items if one.learner_ref == "ABU-1")
    other = next(one for one in list_credentials(by=OPERATOR).items if one.learner_ref == "ABU-2")
    result = run("transcript", "ABU-1", "--centre", "NG", "--only", mine.code, "--format", "json", "-o", "-")
    subject = json.loads(result.stdout_bytes)["credentialSubject"]
    assert [part["id"].rpartition("/")[2] for part in subject["verifiableCredential"]] == [mine.id]
    refused = run("transcript", "ABU-1", "--centre", "NG", "--only", other.code)
    assert refused.exit_code == 1
    assert "There is no such credential." in refused.stderr


@pytest.mark.usefixtures("issued")
def test_a_learner_whom_nobody_knows_has_none(run: Run) -> None:
    result = run("transcript", "ABU-3", "--centre", "NG", "-o", "hers.pdf")
    assert (result.exit_code, Path("hers.pdf").exists()) == (1, False)
    assert "That centre has no such learner." in result.stderr


@pytest.mark.usefixtures("issued")
def test_a_file_that_exists_is_spared_before_anything_is_issued(run: Run) -> None:
    Path("hers.pdf").write_text("precious")
    assert run("transcript", "ABU-1", "--centre", "NG", "-o", "hers.pdf").exit_code == 1
    assert Path("hers.pdf").read_text() == "precious"
    assert len(list_credentials(by=OPERATOR).items) == 2
