import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.credentials.achievement import AchievementParts, plain_number
from certsvc.credentials.compose import compose_achievement, compose_credential, email_hash
from certsvc.credentials.lint import lint_credential
from certsvc.domain.catalogue import AllOf, AtLeast, CoursePassed, Mode, Requirement
from certsvc.domain.identifiers import CourseCode, LanguageTag
from certsvc.errors import InvalidInputError
from tests.builders import (
    ADDRESSES,
    NOW,
    a_certification,
    a_competency,
    a_completion,
    a_course,
    a_framework,
    a_learner,
    a_micro_certification,
    an_award,
    an_issuer_profile,
    texts,
)


def _document(**fields: Any) -> Mapping[str, Any]:  # noqa: ANN401  # any field of a certification
    return compose_credential(a_certification(**fields)).document


def _subject(**fields: Any) -> Mapping[str, Any]:  # noqa: ANN401  # likewise
    subject: Mapping[str, Any] = _document(**fields)["credentialSubject"]
    return subject


def test_the_same_certification_gives_the_same_document_member_by_member() -> None:
    first, second = (compose_credential(a_certification()).document for _ in range(2))
    assert json.dumps(first) == json.dumps(second)


def test_the_envelope_is_that_of_an_open_badge_under_our_addresses() -> None:
    document = _document()
    assert document["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert document["id"] == "http://localhost:8000/credentials/019ab4f2-6c00-7a11-8c22-3d334e445f55"
    assert document["issuer"]["id"] == "did:web:localhost%3A8000"
    assert document["validFrom"] == "2026-11-24T09:30:00Z"
    assert document["awardedDate"] == "2024-04-26T00:00:00Z"
    assert "validUntil" not in document
    assert "proof" not in document


def test_names_stand_as_written_in_both_scripts() -> None:
    learner = a_learner(full_name="أحمد محمد عبد الله", latin_name="Ahmed Mohamed Abdalla", email="")
    identifiers = _subject(award=an_award(learner=learner))["identifier"]
    assert [(entry["identityType"], entry["identityHash"]) for entry in identifiers] == [
        ("name", "أحمد محمد عبد الله"),
        ("ext:latinName", "Ahmed Mohamed Abdalla"),
    ]


def test_an_address_is_hashed_with_the_salt_whatever_its_case() -> None:
    learner = a_learner(email="Ngozi.Okafor@ABU.example")
    subject = _subject(award=an_award(learner=learner), email_salt="salt-of-her-own")
    (entry,) = [entry for entry in subject["identifier"] if entry["identityType"] == "emailAddress"]
    expected = hashlib.sha256(b"ngozi.okafor@abu.examplesalt-of-her-own").hexdigest()
    assert entry["identityHash"] == f"sha256${expected}"
    assert entry["salt"] == "salt-of-her-own"
    assert "@abu" not in json.dumps(subject).lower()


def test_the_example_of_the_standard_hashes_as_printed() -> None:
    # OB 3.0, IdentityHash
    printed = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    assert email_hash("a@example.com", "Kosher") == printed


def test_results_name_the_descriptions_that_the_achievement_declares() -> None:
    completion = a_completion(score=Decimal("89.50"), hours=Decimal("24.0"))
    subject = _subject(award=an_award(completions=[completion]))
    achievement = "http://localhost:8000/achievements/MC-B1.v1"
    assert [(result["resultDescription"], result["value"]) for result in subject["result"]] == [
        (f"{achievement}#score-B1", "89.5"),
        (f"{achievement}#hours-B1", "24"),
        (f"{achievement}#mode-B1", "smart_classroom"),
    ]
    declared = {entry["id"]: entry for entry in subject["achievement"]["resultDescription"]}
    assert {result["resultDescription"] for result in subject["result"]} == declared.keys()
    assert declared[f"{achievement}#mode-B1"] == {
        "id": f"{achievement}#mode-B1",
        "type": ["ResultDescription"],
        "name": "Mode: Domestication and Production of Micro-Courses",
        "resultType": "ext:Mode",
    }


def test_what_is_unknown_is_left_out() -> None:
    completion = a_completion(score=None, hours=None, mode=None, cohort="")
    subject = _subject(award=an_award(learner=a_learner(email=""), completions=[completion]))
    assert "result" not in subject
    assert "term" not in subject
    assert [entry["identityType"] for entry in subject["identifier"]] == ["name"]
    assert subject["narrative"] == ("Earned by completing “Domestication and Production of Micro-Courses”.")


def test_an_award_without_completions_says_nothing_of_courses() -> None:
    subject = _subject(award=an_award(completions=[]))
    assert not {"result", "term", "narrative", "activityEndDate"} & subject.keys()


def test_the_achievement_describes_every_course_of_its_rule_once_and_what_it_asks() -> None:
    rule = AllOf(
        (
            CoursePassed(CourseCode("FND")),
            AtLeast(
                1,
                (
                    CoursePassed(CourseCode("M1")),
                    CoursePassed(CourseCode("M2")),
                    CoursePassed(CourseCode("FND")),
                ),
            ),
        )
    )
    certification = a_micro_certification(
        code="GENAI-1X", version=3, requirement=Requirement(rule=rule, minimum_score=Decimal(70))
    )
    courses = [a_course(code="FND", pass_mark=Decimal(80)), a_course(code="M1"), a_course(code="M2")]
    subject = _subject(
        award=an_award(micro_certification=certification, completions=[a_completion(course="M2")]),
        courses=courses,
    )
    descriptions = subject["achievement"]["resultDescription"]
    assert [entry["id"].partition("#")[2] for entry in descriptions] == [
        "score-FND", "hours-FND", "mode-FND", "score-M1", "hours-M1", "mode-M1",
        "score-M2", "hours-M2", "mode-M2",
    ]  # fmt: skip
    assert [entry.get("requiredValue") for entry in descriptions] == [
        "80", None, None, "70", None, None, "70", None, None,
    ]  # fmt: skip
    assert subject["achievement"]["id"] == "http://localhost:8000/achievements/GENAI-1X.v3"
    assert subject["achievement"]["version"] == "3"


def test_competencies_stand_as_alignments_with_an_address_of_their_own() -> None:
    competency = a_competency(code="4.1", description="Uses AI in teaching.")
    certification = a_micro_certification(competencies=(competency.ref,))
    subject = _subject(
        award=an_award(micro_certification=certification),
        competencies=[competency],
        frameworks=[a_framework()],
    )
    (alignment,) = subject["achievement"]["alignment"]
    assert alignment == {
        "type": ["Alignment"],
        "targetName": "AI pedagogy: AI-assisted teaching",
        "targetUrl": "https://unesdoc.example/ark:/48223/pf0000391104#4.1",
        "targetCode": "4.1",
        "targetFramework": "AI Competency Framework for Teachers",
        "targetType": "ext:Competency",
        "targetDescription": "Uses AI in teaching.",
    }


def test_the_document_speaks_the_language_that_the_title_exists_in() -> None:
    certification = a_micro_certification(
        titles=texts("Micro-Course Production", fr="Production de microcours")
    )
    french = _document(award=an_award(micro_certification=certification), language="fr-CI")
    assert french["name"] == "Production de microcours"
    assert french["credentialSubject"]["achievement"]["inLanguage"] == "fr"
    assert french["credentialSubject"]["narrative"].startswith("Obtenue après")
    arabic = _document(award=an_award(micro_certification=certification), language="ar")
    assert arabic["name"] == "Micro-Course Production"
    assert arabic["credentialSubject"]["achievement"]["inLanguage"] == "en"
    assert arabic["credentialSubject"]["narrative"].startswith("Earned by")


def test_cohorts_and_hours_of_several_courses_stand_together() -> None:
    made = [
        a_completion(cohort="2024-04", hours=Decimal("10.5"), mode=Mode.ONLINE),
        a_completion(cohort="2024-05", hours=Decimal("4.5"), completed_on=date(2024, 5, 31)),
        a_completion(cohort="2024-04", hours=Decimal(1), mode=Mode.ONLINE),
    ]
    subject = _subject(award=an_award(completions=made))
    assert subject["term"] == "2024-04; 2024-05"
    assert subject["activityEndDate"] == "2024-05-31T00:00:00Z"
    assert "(learning hours: 16; mode: online, Smart Classroom)" in subject["narrative"]


def test_hours_are_not_added_up_where_one_course_has_none() -> None:
    made = [a_completion(hours=Decimal(10)), a_completion(hours=None)]
    assert "hours" not in _subject(award=an_award(completions=made))["narrative"]


def test_the_position_in_the_status_list_stands_in_one_object() -> None:
    assert _document()["credentialStatus"] == {
        "id": "http://localhost:8000/status/1#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "http://localhost:8000/status/1",
    }


def test_times_are_written_in_utc_whatever_zone_they_were_given_in() -> None:
    tashkent = timezone(timedelta(hours=5))
    document = _document(
        issued_at=datetime(2026, 11, 24, 2, 0, tzinfo=tashkent),
        valid_until=datetime(2029, 11, 24, tzinfo=UTC),
    )
    assert document["validFrom"] == "2026-11-23T21:00:00Z"
    assert document["validUntil"] == "2029-11-24T00:00:00Z"


def test_a_time_without_offset_is_the_callers_mistake() -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="offset"):
        a_certification(issued_at=naive)
    with pytest.raises(ValueError, match="offset"):
        a_certification(valid_until=naive)


