import json
from collections.abc import Callable

import pytest
from click.testing import Result

from certsvc.cli import asking
from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchState
from certsvc.workflows import do_bulk_act
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import cancel, get_act, list_acts
from certsvc.workflows.claims import Claim
from certsvc.workflows.services import Services
from certsvc.workflows.show_batch import bulk_report_as_json
from tests.uploads import a_row, upload_rows

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]
APRIL = ("--centre", "ng", "--cohort", "2026-04")
REASON = ("--reason", "The course title was misspelt.")


@pytest.fixture(autouse=True)
def _issued(services: Services) -> None:
    """Two certificates of April, one of May."""
    upload_rows(services, a_row(1), a_row(2), a_row(3, cohort="2026-05"))


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal, who can be asked."""
    monkeypatch.setattr(asking, "is_somebody_there", lambda: True)


def standing() -> list[str]:
    return sorted(
        str(record.learner_ref) for record in list_credentials(by=OPERATOR).items if not record.revocation
    )


def test_a_preview_says_how_many_and_does_nothing(run: Run) -> None:
    result = run("bulk", "revoke", *APRIL, *REASON, "--preview")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "This will revoke 2 certificates of centre NG, cohort 2026-04.\n"
    shown = run("bulk", "revoke", *APRIL, *REASON, "--preview", "--json")
    counted = {"preview": True, "credentials": 2, "until": None, "changes": None}
    assert json.loads(shown.stdout) == counted
    assert len(standing()) == 3


@pytest.mark.usefixtures("somebody")
def test_what_is_confirmed_is_done(run: Run) -> None:
    result = run("bulk", "revoke", *APRIL, *REASON, input="y\n")
    assert (result.exit_code, result.stdout) == (0, "Revoked 2 certificates.\n")
    assert "This will revoke 2 certificates of centre NG, cohort 2026-04." in result.stderr
    assert standing() == ["ABU-0003"]


@pytest.mark.usefixtures("somebody")
def test_what_is_declined_is_not_done(run: Run) -> None:
    result = run("bulk", "revoke", *APRIL, *REASON, input="n\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("certsvc: Nothing was done.\n")
    assert len(standing()) == 3
    assert list_acts(by=OPERATOR).items == ()


def test_where_nobody_can_be_asked_yes_must_be_said(run: Run) -> None:
    result = run("bulk", "revoke", *APRIL, *REASON)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--yes" in result.stderr
    assert len(standing()) == 3
    assert run("bulk", "revoke", *APRIL, *REASON, "--yes").exit_code == 0
    assert standing() == ["ABU-0003"]


def test_json_is_the_batch_of_the_api_and_nothing_else(run: Run) -> None:
    result = run("bulk", "revoke", *APRIL, *REASON, "--yes", "--json")
    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    assert shown == bulk_report_as_json(get_act(shown["id"], by=OPERATOR))
    assert (shown["state"], shown["done"]) == ("done", 2)


def test_reissued_certificates_say_what_is_recorded_now(run: Run, services: Services) -> None:
    upload_rows(services, a_row(1, full_name="Ọláìyá Corrected"), amend=True)
    result = run("bulk", "reissue", *APRIL, *REASON, "--yes")
    assert result.exit_code == 0
    assert result.stdout == "Reissued 1 certificate.\nWould say the same, and stay: 1 certificate.\n"
    assert len(standing()) == 3
    assert len(list_credentials(by=OPERATOR).items) == 4
    corrected = [one for one in list_credentials(by=OPERATOR).items if b"Corrected" in one.signed_bytes]
    assert [one.learner_ref for one in corrected] == ["ABU-0001"]


@pytest.mark.usefixtures("somebody")
def test_whoever_reissues_sees_old_and_new_before_being_asked(run: Run, services: Services) -> None:
    upload_rows(services, a_row(1, full_name="Ọláìyá Corrected"), amend=True)
    result = run("bulk", "reissue", *APRIL, *REASON, input="n\n")
    assert (result.exit_code, result.stdout) == (1, "")
    [changed] = [one for one in list_credentials(by=OPERATOR).items if one.learner_ref == "ABU-0001"]
    shown = (
        "Of these:",
        "  1 certificate would say something else",
        "  1 certificate would say the same, and stay",
        f"{changed.code}  Ọláìyá Person 1",
        "  Name",
        "    - Ọláìyá Person 1",
        "    + Ọláìyá Corrected",
    )
    assert "\n".join(shown) in result.stderr
    assert len(list_credentials(by=OPERATOR).items) == 3
    preview = run("bulk", "reissue", *APRIL, *REASON, "--preview")
    assert "\n".join(shown) in preview.stdout
    changes = json.loads(run("bulk", "reissue", *APRIL, *REASON, "--preview", "--json").stdout)["changes"]
    assert (changes["changed"], changes["unchanged"], changes["left_out"]) == (1, 1, 0)
    [sample] = changes["samples"]
    assert sample["differences"] == [
        {"what": "Name", "of": "", "before": "Ọláìyá Person 1", "after": "Ọláìyá Corrected"}
    ]


def test_what_is_no_longer_earned_is_left_and_told(run: Run, services: Services) -> None:
    upload_rows(services, a_row(1, score="20", outcome="failed"), amend=True)
    result = run("bulk", "reissue", *APRIL, *REASON, "--yes")
    assert result.exit_code == 4
    assert result.stdout.startswith(
        "Reissued 0 certificates.\nWould say the same, and stay: 1 certificate.\n"
    )
    assert "\nLeft as they are: 1 certificate " in result.stdout


@pytest.mark.usefixtures("somebody")
def test_where_all_would_say_the_same_nobody_is_asked_and_nothing_done(run: Run) -> None:
    result = run("bulk", "reissue", *APRIL, *REASON)
    assert (result.exit_code, result.stderr) == (0, "")
    announced, *lines = result.stdout.splitlines()
    assert announced.startswith("This will look at 2 certificates of centre NG, cohort 2026-04, and reissue ")
    assert lines == [
        "Of these:",
        "  0 certificates would say something else",
        "  2 certificates would say the same, and stay",
        "Nothing would change: mend the catalogue or the record first.",
    ]
    assert list_acts(by=OPERATOR).items == ()


def test_of_a_key_all_are_made_anew(run: Run) -> None:
    key = list_credentials(by=OPERATOR).items[0].key
    preview = run("bulk", "reissue", "--key", key, *REASON, "--preview").stdout
    assert preview.startswith("This will reissue 3 certificates of ")
    assert "  3 certificates would say the same, in a new place\n" in preview
    assert "Nothing would change" not in preview
    assert run("bulk", "reissue", "--key", key, *REASON, "--yes").stdout == "Reissued 3 certificates.\n"


def test_where_nothing_stands_nothing_is_done(run: Run) -> None:
    result = run("bulk", "revoke", "--cohort", "1999-01", *REASON, "--yes")
    assert result.exit_code == 0
    assert result.stdout == "There is no standing certificate of cohort 1999-01: nothing to revoke.\n"
    assert list_acts(by=OPERATOR).items == ()


def test_each_filter_reaches_the_act(run: Run, services: Services) -> None:
    import_id = upload_rows(services, a_row(9)).id
    for options, number in (
        (("--course", "b1"), 4),
        (("--micro-certification", "mc-b1"), 4),
        (("--import", import_id), 1),
        (("--from", "2026-11-24", "--until", "2026-11-24"), 4),
        (("--from", "2026-11-25"), 0),
        (("--until", "2026-11-23"), 0),
    ):
        result = run("bulk", "revoke", *options, *REASON, "--preview", "--json")
        assert json.loads(result.stdout)["credentials"] == number, options


def test_an_interrupted_act_is_cancelled(
    run: Run, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_claim: Claim) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(do_bulk_act, "run_claimed", interrupt)
    result = run("bulk", "revoke", *APRIL, *REASON, "--yes")
    assert result.exit_code == 130
    (act,) = list_acts(by=OPERATOR).items
    assert act.batch.state is BatchState.CANCELLED
    assert len(standing()) == 3


def test_an_act_that_somebody_cancels_meanwhile_is_a_failure(
    run: Run, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(claim: Claim) -> None:
        cancel(services, claim.batch_id, by=OPERATOR)

    monkeypatch.setattr(do_bulk_act, "run_claimed", cancelled)
    result = run("bulk", "revoke", *APRIL, *REASON, "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "certsvc: Ended after 0 of 2 certificates: Somebody cancelled it.\n"
