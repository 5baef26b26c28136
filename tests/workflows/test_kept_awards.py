"""Whoever asked for her name gets her name: what she earned stays what it was, whatever changed since."""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from certsvc.catalogue.read import SHIPPED
from certsvc.credentials.differences import Part, differences_between
from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.corrections import CorrectedField
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import Finding
from certsvc.errors import ConflictError
from certsvc.storage.database import db, transaction
from certsvc.workflows.ask_correction import Wanted, show_correctable
from certsvc.workflows.bulk_acts import preview_act
from certsvc.workflows.confer_awards import confer_award
from certsvc.workflows.decide_correction import decide_correction
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.load_catalogue import load_catalogue
from certsvc.workflows.preview_reissue import preview_reissue
from certsvc.workflows.reissue_credentials import reissue_records
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.conferring import a_decision
from tests.conftest import Clock
from tests.correcting import MISSPELT, NAME, RIGHT, asked, somebody, standing
from tests.uploads import a_row, upload_rows

EVERYTHING = BulkAct(BatchKind.REISSUE, CredentialFilter(course="B1"), reason="The title is another one.")
FRENCH = 'fr = "Adaptation et production de microcours"\n'
Change = Callable[[str], str]
Load = Callable[..., None]
COURSE_B1 = re.compile(r'(code = "B1".*?\npass_mark = )(\d+)', re.DOTALL)


def other_titles(text: str) -> str:
    return text.replace("Micro-Course", "Nano-Course")


def no_french(text: str) -> str:
    return text.replace(FRENCH, "")


def higher_mark(text: str) -> str:
    return COURSE_B1.sub(r"\g<1>95", text)


@pytest.fixture
def load(services: Services, clock: Clock, tmp_path: Path) -> Load:
    """Loads the shipped catalogue with some changes, a day later."""
    return lambda *changes: _load(services, clock, tmp_path / f"{clock():%Y%m%d}", changes)


def _load(services: Services, clock: Clock, folder: Path, changes: Sequence[Change]) -> None:
    shutil.copytree(SHIPPED, folder)
    for path in (folder / "courses.toml", folder / "micro-certifications.toml"):
        text = path.read_text("utf-8")
        for change in changes:
            text = change(text)
        path.write_text(text, "utf-8")
    clock.advance(days=1)
    load_catalogue(services, folder, by=OPERATOR)
    clock.advance(days=1)
    db.session.rollback()


def document(record: CredentialRecord) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(record.signed_bytes)
    return found


def changed_parts(before: CredentialRecord, after: CredentialRecord) -> dict[str, tuple[str, str]]:
    found = differences_between(document(before), document(after), email="person1@abu.example")
    return {one.what: (one.before, one.after) for one in found}


def correct(services: Services, person_id: PersonId, *wanted: Wanted) -> CredentialRecord:
    """She asks and is answered; the certificate that stands then."""
    decide_correction(services, asked(services, person_id, *wanted).id, approve=True, by=OPERATOR)
    return standing(person_id)


def test_a_name_is_put_right_in_words_and_by_rules_of_the_time_in_which_it_was_earned(
    services: Services, load: Load
) -> None:
    person = somebody(services)
    first = standing(person)
    load(other_titles, higher_mark, no_french)

    second = correct(services, person)

    assert changed_parts(first, second) == {Part.NAME: ("Ngosi Okafor", RIGHT)}
    then, now = (document(one)["credentialSubject"] for one in (first, second))
    assert {name for name in then if then[name] != now[name]} == {"identifier", "licenseNumber"}
    assert verify_code(services, second.code).finding is Finding.VALID

    load(higher_mark)
    third = correct(services, person, Wanted(NAME, "Ngozi A. Okafor"))  # of one that was kept before
    assert set(changed_parts(second, third)) == {Part.NAME}
    fourth = correct(services, person, Wanted(CorrectedField.EMAIL, "ngozi@unilag.example"))
    assert document(fourth)["credentialSubject"]["achievement"] == then["achievement"]
    fifth = correct(services, person, Wanted(CorrectedField.PREFERRED_LANGUAGE, "fr"))
    said = document(fifth)["credentialSubject"]["achievement"]
    assert (said["inLanguage"], said["id"], said["version"]) == ("fr", then["achievement"]["id"], "1")


def test_an_officer_who_reissues_many_goes_by_todays_catalogue_and_so_does_what_comes_after(
    services: Services, load: Load
) -> None:
    person = somebody(services)
    load(other_titles)
    kept = correct(services, person)
    assert preview_reissue(services, EVERYTHING, by=OPERATOR).changed == 1
    do_bulk_act(services, EVERYTHING, expected=preview_act(EVERYTHING, by=OPERATOR), by=OPERATOR)
    reissued = standing(person)
    assert changed_parts(kept, reissued)[Part.TITLE] == (
        "Micro-Course Localisation and Production",
        "Nano-Course Localisation and Production",
    )
    load()  # back to the first titles
    again = correct(services, person, Wanted(NAME, "Ngozi A. Okafor"))
    assert set(changed_parts(reissued, again)) == {Part.NAME}


def test_what_was_conferred_keeps_the_words_in_which_it_was(services: Services, load: Load) -> None:
    old = confer_award(services, a_decision(), by=OPERATOR).record
    load(lambda text: text.replace("Pioneer Case Award", "Pioneer Award"))
    with transaction():
        reissued = reissue_records(
            services, [old], reason="A test.", by="an officer", batch_id=None, keep_earned=True
        )
    [(_, new)] = reissued.made
    assert changed_parts(old, new) == {}


def test_a_result_that_is_corrected_is_looked_at_by_todays_rules(services: Services, load: Load) -> None:
    person = somebody(services)
    load(higher_mark)
    [result] = show_correctable(services, person, standing(person).id).completions
    correction = asked(services, person, Wanted(NAME, RIGHT), Wanted(CorrectedField.SCORE, "90", result.id))
    with pytest.raises(ConflictError) as caught:
        decide_correction(services, correction.id, approve=True, by=OPERATOR)
    assert caught.value.code == "certificate_left_out"
    assert standing(person).supersedes is None


def test_a_name_does_not_bring_back_a_result_that_a_file_has_taken_back(services: Services) -> None:
    """What was recorded otherwise since is certified as it is now, or not at all."""
    person = somebody(services)
    upload_rows(services, a_row(1, full_name=MISSPELT, score="91"), amend=True, issue=False)
    first = standing(person)
    second = correct(services, person)
    assert changed_parts(first, second)[Part.SCORE] == ("89", "91")
    upload_rows(services, a_row(1, full_name=RIGHT, score="12", outcome="failed"), amend=True, issue=False)
    correction = asked(services, person, Wanted(NAME, "Ngozi A. Okafor"))
    with pytest.raises(ConflictError) as caught:
        decide_correction(services, correction.id, approve=True, by=OPERATOR)
    assert caught.value.code == "certificate_left_out"
