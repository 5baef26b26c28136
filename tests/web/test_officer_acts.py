"""What officers do in a browser: decide corrections, and replace certificates that carry a mistake."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image

from certsvc.domain.access import OPERATOR
from certsvc.domain.corrections import CorrectedField, Correction, CorrectionState
from certsvc.domain.verdicts import Finding
from certsvc.workflows.ask_correction import Wanted, ask_correction, list_own_corrections
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import list_acts
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.conftest import Clock
from tests.people import claimed
from tests.uploads import a_row, upload_rows
from tests.web.forms import hidden_in, send_form
from tests.web.stored import only_credential
from tests.web.test_officer_pages import DOOR, a_key

OLD, NEW = "Ọláìyá Person 1", "Ọláìyá Adébáyọ̀"


@pytest.fixture
def asked(services: Services) -> Correction:
    """She has asked for her name to be corrected, and sent a picture that shows it."""
    upload_rows(services, a_row(1))
    her, picture = claimed(services), io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    return ask_correction(
        services,
        her.person_id,
        only_credential().id,
        wanted=[Wanted(CorrectedField.FULL_NAME, NEW)],
        why="My name was\nmisspelt. <b>See my passport.</b>",
        attachment=picture.getvalue(),
    )


@pytest.fixture
def desk(services: Services, client: FlaskClient) -> FlaskClient:
    send_form(client, DOOR, api_key=a_key(services).token)
    return client


def page_of(correction: Correction) -> str:
    return f"/officer/corrections/{correction.id}"


def test_what_waits_is_on_the_desk_and_old_and_new_stand_side_by_side(
    asked: Correction, desk: FlaskClient
) -> None:
    assert page_of(asked) in desk.get("/officer").text
    assert page_of(asked) in desk.get("/officer/corrections").text
    assert page_of(asked) not in desk.get("/officer/corrections?state=approved").text
    page = desk.get(page_of(asked)).text
    assert page.index(f">{OLD}</bdi>") < page.index(f">{NEW}</bdi>")
    assert "&lt;b&gt;See my passport.&lt;/b&gt;" in page
    attachment = desk.get(f"{page_of(asked)}/attachment")
    assert attachment.mimetype == "image/png"
    assert attachment.headers["Content-Disposition"].startswith("attachment;")


def test_approving_replaces_the_certificate_and_old_links_lead_on(
    services: Services, asked: Correction, desk: FlaskClient
) -> None:
    old = only_credential()
    transcript = issue_transcript(services, asked.person_id, by=asked.person_id)
    done = send_form(
        desk, page_of(asked), decision="approve", reason="The name was misspelt.", word="With regrets."
    )
    assert (done.status_code, done.location) == (303, page_of(asked))
    verdict = verify_code(services, old.code)
    assert verdict.finding is Finding.REVOKED
    assert verdict.superseded_by is not None
    decided = desk.get(page_of(asked)).text
    assert "Approved" in decided
    assert verdict.superseded_by.code in decided
    newer = verify_code(services, transcript.code).superseded_by
    assert newer is not None
    assert newer.code not in decided
    assert "Transcripts that were made anew with them: 1" in decided
    page = desk.get(f"/v/{old.code}").text
    assert f"/v/{verdict.superseded_by.code}" in page
    assert "The name was misspelt." in page
    assert NEW in desk.get(f"/v/{verdict.superseded_by.code}").text
    again = send_form(desk, "/officer", page_of(asked), decision="approve")
    assert again.status_code == 400
    assert "Somebody has decided this meanwhile" in again.text


def test_declining_takes_a_word_and_keeps_what_was_typed(
    services: Services, asked: Correction, desk: FlaskClient
) -> None:
    refused = send_form(desk, page_of(asked), decision="decline", reason="Kept.", word=" ")
    assert refused.status_code == 400
    assert "Say a word to her" in refused.text
    assert 'value="Kept."' in refused.text
    assert (
        send_form(desk, page_of(asked), decision="decline", word="Send the page with your name.").status_code
        == 303
    )
    [own] = list_own_corrections(asked.person_id)
    assert (own.state, own.word) == (CorrectionState.DECLINED, "Send the page with your name.")
    assert verify_code(services, only_credential().code).finding is Finding.VALID


def test_what_she_says_in_words_is_to_be_mended_first_and_that_is_said_while_it_waits(
    services: Services, desk: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    her, reference = claimed(services), only_credential().id
    page = page_of(ask_correction(services, her.person_id, reference, wanted=(), why="I was better."))
    assert "mend the record by a results file" in desk.get(page).text
    refused = send_form(desk, page, decision="approve", word="Kept.")
    assert refused.status_code == 400
    assert "Nothing of the record has been mended since she asked." in refused.text
    assert "Kept." in refused.text
    assert send_form(desk, page, decision="decline", word="So says our book.").status_code == 303
    decided = desk.get(page).text
    assert "I was better." in decided
    assert "So says our book." in decided
    assert "mend the record by a results file" not in decided


def test_another_centres_officer_sees_nothing_of_it(
    services: Services, asked: Correction, client: FlaskClient
) -> None:
    send_form(client, DOOR, api_key=a_key(services, centre="EG").token)
    assert page_of(asked) not in client.get("/officer/corrections").text
    assert client.get(page_of(asked)).status_code == 404
    assert client.get(f"{page_of(asked)}/attachment").status_code == 404
    assert send_form(client, "/officer", page_of(asked), decision="approve").status_code == 404


def test_a_mistake_of_our_own_is_seen_confirmed_and_followed_to_its_end(
    services: Services, desk: FlaskClient, work_off: Callable[[], None], clock: Clock
) -> None:
    upload_rows(services, a_row(1), a_row(2))
    upload_rows(services, a_row(1) | {"full_name": NEW}, amend=True, issue=False)
    form = {"course": "B1", "cohort": "2026-04", "reason": "A name was misspelt."}
    shown = send_form(desk, "/officer/reissue", **form)
    assert shown.status_code == 200
    assert "Certificates that would be replaced: 1" in shown.text
    assert "Replace these certificates: 1" in shown.text
    assert shown.text.index(OLD) < shown.text.index(NEW)
    for wrong, said in (
        ({"expected": "3"}, "It is another number by now."),
        ({"expected": "999999999"}, "It is another number by now."),
        ({"reason": " "}, "give as the reason"),
        ({"course": "", "cohort": ""}, "Say which certificates"),
        ({"course": "NONE\x00"}, "Say which certificates"),
    ):
        refused = send_form(desk, "/officer/reissue", **(form | wrong))
        assert refused.status_code == 400, wrong
        assert said in refused.text
    assert send_form(desk, "/officer/reissue", **form, expected="9" * 5000).status_code == 200
    confirmed = {**form, "expected": "2", "until": hidden_in(shown, "until")}
    clock.advance(minutes=1)
    begun = send_form(desk, "/officer/reissue", **confirmed)
    assert begun.status_code == 303
    assert send_form(desk, "/officer/reissue", **confirmed).location == begun.location  # a double click
    waiting = desk.get(begun.location)
    assert waiting.headers["Refresh"] == "10"
    work_off()
    done = desk.get(begun.location)
    assert "The certificates were replaced" in done.text
    assert "would say the same, and stayed: 1" in done.text
    assert "Refresh" not in done.headers

    again = send_form(desk, "/officer/reissue", **confirmed)  # went back, and sent it once more
    assert (again.status_code, again.location) == (303, begun.location)
    work_off()
    assert [one.batch.id for one in list_acts(by=OPERATOR).items] == [begun.location.rpartition("/")[2]]
    stored = [one.revocation is None for one in list_credentials(by=OPERATOR).items]
    assert sorted(stored) == [False, True, True]


def test_where_nothing_would_change_there_is_nothing_to_press(services: Services, desk: FlaskClient) -> None:
    upload_rows(services, a_row(1), a_row(2))
    shown = send_form(desk, "/officer/reissue", course="B1", reason="A name was misspelt.")
    assert "Nothing would change: mend the catalogue or the record first." in shown.text
    assert "What would say the same stays as it is." in shown.text
    assert 'name="expected"' not in shown.text


def test_the_secretariats_officer_chooses_among_centres(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    upload_rows(services, a_row(1, full_name=NEW), amend=True)
    send_form(client, DOOR, api_key=a_key(services, centre=None).token)
    assert 'id="centre"' in client.get("/officer/reissue").text
    wanted = {"cohort": "2026-04", "reason": "A test."}
    assert "would be replaced: 1" in send_form(client, "/officer/reissue", **wanted, centre="NG").text
    assert "would be replaced: 0" in send_form(client, "/officer/reissue", **wanted, centre="EG").text
