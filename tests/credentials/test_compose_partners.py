"""Who stands in a credential beside its issuer: developers, presidency, host university; English names."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from certsvc.credentials.compose import compose_credential
from certsvc.credentials.composed_achievements import ComposedAchievements
from certsvc.credentials.lint import lint_credential
from certsvc.credentials.wording import LANGUAGES
from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.partners import IssuerProfile
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.shapes import Shapes, find_outline
from tests.builders import (
    a_certification,
    a_completion,
    a_course,
    a_micro_certification,
    a_parent_profile,
    a_whole_certification,
    an_award,
    an_issuer_profile,
    texts,
)

PARTNERS = {
    PartnerCode("NG"): texts("IIOE Nigeria National Centre"),
    PartnerCode("ABU"): texts("Ahmadu Bello University, Zaria", ha="Jami’ar Ahmadu Bello, Zariya"),
}
ENGLISH = {"type": "IdentifierEntry", "identifierType": "ext:englishName"}


def document_of(**fields: Any) -> Mapping[str, Any]:  # noqa: ANN401  # any field of a certification
    return compose_credential(a_certification(**fields)).document


def with_parent(profile: IssuerProfile, **parent: Any) -> IssuerProfile:  # noqa: ANN401  # as the builder takes
    return replace(profile, english_name="In English", parent=a_parent_profile(**parent))


@pytest.mark.parametrize("mode", Mode)
def test_every_mode_stands_as_a_result_under_its_own_word(mode: Mode) -> None:
    results = document_of(award=an_award(completions=[a_completion(mode=mode)]))["credentialSubject"][
        "result"
    ]
    assert results[-1]["resultDescription"].endswith("#mode-B1")
    assert (
        results[-1]["value"]
        == {
            Mode.ONLINE: "online",
            Mode.ON_SITE: "on_site",
            Mode.BLENDED: "blended",
            Mode.SMART_CLASSROOM: "smart_classroom",
        }[mode]
    )


def test_a_course_is_evidence_with_its_title_and_who_developed_it() -> None:
    course = a_course(developed_by=("NG", "ABU", "GONE"))
    assert document_of(courses=[course], partners=PARTNERS)["evidence"] == [
        {
            "id": "http://localhost:8000/achievements/MC-B1.v1#course-B1",
            "type": ["Evidence"],
            "genre": "ext:Course",
            "name": "Domestication and Production of Micro-Courses",
            "description": "IIOE Nigeria National Centre; Ahmadu Bello University, Zaria",
        }
    ]


def test_only_what_was_completed_is_evidence_each_course_once() -> None:
    courses = [a_course(code=code, titles=texts(f"Course {code}")) for code in ("B1", "B2", "B3")]
    made = [a_completion(course="B2"), a_completion(course="B1"), a_completion(course="B2", cohort="again")]
    evidence = document_of(award=an_award(completions=made), courses=courses)["evidence"]
    assert [entry["name"] for entry in evidence] == ["Course B2", "Course B1"]
    assert all("description" not in entry for entry in evidence)
    assert "evidence" not in document_of(award=an_award(completions=[]))


def test_the_network_stands_above_who_made_the_achievement_and_its_university_above_the_centre() -> None:
    creator = with_parent(
        an_issuer_profile(), code="IIOE", name="IIOE", official="A, Rotating President 2024"
    )
    source = with_parent(a_certification().source, name="ABU", official="B, Vice-Chancellor")
    document = document_of(creator=creator, issuer=creator, source=source)
    subject = document["credentialSubject"]
    network = subject["achievement"]["creator"]["parentOrg"]
    assert network == {
        "id": "http://localhost:8000/partners/IIOE",
        "type": ["Profile"],
        "name": "IIOE",
        "url": "https://abu.example/",
        "official": "A, Rotating President 2024",
        "otherIdentifier": [{**ENGLISH, "identifier": "Ahmadu Bello University"}],
    }
    assert subject["source"]["parentOrg"]["official"] == "B, Vice-Chancellor"
    assert not {"parentOrg", "otherIdentifier"} & document["issuer"].keys()


def test_what_one_partner_says_of_itself_is_said_once() -> None:
    secretariat, centre = with_parent(an_issuer_profile(), code="IIOE"), with_parent(a_certification().source)
    for fields in (
        {"issuer": secretariat, "source": secretariat, "creator": secretariat},
        {"issuer": centre, "source": centre, "creator": secretariat},
        {"issuer": centre, "source": centre, "creator": None},
        {"issuer": secretariat, "source": with_parent(centre, code="IIOE"), "creator": secretariat},
    ):
        text = json.dumps(document_of(**fields))
        dids = {profile.did for profile in fields.values() if profile}
        parents = {profile.parent.address for profile in fields.values() if profile and profile.parent}
        assert text.count('"parentOrg"') == len(parents)
        assert text.count('"In English"') == len(dids)


def test_an_issuer_that_neither_made_nor_assessed_stands_in_full() -> None:
    issuer = with_parent(
        an_issuer_profile(code="EG", did=a_whole_certification().addresses.centre_did(PartnerCode("EG")))
    )
    document = document_of(issuer=issuer, creator=an_issuer_profile())
    assert document["issuer"]["parentOrg"]["id"] == "http://localhost:8000/partners/ABU"
    lint_credential(compose_credential(a_certification(issuer=issuer, creator=an_issuer_profile())))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_achievement_has_its_english_name_beside_another(language: str) -> None:
    titles = texts(
        "Micro-Course Production", **{tag.replace("-", "_"): f"Title {tag}" for tag in LANGUAGES[1:]}
    )
    award = an_award(micro_certification=a_micro_certification(titles=titles))
    achievement = document_of(award=award, language=language)["credentialSubject"]["achievement"]
    expected = None if language == "en" else [{**ENGLISH, "identifier": "Micro-Course Production"}]
    assert achievement.get("otherIdentifier") == expected


def test_a_batch_says_what_each_alone_would_say() -> None:
    achievements = ComposedAchievements()
    whole = a_whole_certification()
    one_more = replace(whole.award, completions=(*whole.award.completions, a_completion(cohort="another")))
    for certification in (whole, a_certification(), replace(whole, award=one_more), whole):
        alone = compose_credential(certification).document
        assert compose_credential(certification, achievements=achievements).document == alone
        assert list(alone) == list(compose_credential(certification, achievements=achievements).document)


def test_of_a_batch_each_draft_is_its_own() -> None:
    achievements, whole = ComposedAchievements(), a_whole_certification()
    first = compose_credential(whole, achievements=achievements).document
    first["evidence"][0]["name"] = first["issuer"]["name"] = "Altered"
    assert "Altered" not in json.dumps(compose_credential(whole, achievements=achievements).document)


def test_the_whole_of_it_is_covered_by_the_proof_and_filled_in_from_its_shape() -> None:
    linted = lint_credential(compose_credential(a_whole_certification()))
    document = linted.document
    nquads = canonical_nquads(document)
    for said in ("ext:Mode", "smart_classroom", "ext:Course", "ext:englishName", "Rotating President 2024"):
        assert said in nquads.decode()
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    outline = find_outline([text])
    assert outline is not None
    shapes = Shapes(1)
    shapes.learn(outline, (), nquads)
    assert shapes.find_nquads(outline) == nquads