def test_the_assessing_centre_is_the_source_and_who_made_the_achievement_its_creator() -> None:
    centre = an_issuer_profile(
        code="EG", did=ADDRESSES.centre_did(a_learner(centre="EG").centre), name="Egypt"
    )
    secretariat = an_issuer_profile()
    document = _document(issuer=centre, source=centre, creator=secretariat)
    assert document["issuer"]["name"] == "Egypt"
    assert document["credentialSubject"]["source"]["id"] == "did:web:localhost%3A8000:centres:EG"
    assert document["credentialSubject"]["achievement"]["creator"]["name"] == "UNESCO-ICHEI"


def test_a_profile_has_no_empty_members() -> None:
    bare = replace(an_issuer_profile(), url="", email="", official="")
    assert _document(issuer=bare)["issuer"].keys() == {"id", "type", "name"}


def test_a_catalogue_that_lacks_a_course_or_competency_is_named() -> None:
    with pytest.raises(InvalidInputError, match="course B1") as refused:
        _document(courses=[a_course(code="A3")])
    assert refused.value.code == "unknown_course"
    certification = a_micro_certification(competencies=(a_competency(code="9.9").ref,))
    with pytest.raises(InvalidInputError, match=r"AI-CFT:9\.9") as refused:
        _document(award=an_award(micro_certification=certification), frameworks=[a_framework()])
    assert refused.value.code == "unknown_competency"


