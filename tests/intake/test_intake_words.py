"""Languages, genders, outcomes and modes in the words of all languages."""

import pytest

from certsvc.domain.catalogue import Mode
from certsvc.domain.completions import Gender, Outcome
from certsvc.intake.languages import read_language
from certsvc.intake.vocabulary import load_table, matchable
from certsvc.intake.word_cells import read_gender, read_mode, read_outcome
from tests.intake.uploads import a_csv, rows_of


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("uz-cyrl", "uz-Cyrl"),
        ("uz_Cyrl_UZ", "uz-Cyrl-UZ"),
        ("zh-hans", "zh-Hans"),
        ("es-419", "es-419"),
        ("hau", "hau"),
        ("English", "en"),
        ("العربية", "ar"),
        ("O‘zbekcha", "uz"),
    ],
)
def test_a_language_is_kept_in_canonical_case(text: str, tag: str) -> None:
    assert read_language(text) == (tag, None)


@pytest.mark.parametrize("text", ["xx-nope", "xx", "en-", "e", "en-x-private", "Klingon", "en us", "q" * 500])
def test_an_unknown_language_is_refused(text: str) -> None:
    tag, fault = read_language(text)
    assert tag is None
    assert fault
    assert fault.code == "unknown_language"


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("F", Gender.FEMALE),
        ("male", Gender.MALE),
        ("Ж", Gender.FEMALE),
        ("М", Gender.MALE),
        ("M", Gender.MALE),
        ("أنثى", Gender.FEMALE),
        ("ذكر", Gender.MALE),
        ("Perempuan", Gender.FEMALE),
        ("L", Gender.MALE),
        ("P", Gender.FEMALE),
        ("ayol", Gender.FEMALE),
        ("эркак", Gender.MALE),
        ("Mujer", Gender.FEMALE),
        ("女", Gender.FEMALE),
        ("non-binary", Gender.OTHER),
        ("", None),
        ("-", None),
        ("Prefer not to say", None),
    ],
)
def test_gender_words_of_all_languages_are_known(text: str, gender: Gender | None) -> None:
    assert read_gender(text) == (gender, None)


def _genders(*letters: str) -> list[Gender | str | None]:
    rows = rows_of(a_csv(*({"gender": letter, "learner_ref": f"P{n}"} for n, letter in enumerate(letters))))
    return [row.completion.learner.gender if row.completion else row.problems[0].code for row in rows]


def test_the_letters_of_a_file_tell_what_an_m_or_a_p_means() -> None:
    assert _genders("M", "F") == [Gender.MALE, Gender.FEMALE]
    assert _genders("H", "M") == [Gender.MALE, Gender.FEMALE]
    assert _genders("L", "P") == [Gender.MALE, Gender.FEMALE]
    assert _genders("P", "W") == [Gender.MALE, Gender.FEMALE]
    assert _genders("M", "H", "F") == ["ambiguous_gender", Gender.MALE, Gender.FEMALE]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Passed", Outcome.PASSED),
        ("réussi", Outcome.PASSED),
        ("ناجحة", Outcome.PASSED),
        ("Tidak lulus", Outcome.FAILED),
        ("oʻtdi", Outcome.PASSED),
        ("Сдано", Outcome.PASSED),
        ("не сдал", Outcome.FAILED),
        ("aprobado", Outcome.PASSED),
        ("不合格", Outcome.FAILED),
        ("selesai", Outcome.COMPLETED),
        ("отчислен", Outcome.WITHDRAWN),
    ],
)
def test_outcome_words_of_all_languages_are_known(text: str, outcome: Outcome) -> None:
    assert read_outcome(text) == (outcome, None)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("online", Mode.ONLINE),
        ("Smart Classroom", Mode.SMART_CLASSROOM),
        ("Очно", Mode.ON_SITE),
        ("混合", Mode.BLENDED),
    ],
)
def test_mode_words_are_known(text: str, mode: Mode) -> None:
    assert read_mode(text) == (mode, None)


@pytest.mark.parametrize("subject", ["gender", "outcome", "mode", "language", "month"])
def test_no_word_stands_for_two_values(subject: str) -> None:
    seen: dict[str, str] = {}
    for value, words in load_table("words")[subject].items():
        for word in words:
            assert matchable(word)
            assert seen.setdefault(matchable(word), value) == value, word
