"""What happens to somebody at the moment when her two records become one is neither lost nor left behind."""

from functools import partial

import pytest
from flask import Flask

from certsvc.domain.corrections import CorrectedField
from certsvc.domain.verdicts import Finding
from certsvc.errors import NotFoundError
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.workflows import ask_correction, issue_transcript, own_mailboxes
from certsvc.workflows.ask_correction import Wanted, list_own_corrections
from certsvc.workflows.own_mailboxes import Taken
from certsvc.workflows.own_transcripts import list_own_transcripts
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import SignedIn, request_sign_in, use_sign_in
from certsvc.workflows.verify_credential import verify_stored
from tests.claiming import claim_record, mailed_tokens
from tests.racing import Act, Race
from tests.uploads import a_row, upload_rows

on_postgresql = pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
PRIVATE = "person2@abu.example"


@pytest.fixture
def mine(services: Services) -> SignedIn:
    """Who is signed in."""
    upload_rows(services, a_row(1), a_row(2))
    return claim_record(services)


@pytest.fixture
def other(services: Services, mine: SignedIn) -> SignedIn:
    """The same, by another mailbox, as nobody knows yet."""
    return claim_record(services, "ABU-0002", PRIVATE)


def a_link(services: Services) -> str:
    before = mailed_tokens(services)
    request_sign_in(services, PRIVATE)
    [token] = {*mailed_tokens(services)} - {*before}
    return token


def joining(services: Services, mine: SignedIn) -> Act:
    return partial(own_mailboxes.take_mailbox, services, a_link(services), mine.person_id, has_record=True)


@on_postgresql
def test_who_signs_in_beside_it_is_in_the_one_record(
    app: Flask, services: Services, mine: SignedIn, other: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter = partial(use_sign_in, services, a_link(services))
    ends = Race(app, joining(services, mine), enter).run(monkeypatch, own_mailboxes, "_give")
    assert ends[0] is Taken.DONE
    assert isinstance(ends[1], SignedIn)
    assert ends[1].person_id == mine.person_id


@on_postgresql
@pytest.mark.parametrize("is_joined_first", [True, False])
def test_what_she_asks_for_beside_it_is_asked_in_the_one_record_or_not_at_all(
    app: Flask,
    services: Services,
    mine: SignedIn,
    other: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_joined_first: bool,
) -> None:
    [theirs] = list_credentials_of(other.person_id)
    wanted = [Wanted(CorrectedField.LATIN_NAME, "Olaiya Person")]
    ask = partial(
        ask_correction.ask_correction, services, other.person_id, theirs.id, wanted=wanted, why="A slip."
    )
    join = joining(services, mine)
    if is_joined_first:
        done, refused = Race(app, join, ask).run(monkeypatch, own_mailboxes, "_give")
        assert isinstance(refused, NotFoundError)
    else:
        _, done = Race(app, ask, join).run(monkeypatch, ask_correction, "_withdraw_of_another")
    assert done is Taken.DONE
    assert len(list_own_corrections(mine.person_id)) == (0 if is_joined_first else 1)


@on_postgresql
@pytest.mark.parametrize("is_joined_first", [True, False])
def test_a_transcript_that_is_made_beside_it_is_in_the_one_record_or_not_made(
    app: Flask,
    services: Services,
    mine: SignedIn,
    other: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_joined_first: bool,
) -> None:
    make = partial(issue_transcript.issue_transcript, services, other.person_id, by=other.person_id)
    join = joining(services, mine)
    if is_joined_first:
        done, refused = Race(app, join, make).run(monkeypatch, own_mailboxes, "_give")
        assert isinstance(refused, Exception)
    else:
        _, done = Race(app, make, join).run(monkeypatch, issue_transcript, "TranscriptMaker")
    assert done is Taken.DONE
    found = [one.record.id for one in list_own_transcripts(services, mine.person_id)]
    assert [verify_stored(services, one).finding for one in found] == (
        [] if is_joined_first else [Finding.VALID]
    )
    assert len(list_learners_of(mine.person_id)) == 2
