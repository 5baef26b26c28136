from collections.abc import Callable

import pytest
from click.testing import Result

from certsvc.cli import asking
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.keys import IssuerKey, KeyAlgorithm, KeyState
from certsvc.storage import issuers
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.manage_keys import get_active_key, list_keys
from certsvc.workflows.services import Services
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]
NG = PartnerCode("NG")


def lines_of(result: Result, issuer: str) -> list[list[str]]:
    assert result.exit_code == 0
    return [line.split() for line in result.stdout.splitlines() if line.split()[:1] == [issuer]]


def state_of(key: IssuerKey) -> IssuerKey:
    found = issuers.find_key(key.issuer, key.multibase)
    assert found is not None
    return found


def test_a_key_of_another_kind_is_made_beside_the_first(run: Run, services: Services) -> None:
    made = run("keys", "create", "--algorithm", "p-256")
    assert (made.exit_code, made.stderr) == (0, "")
    assert "algorithm  P-256" in made.stdout
    listed = lines_of(run("keys", "list"), services.addresses.secretariat_did())
    assert sorted(line[2:4] for line in listed) == [["active", "Ed25519"], ["active", "P-256"]]
    again = run("keys", "create", "--algorithm", "P-256")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "certsvc keys rotate" in again.stderr


def test_a_key_of_one_kind_is_rotated(run: Run, services: Services) -> None:
    run("keys", "create", "--algorithm", "P-384", "--centre", "NG")
    rotated = run("keys", "rotate", "--algorithm", "P-384", "--centre", "NG")
    assert rotated.exit_code == 0
    assert f"Back up its new file in {services.settings.keys_dir} now" in rotated.stdout
    listed = lines_of(run("keys", "list"), services.addresses.centre_did(NG))
    kinds = sorted(line[2:4] for line in listed)
    assert kinds == [["active", "Ed25519"], ["active", "P-384"], ["retired", "P-384"]]
    assert run("keys", "rotate", "--algorithm", "P-256").exit_code == 1


