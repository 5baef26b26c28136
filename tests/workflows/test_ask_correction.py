"""A person asks for a correction; what cannot be meant or is not what it says has no effect."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from sqlalchemy import update

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import SheetFormat
from certsvc.domain.corrections import Change, CorrectedField, CorrectionId, CorrectionState
from certsvc.domain.identifiers import CompletionId
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError
from certsvc.opening.attachment import LARGEST
from certsvc.storage import corrections
from certsvc.storage.database import db, transaction
from certsvc.storage.learners import LearnerRow
from certsvc.workflows.ask_correction import (
    MOST_A_DAY,
    Wanted,
    WrongValuesError,
    ask_correction,
    list_own_corrections,
    show_correctable,
    withdraw_correction,
)
from certsvc.workflows.decide_correction import decide_correction
from certsvc.workflows.export_credential import export_credential
from certsvc.workflows.services import Services
from tests.claiming import claim_record, learner_id
from tests.conftest import Clock
from tests.correcting import MISSPELT, NAME, RIGHT, asked, somebody, standing
from tests.uploads import a_row, upload_rows

SCORE = CorrectedField.SCORE
OTHER = "somebody@abu.example"


def picture(kind: str = "JPEG") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, kind)
    return content.getvalue()


def test_what_she_wants_is_kept_as_it_is_read_and_waits(services: Services, clock: Clock) -> None:
    person = somebody(services)
    found = show_correctable(services, person, standing(person).code)
    assert (found.learner.full_name, found.open) == (MISSPELT, None)
    [result] = found.completions
    correction = asked(
        services,
        person,
        Wanted(NAME, "  Ngozi\t Okafor "),
        Wanted(CorrectedField.INSTITUTION, found.learner.institution),
        Wanted(SCORE, "89.00", result.id),
        Wanted(CorrectedField.HOURS, "26,5 h", result.id),
        why="It is\r\nspelt with a z.\0\u202e",
    )
    assert correction.changes == (
        Change(NAME, MISSPELT, RIGHT),
        Change(CorrectedField.HOURS, "24", "26.5", result.id),
    )
    assert correction.why == "It is\nspelt with a z."
    assert (correction.state, correction.asked_at) == (CorrectionState.ASKED, clock.time)
    assert show_correctable(services, person, f"learner:{learner_id()}").open == correction
    assert list_own_corrections(person) == (correction,)


def test_one_waits_at_a_time_and_she_may_withdraw_it(services: Services) -> None:
    person = somebody(services)
    first = asked(services, person)
    with pytest.raises(ConflictError) as caught:
        asked(services, person, Wanted(NAME, "Another"))
    assert caught.value.code == "correction_open"
    with pytest.raises(ConflictError) as caught, transaction():  # two tabs at once: the table holds it
        corrections.add_correction(replace(first, id=CorrectionId("another")))
    assert caught.value.code == "correction_open"
    assert withdraw_correction(services, person, first.id).state is CorrectionState.WITHDRAWN
    with pytest.raises(ConflictError):
        withdraw_correction(services, person, first.id)
    assert {one.state for one in list_own_corrections(person)} == {CorrectionState.WITHDRAWN}
    asked(services, person)


def test_nobody_asks_without_end(services: Services, clock: Clock) -> None:
    person = somebody(services)
    for _ in range(MOST_A_DAY):
        withdraw_correction(services, person, asked(services, person).id)
    with pytest.raises(ConflictError) as caught:
        asked(services, person)
    assert caught.value.code == "too_many_corrections"
    clock.advance(days=1, seconds=1)
    asked(services, person)


def test_what_is_another_persons_is_not_there(services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2, score="77"))
    hers = claim_record(services).person_id
    other = claim_record(services, "ABU-0002", "person2@abu.example").person_id
    correction = asked(services, hers, Wanted(NAME, RIGHT))
    [result] = show_correctable(services, hers, standing(hers).code).completions
    for reference in (standing(hers).code, standing(hers).id, f"learner:{learner_id()}", "learner:", "x"):
        with pytest.raises(NotFoundError):
            show_correctable(services, other, reference)
    with pytest.raises(NotFoundError):
        asked(services, other, Wanted(SCORE, "100", result.id))
    with pytest.raises(NotFoundError):
        asked(services, other, Wanted(SCORE, "100"))
    with pytest.raises(NotFoundError):
        withdraw_correction(services, other, correction.id)
    assert list_own_corrections(other) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (NAME, ""),
        (NAME, "N" * 5_000),
        (NAME, "1234"),
        (NAME, "Ngozi \u202eOkafor"),
        (NAME, "Ngozi \0"),
        (NAME, "=HYPERLINK(1)"),
        (NAME, "\U00012000\U00012001"),  # cuneiform: no font prints it, so no officer is to agree to it
        (CorrectedField.LATIN_NAME, "Нгози"),
        (CorrectedField.EMAIL, "ngozi"),
        (CorrectedField.INSTITUTION, "I" * 256),
        (CorrectedField.PREFERRED_LANGUAGE, "xx-none"),
        (CorrectedField.COMPLETED_ON, ""),
        (CorrectedField.COMPLETED_ON, "2099-01-01"),
        (CorrectedField.COMPLETED_ON, "03/04/2026"),
        (SCORE, "101"),
        (SCORE, "very good"),
        (CorrectedField.HOURS, "-1"),
    ],
)
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_value_that_no_file_could_hold_is_refused_by_its_field(
    services: Services, field: CorrectedField, value: str
) -> None:
    person = somebody(services)
    [result] = show_correctable(services, person, standing(person).code).completions
    of_result = result.id if field in {SCORE, CorrectedField.HOURS, CorrectedField.COMPLETED_ON} else None
    with pytest.raises(WrongValuesError) as caught:
        asked(services, person, Wanted(field, value, of_result), Wanted(CorrectedField.EMAIL, "@"))
    assert caught.value.code == "correction_value"
    first = caught.value.wrong[0]
    assert (first.field, first.completion_id) in {(field, of_result), (CorrectedField.EMAIL, None)}
    assert all(one.message and one.hint for one in caught.value.wrong)
    if field is NAME and value:
        assert value not in "".join(one.message + one.hint for one in caught.value.wrong)
    assert list_own_corrections(person) == ()


@pytest.mark.parametrize(
    ("wanted", "why", "code"),
    [
        ([], "", "nothing_to_correct"),
        ([Wanted(NAME, MISSPELT)], " \u200b\n", "nothing_to_correct"),
        ([Wanted(NAME, RIGHT)], "\0", "why_missing"),
        ([Wanted(NAME, RIGHT)], "x" * 2_001, "why_too_long"),
    ],
)
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_request_says_what_and_why(services: Services, wanted: list[Wanted], why: str, code: str) -> None:
    person = somebody(services)
    with pytest.raises(InvalidInputError) as caught:
        ask_correction(services, person, standing(person).id, wanted=wanted, why=why)
    assert caught.value.code == code
    assert list_own_corrections(person) == ()


def test_she_may_say_in_words_alone_what_is_wrong(services: Services) -> None:
    person = somebody(services)
    correction = ask_correction(
        services, person, standing(person).id, wanted=[Wanted(NAME, MISSPELT)], why="The course is another."
    )
    assert (correction.changes, correction.credential_id) == ((), standing(person).id)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "PDF"])
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_document_is_kept_as_what_it_is(services: Services, kind: str) -> None:
    person = somebody(services)
    content = picture(kind)
    kept = asked(services, person, attachment=content).attachment
    assert kept is not None
    assert kept.media_type == {"PDF": "application/pdf"}.get(kind, f"image/{kind.lower()}")
    with services.archive.open(kept.digest) as file:
        assert file.read() == content


@pytest.mark.parametrize("content", [b"<html></html>", picture("PNG")[:60]], ids=["html", "half"])
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_document_that_is_not_what_it_says_is_refused(services: Services, content: bytes) -> None:
    person = somebody(services)
    with pytest.raises(InvalidInputError) as caught:
        asked(services, person, attachment=content)
    assert caught.value.code == "attachment_type"
    assert list_own_corrections(person) == ()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_document_of_more_than_ten_megabytes_is_refused(services: Services) -> None:
    person = somebody(services)
    with pytest.raises(InvalidInputError) as caught:
        asked(services, person, attachment=picture() + b"\0" * LARGEST)
    assert caught.value.code == "attachment_too_large"


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_certificate_as_this_service_prints_it_is_a_document_too(services: Services) -> None:
    person = somebody(services)
    sheet = export_credential(services, standing(person).id, SheetFormat.PDF).content
    assert asked(services, person, attachment=sheet).attachment is not None


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_result_that_is_unheard_of_is_not_found(services: Services) -> None:
    person = somebody(services)
    with pytest.raises(NotFoundError):
        asked(services, person, Wanted(SCORE, "90", CompletionId("nothing")))
    db.session.rollback()


def test_what_somebody_asked_whose_record_it_was_once_is_neither_shown_nor_in_the_way(
    services: Services,
) -> None:
    first = somebody(services)
    before = asked(services, first, why="A secret of mine.")
    with transaction():
        db.session.execute(
            update(LearnerRow).values(person_id=None, claimed_at=None, email=OTHER, address=OTHER)
        )
    second = claim_record(services, address=OTHER).person_id
    found = show_correctable(services, second, f"learner:{learner_id()}")
    assert found.open is None
    with pytest.raises(ConflictError) as caught:
        decide_correction(services, before.id, approve=True, by=OPERATOR)
    assert caught.value.code == "record_released"
    after = asked(services, second)
    withdrawn = corrections.find_correction(before.id)
    assert withdrawn is not None
    assert (withdrawn.state, list_own_corrections(first)) == (CorrectionState.WITHDRAWN, ())
    assert list_own_corrections(second) == (after,)
