"""Names and addresses: what is kept as written and what is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.intake.email_addresses import read_email
from certsvc.intake.texts import read_latin_name, read_name


@pytest.mark.parametrize(
    "name",
    [
        "Sutrisno",
        "Oʻktam Gʻulomov",
        "O'tkir Yo'ldoshev",
        "Ғулом Ўктамов",
        "Emeka Ọlátúnjí",
        "محمود عبد الفتاح إبراهيم",
        "王小明",
        "Martin Luther King, Jr.",
        "Anne-Marie d’Arc",
        "رضا می\u200cخواهد",
        "Ng",
    ],
)
def test_a_name_is_kept_as_written(name: str) -> None:
    assert read_name(name) == (name, None)


def test_a_name_is_trimmed_and_composed_and_its_spaces_are_single() -> None:
    assert read_name("  Ada \t  Lovelace\u00a0") == ("Ada Lovelace", None)
    assert read_name("Ame\u0301lie") == ("Am\u00e9lie", None)
    assert read_name("\u200fأحمد\u200e") == ("أحمد", None)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("A\0B", "control_characters"),
        ("\0", "control_characters"),
        ("A\x1fB", "control_characters"),
        ("A\u200bB", "control_characters"),
        ("\ud800", "control_characters"),
        ("\u202eevil\u202c", "bidirectional_controls"),
        ("a\u2066b", "bidirectional_controls"),
        ("=1+1", "formula"),
        ("+Ada", "formula"),
        ("@SUM(A1)", "formula"),
        ("＝cmd", "formula"),
        (" =1+1", "formula"),
        ("12345", "no_letters"),
        ("...", "no_letters"),
        ("Ngozi @home", "address_in_name"),
        ("ngozi@abu.example", "address_in_name"),
        ("x" * 201, "too_long"),
        ("????? ????", "garbled"),
        ("Ad\ufffd", "garbled"),
        ("#N/A", "spreadsheet_error"),
        ("#ЗНАЧ!", "spreadsheet_error"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused_without_being_quoted(name: str, code: str) -> None:
    _, fault = read_name(name)
    assert fault
    assert fault.code == code
    assert name not in fault.message


@pytest.mark.parametrize("name", ["", "O'tkir Rahimova", "Oʻktam", "Ọlátúnjí", "El-Sayed, Noura"])
def test_a_latin_name_may_have_every_latin_letter(name: str) -> None:
    assert read_latin_name(name) == (name, None)


@pytest.mark.parametrize("name", ["Уткир", "Tаrek", "طارق", "Δelta"])
def test_a_latin_name_with_another_script_is_refused(name: str) -> None:
    _, fault = read_latin_name(name)
    assert fault
    assert fault.code == "latin_name_not_latin"


@given(st.text(max_size=80))
def test_any_name_is_kept_in_nfc_or_refused(text: str) -> None:
    name, fault = read_name(text)
    if name and fault is None:
        assert name == unicodedata.normalize("NFC", name) == name.strip()
        assert read_name(name) == (name, None)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", ""),
        ("p1@hei.example", "p1@hei.example"),
        (" Ada.Lovelace+x@HEI.Example ", "Ada.Lovelace+x@hei.example"),
        ("ü@exämple.example", "ü@exämple.example"),
        ("أحمد@جامعة.example", "أحمد@جامعة.example"),
    ],
)
def test_an_address_is_kept_in_normal_form(text: str, address: str) -> None:
    assert read_email(text) == (address, None)


@pytest.mark.parametrize(
    "text",
    ["not-an-address", "a@b", "a@@b.example", "a b@hei.example", ".a@hei.example", "a..b@hei.example",
     "a@hei..example", "a@-hei.example", "@hei.example", "a@", "a" * 65 + "@hei.example", "a@" + "b" * 300,
     "a@127.0.0.1", "a@hei.example, b@hei.example", "a\n@hei.example"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_without_being_quoted(text: str) -> None:
    address, fault = read_email(text)
    assert address == ""
    assert fault
    assert fault.code == "email_malformed"
    assert text not in fault.message
