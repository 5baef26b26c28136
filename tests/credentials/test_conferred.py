"""Credentials of organisations and teams: what they say, in every language, and what the lint asks."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.credentials.certification import Certification
from certsvc.credentials.compose import compose_achievement, compose_credential
from certsvc.credentials.composed_achievements import ComposedAchievements, achievement_parts
from certsvc.credentials.lint import DraftCredential, LintError, lint_credential
from certsvc.credentials.wording import LANGUAGES
from certsvc.domain.catalogue import NEVER, Requirement
from certsvc.domain.conferrals import Conferral, recipient_ref
from certsvc.domain.recipients import RecipientKind
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.data_integrity import check_proof
from tests.builders import (
    a_certification,
    a_micro_certification,
    a_signed_credential,
    a_signing_key,
    an_award,
    an_issuer_profile,
    texts,
)
from tests.conferring import CITATION, MEMBERS, a_decision, a_team_decision

UNIVERSITY = "Ahmadu Bello University"


def a_conferred_certification(
    conferral: Conferral | None = None,
    *,
    language: str = "en",
    **others: Any,  # noqa: ANN401  # any field
) -> Certification:
    conferral = conferral or a_team_decision()
    requirement = Requirement(NEVER, conferred_on=(RecipientKind.ORGANISATION, RecipientKind.TEAM))
    titles = texts("Pioneer Case Award", **{str(tag).replace("-", "_"): f"Award {tag}" for tag in LANGUAGES})
    award = an_award(
        learner=conferral.recipient,
        micro_certification=a_micro_certification(code="PIONEER-MC", titles=titles, requirement=requirement),
        completions=(),
        earned_on=conferral.decided_on,
    )
    award = type(award)(
        learner=award.learner,
        micro_certification=award.micro_certification,
        completions=(),
        earned_on=award.earned_on,
        conferral=conferral,
    )
    fields: dict[str, Any] = {"institution": UNIVERSITY, "source": an_issuer_profile()} | others
    return a_certification(award=award, courses=(), language=language, **fields)


def subject_of(certification: Certification) -> dict[str, Any]:
    subject: dict[str, Any] = compose_credential(certification).document["credentialSubject"]
    return subject


def identities(subject: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["identityType"], one["identityHash"]) for one in subject["identifier"]]


def test_a_team_is_named_with_its_institution_and_every_member() -> None:
    subject = subject_of(a_conferred_certification())
    assert identities(subject) == [
        ("name", "Micro-Course Studio Zaria"),
        ("ext:institutionName", UNIVERSITY),
        *(("ext:teamMember", member) for member in MEMBERS),
    ]
    assert all(one["hashed"] is False for one in subject["identifier"])


def test_an_institution_is_not_named_twice() -> None:
    subject = subject_of(a_conferred_certification(a_decision(name=UNIVERSITY, latin_name="")))
    assert identities(subject) == [("name", UNIVERSITY)]


def test_a_name_in_another_script_stands_beside_that_in_latin_letters() -> None:
    decision = a_decision(name="جامعة عين شمس", latin_name="Ain Shams University")
    names = identities(subject_of(a_conferred_certification(decision, institution="")))
    assert names == [("name", "جامعة عين شمس"), ("ext:latinName", "Ain Shams University")]


def test_an_award_speaks_of_its_edition_and_of_nothing_that_is_learned() -> None:
    subject = subject_of(a_conferred_certification())
    assert subject["term"] == "2026"
    assert subject["achievement"]["achievementType"] == "Award"
    assert not {"result", "activityEndDate", "activityStartDate"} & subject.keys()
    assert "resultDescription" not in subject["achievement"]


def test_the_citation_is_the_narrative_else_that_it_was_conferred() -> None:
    assert subject_of(a_conferred_certification(a_decision()))["narrative"] == CITATION
    plain = subject_of(a_conferred_certification(a_decision(citation="")))
    assert plain["narrative"] == "Conferred by decision of the secretariat, edition 2026."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("decision", [a_decision, a_team_decision])
def test_in_every_language_it_is_worded_linted_signed_and_verified(
    language: str, decision: Callable[..., Conferral]
) -> None:
    certification = a_conferred_certification(decision(citation=""), language=language)
    signed = a_signed_credential(certification)
    check_proof(signed.document, a_signing_key().private_key.public_key())
    subject = signed.document["credentialSubject"]
    assert subject["achievement"]["inLanguage"] == language
    english = subject_of(a_conferred_certification(decision(citation=""), language="en"))
    assert "2026" in subject["narrative"]
    assert (subject["narrative"] == english["narrative"]) == (language == "en")
    assert (subject["role"] == english["role"]) == (language == "en")
    assert {"{", "}"}.isdisjoint(subject["narrative"])


def test_every_word_of_an_award_is_signed() -> None:
    certification = a_conferred_certification()
    quads = canonical_nquads(compose_credential(certification).document).decode()
    for text in (*MEMBERS, UNIVERSITY, CITATION, "Team", "2026", "Award"):
        assert text in quads, text


def test_an_award_composed_in_a_batch_is_that_composed_alone() -> None:
    certification = a_conferred_certification()
    alone = compose_credential(certification).document
    assert compose_credential(certification, achievements=ComposedAchievements()).document == alone
    for _ in range(2):  # the second time what has passed before passes again
        linted = lint_credential(compose_credential(certification, achievements=ComposedAchievements()))
        assert linted.document == alone


def test_the_achievement_alone_is_an_award_too() -> None:
    achievement = compose_achievement(achievement_parts(a_conferred_certification()))
    assert achievement["achievementType"] == "Award"


def breaches(change: Callable[[dict[str, Any]], object]) -> tuple[str, ...]:
    """Of an award, after something was changed in its subject."""
    document = dict(compose_credential(a_conferred_certification()).document)
    change(document["credentialSubject"])
    with pytest.raises(LintError) as caught:
        lint_credential(DraftCredential(document))
    return caught.value.breaches


def test_a_member_named_twice_is_a_breach() -> None:
    [breach] = breaches(lambda subject: subject["identifier"].append(subject["identifier"][-1]))
    assert breach.startswith("8.7 ")


def test_a_member_whose_name_cannot_be_printed_is_a_breach() -> None:
    [breach] = breaches(lambda subject: subject["identifier"][-1].update(identityHash=" Amina"))
    assert breach.startswith("8.5 ")


def test_a_role_that_says_nothing_is_a_breach() -> None:
    found = breaches(lambda subject: subject.update(role=[]))
    assert any(breach.startswith("7.5 credentialSubject.role") for breach in found)


@given(st.text(max_size=40))
def test_a_recipient_is_found_by_its_name_however_it_is_spaced_and_capitalised(name: str) -> None:
    ref = recipient_ref(RecipientKind.TEAM, name)
    assert ref.startswith("@team:")
    assert recipient_ref(RecipientKind.TEAM, f"  {name}\t") == ref
    assert recipient_ref(RecipientKind.ORGANISATION, name) != ref


def test_capitals_and_spaces_do_not_make_another_recipient() -> None:
    one, other = "Université  de l’Est", "UNIVERSITÉ DE L’EST"
    assert recipient_ref(RecipientKind.TEAM, one) == recipient_ref(RecipientKind.TEAM, other)
