"""Claim links, as centres make them and as strangers try them."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from sqlalchemy import text

from certsvc.domain.access import OPERATOR, Actor, Role, Scope
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.notices import NoticeKind
from certsvc.errors import NotAllowedError, NotFoundError
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.storage.database import db, transaction
from certsvc.storage.events import list_events
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.storage.personal_links import find_link
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.claim_records import (
    export_claim_links,
    mail_claim_links,
    make_claim_links,
    open_claim,
    prove_address,
)
from certsvc.workflows.personal_tokens import CLAIM_DAYS, digest_of, token_of
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import use_sign_in
from tests.claiming import NG, a_claim, claim_record, learner, learner_id, mailed_tokens, mails
from tests.conftest import Clock
from tests.queued import find_notice
from tests.uploads import a_row, csv_file, upload, upload_rows

OFFICER = Actor(name="key", role=Role.CENTRE, centre=NG)


def test_a_claim_link_tells_no_more_than_whose_it_is_to_give_and_how_much_there_is(
    services: Services,
) -> None:
    upload_rows(services, a_row(1), a_row(2))
    offer = open_claim(services, a_claim(services))
    assert offer is not None
    assert (offer.centre.code, offer.certificates) == ("NG", 1)
    assert "Person" not in repr(offer)
    assert "abu.example" not in repr(offer)


def test_a_revoked_certificate_is_not_counted_in_the_offer(services: Services) -> None:
    upload_rows(services, a_row(1))
    [record] = list_credentials(by=OPERATOR).items
    revoke_credential(services, record.id, reason="An error.", by=OPERATOR)
    offer = open_claim(services, a_claim(services))
    assert offer is not None
    assert offer.certificates == 0


@pytest.mark.parametrize(
    "token",
    ["", "x", "A" * 43, "A" * 100_000, "\0", "\ud800", "../../etc/passwd", "' OR 1=1 --", "０" * 43],
    ids=["none", "short", "forged", "huge", "NUL", "half a pair", "path", "SQL", "full-width"],
)
def test_a_forged_token_opens_nothing_and_sends_nothing(services: Services, token: str) -> None:
    upload_rows(services, a_row(1))
    a_claim(services)
    assert open_claim(services, token) is None
    prove_address(services, claim_token=token, address="person1@abu.example")
    assert mails() == 0
    assert use_sign_in(services, token) is None


def test_the_digest_that_is_stored_opens_nothing(services: Services) -> None:
    upload_rows(services, a_row(1))
    token = a_claim(services)
    link = find_link(digest_of(token))
    assert link is not None
    assert token_of(services, link) == token
    for stored in (link.digest, link.seed):
        assert open_claim(services, stored) is None


def test_a_claim_bound_to_the_mailbox_on_record_opens_the_record(services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2))
    mine = claim_record(services)
    assert [known.learner.ref for known in list_learners_of(mine.person_id)] == ["ABU-0001"]
    assert [record.learner_ref for record in list_credentials_of(mine.person_id)] == ["ABU-0001"]
    [event] = list_events("learner", learner_id())
    assert (event.action, event.actor) == ("claimed", f"person {mine.person_id}")
    assert "abu.example" not in json.dumps(event.detail)


def test_where_the_centre_wrote_an_address_no_other_fits(services: Services) -> None:
    upload_rows(services, a_row(1))
    token = a_claim(services)
    prove_address(services, claim_token=token, address="thief@elsewhere.example")
    assert mails() == 0
    prove_address(services, claim_token=token, address=" PERSON1@Abu.Example ")
    assert mails() == 1


def test_where_the_centre_wrote_none_any_mailbox_of_hers_will_do(services: Services) -> None:
    upload_rows(services, a_row(1, email=""))
    mine = claim_record(services, address="home@mail.example")
    assert learner().person_id == mine.person_id


def test_a_claim_is_used_once(services: Services) -> None:
    upload_rows(services, a_row(1, email=""))
    token = a_claim(services)
    for address in ("first@mail.example", "second@mail.example"):
        prove_address(services, claim_token=token, address=address)
    first, second = mailed_tokens(services)
    mine = use_sign_in(services, first)
    assert mine is not None
    assert use_sign_in(services, second) is None
    assert open_claim(services, token) is None
    assert learner().person_id == mine.person_id
    prove_address(services, claim_token=token, address="third@mail.example")
    prove_address(services, claim_token=token, address="first@mail.example")
    assert mails() == 2


def test_a_link_that_has_run_out_opens_nothing(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1))
    token = a_claim(services)
    clock.advance(days=CLAIM_DAYS, seconds=-1)
    assert open_claim(services, token) is not None
    clock.advance(seconds=1)
    assert open_claim(services, token) is None
    prove_address(services, claim_token=token, address="person1@abu.example")
    assert mails() == 0


def test_a_replaced_link_opens_nothing_nor_does_the_mail_that_it_led_to(services: Services) -> None:
    upload_rows(services, a_row(1))
    token = a_claim(services)
    prove_address(services, claim_token=token, address="person1@abu.example")
    newer = a_claim(services, replace=True)
    assert open_claim(services, token) is None
    assert open_claim(services, newer) is not None
    assert use_sign_in(services, mailed_tokens(services)[0]) is None
    assert learner().person_id is None


def test_a_corrected_address_stops_the_mail_that_went_to_the_wrong_one(services: Services) -> None:
    upload_rows(services, a_row(1))
    prove_address(services, claim_token=a_claim(services), address="person1@abu.example")
    upload(services, csv_file([a_row(1, email="right@abu.example", score="90")]), amend=True)
    assert learner().learner.email == "right@abu.example"
    assert use_sign_in(services, mailed_tokens(services)[0]) is None


def test_records_of_several_centres_join_under_a_proven_address(services: Services) -> None:
    upload_rows(services, a_row(1))
    upload(services, csv_file([a_row(7, email="Person1@ABU.example")]), centre="EG")
    upload(services, csv_file([a_row(8, email="other@cairo.example")]), centre="EG")
    mine = claim_record(services)
    joined = {(known.learner.centre, known.learner.ref) for known in list_learners_of(mine.person_id)}
    assert joined == {("NG", "ABU-0001"), ("EG", "ABU-0007")}
    assert len(list_credentials_of(mine.person_id)) == 2


def test_an_address_that_a_centre_gave_to_two_learners_joins_neither(services: Services) -> None:
    upload_rows(services, a_row(1, email="office@abu.example"), a_row(2, email="office@abu.example"))
    mine = claim_record(services, "ABU-0001", "office@abu.example")
    assert learner("ABU-0002").person_id is None
    assert claim_record(services, "ABU-0002", "office@abu.example").person_id == mine.person_id


def test_the_same_names_at_two_centres_join_nothing(services: Services) -> None:
    upload_rows(services, a_row(1, email=""))
    upload(services, csv_file([a_row(1, email="")]), centre="EG")
    mine = claim_record(services, address="home@mail.example")
    assert [known.learner.centre for known in list_learners_of(mine.person_id)] == ["NG"]


def test_an_upload_changes_nothing_in_whose_record_it_is(services: Services) -> None:
    upload_rows(services, a_row(1))
    mine = claim_record(services)
    upload(services, csv_file([a_row(1, full_name="Another Name", score="90")]), amend=True)
    assert learner().learner.full_name == "Another Name"
    assert learner().person_id == mine.person_id


def test_links_are_made_for_whom_none_stands(services: Services, clock: Clock) -> None:
    upload_rows(services, *(a_row(number) for number in range(1, 5)))
    a_claim(services, "ABU-0002")
    claim_record(services)
    made = make_claim_links(services, NG, by=OFFICER)
    assert [link.learner_ref for link in made] == ["ABU-0003", "ABU-0004"]
    assert make_claim_links(services, NG, by=OFFICER) == ()
    clock.advance(days=CLAIM_DAYS)
    assert len(make_claim_links(services, NG, by=OFFICER)) == 3
    assert len(make_claim_links(services, NG, by=OFFICER, replace=True)) == 3
    assert len({link.token for link in made}) == 2
    assert all(link.url == f"http://localhost:8000/claim/{link.token}" for link in made)


def test_a_part_of_the_links_can_be_had_and_then_the_next(services: Services) -> None:
    upload_rows(services, *(a_row(number) for number in range(1, 4)))
    parts = [make_claim_links(services, NG, by=OFFICER, limit=2) for _ in range(3)]
    assert [[link.learner_ref for link in part] for part in parts] == [
        ["ABU-0001", "ABU-0002"],
        ["ABU-0003"],
        [],
    ]


def test_who_was_honoured_as_an_organisation_gets_no_link(services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2))
    execute("UPDATE learner SET kind = 'organisation' WHERE ref = 'ABU-0001'")
    assert [link.learner_ref for link in make_claim_links(services, NG, by=OPERATOR)] == ["ABU-0002"]


def test_a_centre_makes_links_for_its_own_learners_only(services: Services) -> None:
    upload_rows(services, a_row(1))
    stranger = Actor(name="key", role=Role.CENTRE, centre=PartnerCode("EG"))
    reader = Actor(name="key", role=Role.CENTRE, centre=NG, scopes=frozenset({Scope.READ}))
    with pytest.raises(NotFoundError):
        make_claim_links(services, NG, by=stranger)
    with pytest.raises(NotAllowedError):
        make_claim_links(services, NG, by=reader)
    with pytest.raises(NotFoundError):
        make_claim_links(services, PartnerCode("XX"), by=OPERATOR)
    assert (
        make_claim_links(services, PartnerCode("EG"), by=stranger, learner_refs=[LearnerRef("ABU-0001")])
        == ()
    )


def test_the_exported_file_holds_no_formula_and_opens_in_a_spreadsheet(services: Services) -> None:
    upload_rows(services, a_row(1, full_name="Ọláìyá Ünal"), a_row(2, email=""))
    # Uploads with such cells are refused; whatever else may write them, they do no harm here.
    execute("UPDATE learner SET ref = '+44-7+A1', full_name = '=HYPERLINK(1)' WHERE ref = 'ABU-0002'")
    content, links = export_claim_links(services, NG, by=OFFICER)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert links == len(rows) == 2
    by_name = {row["full_name"]: row for row in rows}
    assert set(by_name) == {"Ọláìyá Ünal", "'=HYPERLINK(1)"}
    assert by_name["'=HYPERLINK(1)"]["learner_ref"] == "'+44-7+A1"
    assert open_claim(services, by_name["Ọláìyá Ünal"]["claim_link"].rpartition("/")[2]) is not None


def test_links_are_mailed_to_whom_mail_can_reach(services: Services) -> None:
    upload_rows(services, a_row(1, preferred_language="fr"), a_row(2, email=""), a_row(3))
    mailed = mail_claim_links(services, NG, by=OFFICER)
    assert (mailed.queued, mailed.without_address) == (2, 1)
    [row] = db.session.execute(
        text("SELECT digest FROM personal_link WHERE learner_id = :id"), {"id": learner_id()}
    )
    notice = find_notice(NoticeKind.CLAIM, row.digest)
    assert notice is not None
    assert (notice.learner_id, notice.language) == (learner_id(), "fr")
    assert mail_claim_links(services, NG, by=OFFICER).queued == 0
    [event] = list_events("claim_links", "NG")
    assert (event.actor, event.detail) == ("key", {"links": 2, "mailed": True, "replaced": 0})


def test_neither_tokens_nor_addresses_stand_in_the_log_of_events(services: Services) -> None:
    upload_rows(services, a_row(1))
    token = a_claim(services)
    prove_address(services, claim_token=token, address="person1@abu.example")
    mine = use_sign_in(services, mailed_tokens(services)[-1])
    assert mine is not None
    logged = repr(db.session.execute(text("SELECT * FROM event")).all())
    for secret in (token, mine.session_token, "abu.example", "Person 1"):
        assert secret not in logged


def test_a_database_alone_opens_nothing(services: Services, work_off: Callable[[], None]) -> None:
    upload_rows(services, a_row(1))
    token = a_claim(services)
    prove_address(services, claim_token=token, address="person1@abu.example")
    mailed = mailed_tokens(services)[-1]
    mine = use_sign_in(services, mailed)
    assert mine is not None
    work_off()
    stored = ""
    for table in ("personal_link", "person_session", "notice", "event"):
        stored += repr(db.session.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608  # our own names
    for secret in (token, mailed, mine.session_token, mine.session_token.partition(".")[0]):
        assert secret not in stored


def execute(statement: str) -> None:
    with transaction():
        db.session.execute(text(statement))
