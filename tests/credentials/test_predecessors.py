"""What a certificate says of the one whose place it takes, and what is read of that."""

import unicodedata
from typing import Any

import pytest

from certsvc.credentials.compose import compose_credential
from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.lint import lint_credential
from certsvc.credentials.predecessors import find_predecessor
from certsvc.credentials.vocabulary import PREDECESSOR
from certsvc.credentials.wording import LANGUAGES, wording_for
from certsvc.domain.identifiers import LanguageTag
from tests.builders import (
    ADDRESSES,
    a_certification,
    a_micro_certification,
    a_predecessor,
    an_award,
    texts,
)

BEFORE = a_predecessor(reason='“Ngozi” is written "Ngọzi".')


def a_document(language: str = "en", **others: Any) -> dict[str, Any]:  # noqa: ANN401  # any field
    titles = texts("Micro-Course Production", **{language.replace("-", "_"): "Title"})
    award = others.pop("award", an_award(micro_certification=a_micro_certification(titles=titles)))
    certification = a_certification(award=award, language=language, predecessor=BEFORE, **others)
    return dict(compose_credential(certification).document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate_names_its_predecessor_and_why_in_its_own_language(language: LanguageTag) -> None:
    document = a_document(language)
    lint_credential(DraftCredential(document))
    course, before = document["evidence"]
    assert course["genre"] != PREDECESSOR
    assert before == {
        "id": ADDRESSES.credential(BEFORE.credential_id),
        "type": ["Evidence"],
        "genre": PREDECESSOR,
        "name": wording_for(language).in_place_of.format(code=BEFORE.code),
        "narrative": BEFORE.reason,
    }
    found = find_predecessor(document)
    assert found is not None
    assert (found.code, found.reason, found.address) == (BEFORE.code, BEFORE.reason, before["id"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_around_a_replacement_are_fit_to_sign(language: LanguageTag) -> None:
    words = wording_for(language)
    for text in (words.in_place_of, words.transcript_in_place_of):
        assert text.count("{code}") == 1
        assert unicodedata.is_normalized("NFC", text)
    for text in (words.corrected_name, words.corrected_data):
        assert text.endswith((".", "。"))
        assert unicodedata.is_normalized("NFC", text)
    assert words.in_place_of != words.transcript_in_place_of


def test_an_award_without_courses_names_its_predecessor_too() -> None:
    document = a_document(award=an_award(completions=[]))
    assert [piece["genre"] for piece in document["evidence"]] == [PREDECESSOR]
    lint_credential(DraftCredential(document))


def test_without_a_predecessor_nothing_is_said_of_one() -> None:
    document = dict(compose_credential(a_certification()).document)
    assert all(piece["genre"] != PREDECESSOR for piece in document["evidence"])
    assert find_predecessor(document) is None


@pytest.mark.parametrize(
    "evidence",
    [
        None,
        "x",
        [],
        [None, 1, "x"],
        {"genre": PREDECESSOR},
        [{"genre": PREDECESSOR, "name": 7}],
        [{"genre": PREDECESSOR, "name": "In place of certificate 000G-40R4-0M30-E209-K"}],
        [{"genre": PREDECESSOR, "name": f"{BEFORE.code} {BEFORE.code}"}],
        [{"genre": "ext:Course", "name": f"In place of {BEFORE.code}"}],
        [{"genre": "x"}] * 100 + [{"genre": PREDECESSOR, "name": BEFORE.code}],
    ],
)
def test_of_what_is_misshapen_or_has_no_code_nothing_is_read(evidence: object) -> None:
    assert find_predecessor({"evidence": evidence}) is None


def test_one_piece_of_evidence_alone_is_read_too() -> None:
    found = find_predecessor({"evidence": {"genre": PREDECESSOR, "name": f"Statt {BEFORE.code}."}})
    assert found == ("", f"Statt {BEFORE.code}.", BEFORE.code, "")
