"""``certsvc claims`` as an operator uses it."""

import csv
import io
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from certsvc.domain.access import OPERATOR
from certsvc.domain.notices import NoticeKind
from certsvc.storage.database import db
from certsvc.storage.notices import NoticeRow
from certsvc.workflows.claim_records import COLUMNS, make_claim_links, open_claim
from certsvc.workflows.services import Services
from tests.claiming import NG
from tests.uploads import a_row, upload_rows

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]


def test_links_are_written_to_a_file_and_counted_beside_it(run: Run, services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2))
    result = run("claims", "export", "--centre", "ng", "-o", "claims.csv")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Made 2 links for learners of NG.\n"
    assert stat.filemode(Path("claims.csv").stat().st_mode) == "-rw-------"  # whoever reads a link has it
    rows = list(csv.DictReader(io.StringIO(Path("claims.csv").read_text("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    for row in rows:
        assert row["claim_link"] not in result.output
        assert open_claim(services, row["claim_link"].rpartition("/")[2]) is not None


def test_a_file_that_is_there_costs_no_links(run: Run, services: Services) -> None:
    upload_rows(services, a_row(1))
    Path("claims.csv").write_text("kept")
    result = run("claims", "export", "--centre", "NG", "-o", "claims.csv")
    assert (result.exit_code, Path("claims.csv").read_text()) == (1, "kept")
    assert run("claims", "export", "--centre", "NG", "-o", "claims.csv", "--force").exit_code == 0
    assert "ABU-0001" in Path("claims.csv").read_text("utf-8-sig")


def test_who_has_a_link_already_is_counted_with_the_way_to_a_new_one(run: Run, services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2), a_row(3, email=""))
    run("claims", "export", "--centre", "NG", "-o", "-", "--learner", "ABU-0001")
    second = run("claims", "export", "--centre", "NG", "-o", "-")
    assert second.stderr == (
        "Made 2 links for learners of NG. 1 has one already; --replace makes new ones.\n"
    )
    mailed = run("claims", "mail", "--centre", "NG")
    assert mailed.stdout.splitlines()[0] == (
        "Made 0 links for learners of NG; a worker mails them. 2 have one already; --replace makes new ones."
    )
    replaced = run("claims", "export", "--centre", "NG", "-o", "-", "--replace")
    assert replaced.stderr == "Made 3 links for learners of NG.\n"


def test_named_learners_alone_get_new_links(run: Run, services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2))
    before = [link.token for link in make_claim_links(services, NG, by=OPERATOR)]
    result = run("claims", "export", "--centre", "NG", "--learner", "ABU-0002", "--replace", "-o", "-")
    assert result.stderr == "Made 1 link for learners of NG.\n"
    assert [open_claim(services, token) is None for token in before] == [False, True]
    assert len(result.stdout.splitlines()) == 2


def test_mail_says_whom_it_cannot_reach(run: Run, services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2, email=""))
    result = run("claims", "mail", "--centre", "NG")
    assert result.exit_code == 0
    assert result.stdout == (
        "Made 1 link for learners of NG; a worker mails them.\n"
        "Without an address, and so without a mail: 1. 'claims export' has links.\n"
    )
    assert [row.kind for row in db.session.query(NoticeRow)] == [NoticeKind.CLAIM]


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "--centre", "NG"),
        ("export", "-o", "x"),
        ("mail",),
        ("mail", "--centre", "NG", "--learner", " "),
    ],
)
def test_what_is_missing_is_said(run: Run, arguments: tuple[str, ...]) -> None:
    result = run("claims", *arguments)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_a_centre_that_is_none_is_named_as_such(run: Run) -> None:
    result = run("claims", "mail", "--centre", "XX")
    assert result.exit_code == 1
    assert result.stderr.startswith("certsvc: ")