def test_who_declares_a_key_compromised_is_told_what_to_do_next(
    run: Run, services: Services, clock: Clock
) -> None:
    upload_rows(services, a_row(1), a_row(2))
    [key] = {record.key for record in list_credentials(by=OPERATOR).items}
    clock.advance(hours=1)
    result = run("keys", "compromise", key, "--since", "2026-11-24", "--yes")
    assert result.exit_code == 0
    assert result.stderr.startswith("Note: --since is older than this key.")
    assert "Back up its new file" in result.stdout
    assert "since    2026-11-24 00:00 UTC" in result.stdout
    assert "2 standing certificates" in result.stdout
    command = next(line for line in result.stdout.splitlines() if line.startswith("  certsvc bulk reissue"))
    assert f"--key {key} " in command
    clock.advance(hours=1)
    done = run("bulk", "reissue", "--key", key, "--reason", "The key was stolen.", "--yes")
    assert (done.exit_code, done.stdout) == (0, "Reissued 2 certificates.\n")
    standing = [one for one in list_credentials(by=OPERATOR).items if not one.revocation]
    assert len(standing) == 2
    assert key not in {one.key for one in standing}
    listed = run("keys", "list").stdout
    assert "compromised since" in listed
    assert "2026-11-24 00:00 UTC" in listed


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal, who can be asked."""
    monkeypatch.setattr(asking, "is_somebody_there", lambda: True)


@pytest.mark.usefixtures("somebody")
def test_a_key_is_not_condemned_before_it_is_said_which_and_what_it_signed(
    run: Run, services: Services, clock: Clock
) -> None:
    upload_rows(services, a_row(1))
    clock.advance(hours=1)
    upload_rows(services, a_row(2))
    key = get_active_key(services, NG)
    command = ("keys", "compromise", "--centre", "NG", "--since", "2026-11-24T09:30Z")
    declined = run(*command, input="n\n")
    assert (declined.exit_code, declined.stdout) == (1, "")
    for told in (
        key.multibase,
        "active since                2026-11-24 09:00 UTC",
        "signed                      2 standing certificates",
        "since 2026-11-24 09:30 UTC  1 of them",
    ):
        assert told in declined.stderr
    assert "Note:" not in declined.stderr
    assert declined.stderr.endswith("certsvc: Nothing was done.\n")
    assert state_of(key).state is KeyState.ACTIVE
    assert run(*command, input="y\n").exit_code == 0
    assert state_of(key).state is KeyState.COMPROMISED


def test_where_nobody_can_be_asked_yes_must_be_said(run: Run, services: Services) -> None:
    result = run("keys", "compromise", "--since", "2026-11-24T09:00Z", input="y\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "say --yes" in result.stderr
    assert get_active_key(services, None).state is KeyState.ACTIVE


@pytest.mark.usefixtures("somebody")
def test_a_theft_that_is_older_than_the_key_makes_one_ask_which_was_stolen(run: Run) -> None:
    result = run("keys", "compromise", "--since", "2026-11-23", input="n\n")
    assert "Note: --since is older than this key." in result.stderr
    assert {key.state for key in list_keys()} == {KeyState.ACTIVE}


@pytest.mark.parametrize("before", [("rotate",), ("compromise", "--since", "2026-11-24T09:00Z", "--yes")])
def test_after_a_rotation_or_a_theft_the_clean_new_key_is_not_guessed_to_be_the_stolen_one(
    run: Run, services: Services, before: tuple[str, ...]
) -> None:
    old = get_active_key(services, NG)
    assert run("keys", *before, "--centre", "NG").exit_code == 0
    new = get_active_key(services, NG)
    keys = list_keys()
    result = run("keys", "compromise", "--centre", "NG", "--since", "2026-11-24T09:00Z", "--yes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "say which KEY was stolen" in result.stderr.splitlines()[-1]
    assert {line.split()[1] for line in result.stderr.splitlines()[1:-1]} == {old.multibase, new.multibase}
    assert list_keys() == keys


@pytest.mark.parametrize(
    ("options", "algorithm", "centre"),
    [
        (("--algorithm", "ed25519"), KeyAlgorithm.ED25519, None),
        (("--centre", "ng"), KeyAlgorithm.ED25519, NG),
        (("--algorithm", "P-256"), KeyAlgorithm.P256, None),
    ],
)
def test_without_a_key_the_only_one_is_meant(
    run: Run,
    services: Services,
    options: tuple[str, ...],
    algorithm: KeyAlgorithm,
    centre: PartnerCode | None,
) -> None:
    run("keys", "create", "--algorithm", "P-256")
    meant = get_active_key(services, centre, algorithm)
    result = run("keys", "compromise", *options, "--since", "2026-11-24T08:00Z", "--yes")
    assert result.exit_code == 0
    assert state_of(meant).state is KeyState.COMPROMISED
    assert [key.state for key in list_keys()].count(KeyState.COMPROMISED) == 1
    assert get_active_key(services, centre, algorithm).multibase in result.stdout
    assert "bulk reissue" not in result.stdout


def test_a_name_that_the_list_cuts_is_enough_and_a_beginning_that_says_little_is_not(
    run: Run, services: Services
) -> None:
    run("keys", "create", "--algorithm", "P-384")
    key = get_active_key(services, None, KeyAlgorithm.P384)
    [shown] = [line[1] for line in lines_of(run("keys", "list"), key.issuer) if line[3] == "P-384"]
    assert shown.endswith("…")
    assert run("keys", "compromise", key.multibase[:19], "--since", "2026-11-24", "--yes").exit_code == 1
    assert run("keys", "compromise", shown, "--since", "2026-11-24", "--yes").exit_code == 0
    assert state_of(key).state is KeyState.COMPROMISED


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-24", "2026-11-24T00:00:00+00:00"),
        ("2026-11-23T23:30", "2026-11-23T23:30:00+00:00"),
        ("2026-11-24T08:30:15Z", "2026-11-24T08:30:15+00:00"),
        ("2026-11-24T10:00+03:00", "2026-11-24T07:00:00+00:00"),
    ],
)
def test_the_time_of_the_theft_is_in_utc_unless_it_says_otherwise(
    run: Run, services: Services, written: str, meant: str
) -> None:
    key = get_active_key(services, None)
    assert run("keys", "compromise", "--since", written, "--yes").exit_code == 0
    since = state_of(key).compromised_since
    assert since is not None
    assert since.isoformat() == meant


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--since", "yesterday"),
        ("--since", ""),
        ("--since", "2026-13-01"),
        ("--since", "0001-01-01T00:00+14:00"),
        ("z6Mk", "--centre", "NG", "--since", "2026-11-24"),
        ("z6Mk", "--algorithm", "P-256", "--since", "2026-11-24"),
    ],
)
def test_what_is_not_understood_changes_nothing(
    run: Run, services: Services, arguments: tuple[str, ...]
) -> None:
    before = list_keys()
    result = run("keys", "compromise", *arguments, "--yes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert list_keys() == before


def test_a_theft_in_the_future_and_an_unknown_key_are_refused(run: Run, services: Services) -> None:
    before = list_keys()
    for arguments in (("--since", "2026-11-25"), ("z6MkNobody", "--since", "2026-11-24")):
        result = run("keys", "compromise", *arguments, "--yes")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("certsvc: ")
    assert list_keys() == before
