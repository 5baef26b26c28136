"""How dates, numbers, names and facts are worded on a sheet."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError
from certsvc.rendering.facts import facts_of
from certsvc.rendering.fonts import Face, check_coverage
from certsvc.rendering.labels import labels_for, languages
from certsvc.rendering.sheet import read_sheet
from certsvc.rendering.signatories import Signatory, signatories_of
from certsvc.rendering.wording import breakable, printable
from tests.builders import a_full_certification, a_signed_credential, a_signed_document


@pytest.mark.parametrize(
    ("language", "day", "percent"),
    [
        ("en", "1 April 2024", "70.9%"),
        ("fr", "1er avril 2024", "70,9 %"),
        ("ar", "1 أبريل 2024", "70.9%"),
        ("id", "1 April 2024", "70,9%"),
        ("uz", "2024-yil 1-aprel", "70,9%"),
        ("uz-Cyrl", "2024 йил 1 апрель", "70,9%"),
        ("ru", "1 апреля 2024 г.", "70,9 %"),
        ("es", "1 abr. 2024", "70,9 %"),
        ("zh", "2024年4月1日", "70.9%"),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_writes_them(
    language: str, day: str, percent: str
) -> None:
    labels = labels_for(language)
    assert labels.day(date(2024, 4, 1)) == day
    assert labels.percent("70.9") == percent


def test_every_language_has_the_same_labels_and_twelve_months() -> None:
    english = set(labels_for("en").words)
    for language in languages():
        labels = labels_for(language)
        assert set(labels.words) - {"first"} == english, language
        assert len(set(labels.months)) == 12, language


def test_every_label_can_be_written_with_the_fonts_of_a_sheet() -> None:
    for language in languages():
        labels = labels_for(language)
        for text in (
            *labels.words.values(),
            *(word.upper() for word in labels.words.values()),
            *labels.months,
        ):
            check_coverage(text, Face.PLAIN)
        for name in ("certifies", "earned"):
            check_coverage(labels[name], Face.DISPLAY)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("en-NG", "en"),
        ("fr", "fr"),
        ("uz-Cyrl", "uz-Cyrl"),
        ("uz-UZ", "uz"),
        ("uz-Arab", "en"),
        ("zh-Hans", "zh"),
        ("zh-Hans-CN", "zh"),
        ("zh-CN", "zh"),
        ("zh-Hant", "en"),
        ("uz-Cyrl-UZ", "uz-Cyrl"),
        ("", "en"),
    ],
)
def test_a_language_without_words_of_its_own_takes_its_primary_language_or_english(
    asked: str, given: str
) -> None:
    assert labels_for(asked).language == given


@pytest.mark.parametrize("face", [Face.DISPLAY, Face.PLAIN])
@pytest.mark.parametrize(
    "text",
    [
        "Emeka Ọlátúnjí",
        "Oʻtkir Gʼofur oʻgʻli",
        "Ўткир Қодиров Ғани Ҳаким",
        "محمد عبد الرحمن",
        "Ɓala Ɗanjuma Ƙasimu Ẹ̀kọ́",
    ],
)
def test_every_letter_of_the_networks_names_is_covered(text: str, face: Face) -> None:
    check_coverage(text, face)


@pytest.mark.parametrize("text", ["ኢትዮጵያ", "हिन्दी", "😀", "\ue000", "a\u20e3", "\U000e0041"])
def test_what_no_face_covers_is_told_by_code_point(text: str) -> None:
    with pytest.raises(InvalidInputError, match=f"U\\+{ord(text[-1]):04X}|U\\+{ord(text[0]):04X}") as raised:
        check_coverage(text, Face.DISPLAY)
    assert raised.value.code == "script_not_covered"


def facts(**differences: Any) -> dict[str, str]:  # noqa: ANN401  # whatever the builder takes
    return {fact.label: fact.value for fact in facts_of(a_signed_document(**differences), labels_for("en"))}


def test_several_results_are_named_by_their_course_and_their_hours_added() -> None:
    found = facts(scores=[("B1", "89"), ("A3", "70.5")], hours=[("B1", "24"), ("A3", "12.5")])
    assert found["Result"] == "B1\u00a089% · A3\u00a070.5%"
    assert found["Learning hours"] == "36.5"


def test_hours_that_are_not_known_of_every_course_are_not_added() -> None:
    assert "Learning hours" not in facts(scores=[("B1", "89"), ("A3", "70")], hours=[("B1", "24")])


def test_hours_that_are_no_number_are_left_out() -> None:
    for odd in ("many", "NaN", "Infinity", "1e999999"):
        assert "Learning hours" not in facts(hours=[("B1", odd)])


def test_a_course_code_is_shown_as_it_is_and_not_as_an_address_spells_it() -> None:
    assert facts(scores=[("GEN%20AI", "80"), ("B1", "90")])["Result"].startswith("GEN AI\u00a080%")


def test_issuer_and_centre_sign_each_by_their_official() -> None:
    assert signatories_of(a_signed_document()) == (
        Signatory("Dr Lin Mofan", "Director", "UNESCO-ICHEI"),
        Signatory("Prof. Halima Misali", "Vice-Chancellor", "IIOE National Centre, Nigeria"),
    )


def test_an_issuer_that_is_the_centre_signs_once() -> None:
    document = a_signed_document(centre="UNESCO-ICHEI", centre_official="Dr Lin Mofan, Director")
    assert len(signatories_of(document)) == 1


def test_a_centre_without_an_official_leaves_the_signature_to_the_issuer() -> None:
    assert [who.organisation for who in signatories_of(a_signed_document(centre_official=""))] == [
        "UNESCO-ICHEI"
    ]
    assert [who.name for who in signatories_of(a_signed_document(issuer_official=""))] == [
        "Prof. Halima Misali"
    ]


def test_an_arabic_comma_parts_name_and_role_too() -> None:
    (issuer, _) = signatories_of(a_signed_document(issuer_official="أ.د. لي جين، المدير"))
    assert (issuer.name, issuer.role) == ("أ.د. لي جين", "المدير")


@given(st.text())
def test_a_printable_text_is_one_line_without_hidden_controls(text: str) -> None:
    clean = printable("".join(character for character in text if not "\ud800" <= character <= "\udfff"))
    assert clean == clean.strip()
    assert all(
        character.isprintable() or character in "\u200c\u200d" or ord(character) > 0xFF for character in clean
    )
    assert not set(clean) & set("\n\r\t\0\u202e\u2066\u200b\ufeff\u2028")


@given(st.text("abí́́\u0301 ", max_size=200))
def test_breaks_change_no_letter_and_part_no_mark_from_its_letter(text: str) -> None:
    broken = breakable(text)
    assert broken.replace("\u200b", "") == text.replace("\u200b", "")
    assert "\u200b\u0301" not in broken


def test_a_really_composed_and_signed_credential_is_read_whole() -> None:
    sheet = read_sheet(a_signed_credential(a_full_certification()).document)
    assert sheet.name == "Оксана Ўктамова"
    assert sheet.latin_name == "Oksana Oʻktamova"
    assert len(sheet.competencies) == 2
    assert {"Result", "Learning hours", "Completed", "Issued", "Valid until"} <= {
        fact.label for fact in sheet.facts
    }
    assert (sheet.creator.name, sheet.creator.letters) == ("UNESCO-ICHEI", "ICHEI")
    assert sheet.centre is not None
    assert (sheet.centre.name, sheet.centre.code) == ("IIOE National Centre, Nigeria", "NG")
