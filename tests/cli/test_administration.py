from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from certsvc.domain.access import Role, Scope
from certsvc.errors import UnauthenticatedError
from certsvc.workflows.browse_records import list_centres
from certsvc.workflows.manage_api_keys import authenticate, list_api_keys

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]


def test_a_centre_is_added_with_its_names_and_a_key_of_its_own(run: Run) -> None:
    added = run(
        "centres", "add", "ke", "--name", "IIOE Kenya National Centre", "--name-in", "SW", "Kituo cha Kenya",
        "--name-in", "uz-cyrl", "Кения", "--country", "ke", "--url", "https://ke.example/",
        "--email", "office@ke.example", "--official", "Prof. A. Mfano, Director",
    )  # fmt: skip
    assert (added.exit_code, added.stderr) == (0, "")
    (centre,) = [one for one in list_centres() if one.code == "KE"]
    assert dict(centre.names) == {
        "en": "IIOE Kenya National Centre",
        "sw": "Kituo cha Kenya",
        "uz-Cyrl": "Кения",
    }
    assert (centre.country, centre.url, centre.email) == ("KE", "https://ke.example/", "office@ke.example")
    assert "IIOE Kenya National Centre" in run("centres", "list").stdout
    assert "did:web:localhost%3A8000:centres:KE" in run("keys", "list").stdout


def test_a_code_that_is_taken_is_not_given_again(run: Run) -> None:
    result = run("centres", "add", "NG", "--name", "Another", "--country", "NG")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "certsvc: There is a partner with this code already.\n"


def test_an_api_key_alone_goes_to_stdout_and_opens_the_api_until_it_is_revoked(run: Run) -> None:
    made = run(
        "api-keys", "create", "--centre", "NG", "--label", "Moodle", "--scope", "read", "--scope", "record"
    )
    assert made.exit_code == 0
    token = made.stdout.strip()
    actor = authenticate(token)
    assert (actor.role, actor.centre) == (Role.CENTRE, "NG")
    assert actor.scopes == {Scope.READ, Scope.RECORD}
    assert token not in made.stderr
    listed = run("api-keys", "list").stdout
    assert "Moodle" in listed
    assert "read, record" in listed
    assert token not in listed
    (key,) = list_api_keys()
    assert run("api-keys", "revoke", key.id).exit_code == 0
    with pytest.raises(UnauthenticatedError):
        authenticate(token)
    assert run("api-keys", "revoke", "no-such-key").exit_code == 1


def test_a_key_of_the_secretariat_may_do_everything_unless_told_otherwise(run: Run) -> None:
    made = run("api-keys", "create", "--secretariat", "--label", "office")
    actor = authenticate(made.stdout.strip())
    assert (actor.role, actor.scopes) == (Role.SECRETARIAT, frozenset(Scope))


def test_a_house_without_api_keys_says_how_to_make_one(run: Run) -> None:
    assert "certsvc api-keys create" in run("api-keys", "list").stdout


def test_a_rotated_key_is_listed_as_retired(run: Run) -> None:
    assert "retired " not in run("keys", "list").stdout.partition("\n")[2]
    rotated = run("keys", "rotate", "--centre", "NG")
    assert rotated.exit_code == 0
    lines = [line for line in run("keys", "list").stdout.splitlines() if ":centres:NG" in line]
    assert sorted(line.split()[2] for line in lines) == ["active", "retired"]


def test_an_issuer_that_has_a_key_is_told_to_rotate_it(run: Run) -> None:
    result = run("keys", "create")
    assert result.exit_code == 1
    assert "certsvc keys rotate" in result.stderr


def test_the_shipped_catalogue_loads_and_lists_and_loading_again_changes_nothing(run: Run) -> None:
    assert "Nothing changed" in run("catalogue", "load").stdout
    listed = run("catalogue", "list").stdout
    assert "Domestication and Production of Micro-Courses" in listed
    assert "MC-B1" in listed


def test_every_mistake_of_a_catalogue_is_one_line(run: Run, tmp_path: Path) -> None:
    for name in ("partners", "courses", "micro-certifications"):
        (tmp_path / f"{name}.toml").write_text("nonsense = ", encoding="utf-8")
    result = run("catalogue", "load", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("certsvc: ") for line in lines)
    assert lines[-1] == "certsvc: Nothing was loaded: 3 mistakes in the catalogue."