def test_the_achievement_alone_is_the_one_in_the_credential_with_its_context() -> None:
    certification = a_certification()
    parts = AchievementParts(
        micro_certification=certification.award.micro_certification,
        creator=certification.issuer,
        courses=certification.courses,
        competencies=certification.competencies,
        frameworks=certification.frameworks,
        language=LanguageTag("en"),
        addresses=certification.addresses,
    )
    alone = compose_achievement(parts)
    document = compose_credential(certification).document
    assert alone == {"@context": document["@context"], **document["credentialSubject"]["achievement"]}


@given(st.decimals(min_value=0, max_value=100_000, places=4))
def test_a_number_is_written_plainly_and_means_the_same(number: Decimal) -> None:
    written = plain_number(number)
    assert Decimal(written) == number
    assert not ("." in written and written.endswith(("0", ".")))
    assert "E" not in plain_number(number.normalize())


NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Cf", "Co"]), min_size=1, max_size=80
)


@given(NAMES, NAMES)
def test_any_name_that_can_be_printed_makes_a_credential_and_stays_as_written(full: str, latin: str) -> None:
    full, latin = (
        unicodedata.normalize("NFC", f"x{name}x").replace("@", "a").replace("\ufffd", "")
        for name in (full, latin)
    )
    full, latin = full.replace("\ufffc", ""), latin.replace("\ufffc", "")
    learner = a_learner(full_name=full, latin_name=latin)
    linted = lint_credential(compose_credential(a_certification(award=an_award(learner=learner))))
    names = [entry["identityHash"] for entry in linted.document["credentialSubject"]["identifier"][:2]]
    assert names == [full, latin]
