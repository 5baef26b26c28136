"""How a course was held stands on the verification page in words, as on the sheet."""

from dataclasses import replace
from typing import Any

import pytest

from certsvc.credentials.compose import compose_credential
from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import LanguageTag
from certsvc.web.pages.earned import subject_of
from tests.builders import a_certification, a_completion, a_whole_certification, an_award


def subject(mode: Mode, language: str) -> dict[str, Any]:
    whole = replace(a_whole_certification(), language=LanguageTag(language))
    completion = a_completion(learner=whole.award.learner, mode=mode)
    composed = compose_credential(replace(whole, award=replace(whole.award, completions=(completion,))))
    found: dict[str, Any] = composed.document["credentialSubject"]
    return found


@pytest.mark.parametrize(
    ("language", "mode", "words"),
    [
        ("en", Mode.ON_SITE, "on site"),
        ("en", Mode.SMART_CLASSROOM, "Smart Classroom"),
        ("uz-Cyrl", Mode.BLENDED, "аралаш"),
        ("uz-Cyrl", Mode.ONLINE, "онлайн"),
    ],
)
def test_a_mode_is_shown_in_the_words_of_the_credentials_language(
    language: str, mode: Mode, words: str
) -> None:
    result = subject_of(subject(mode, language)).results[-1]
    assert (result.value, result.maximum, result.required, result.is_hours) == (words, "", "", False)


def test_a_mode_that_others_know_stands_as_it_is_and_so_does_any_other_result() -> None:
    others = subject(Mode.ONLINE, "en")
    others["result"][-1]["value"] = "by post"
    others["result"][0]["value"] = "online"
    assert [result.value for result in subject_of(others).results] == ["online", "24", "by post"]


def test_an_award_without_a_mode_shows_none() -> None:
    award = an_award(completions=[a_completion(mode=None)])
    document = compose_credential(a_certification(award=award)).document
    assert len(subject_of(document["credentialSubject"]).results) == 2
