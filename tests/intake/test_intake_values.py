"""What cells mean: dates, numbers, names, addresses, languages, words; and what is refused."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.catalogue import Mode
from certsvc.domain.completions import Gender, Outcome
from certsvc.domain.imports import Severity
from certsvc.intake.amounts import read_hours, read_score
from certsvc.intake.dates import DateOrder, read_date
from certsvc.intake.email_addresses import read_email
from certsvc.intake.languages import read_language
from certsvc.intake.texts import read_latin_name, read_name
from certsvc.intake.vocabulary import load_table, matchable
from certsvc.intake.word_cells import read_gender, read_mode, read_outcome
from tests.intake.uploads import TODAY, a_csv, a_row, codes, rows_of

THE_DAY = date(2025, 5, 15)


def _date(text: str, order: DateOrder = DateOrder.UNPROVEN) -> date | str | None:
    """The day, or the code of why there is none."""
    day, fault = read_date(text, order=order, today=TODAY)
    return fault.code if fault and fault.severity is Severity.REFUSED else day


@pytest.mark.parametrize(
    "text",
    [
        "2025-05-15",
        "2025-05-15T17:05:00+07:00",
        "2025-05-15 17:05:00",
        "2025/05/15",
        "2025.5.15",
        "15.05.2025",
        "15.5.2025",
        "15/05/2025",
        "05/15/2025",
        "15-05-2025",
        "15/05/2025, 17:05",
        "15 May 2025",
        "15 MAY 2025, 5:05 PM",
        "May 15, 2025",
        "15th May 2025",
        "Thursday, 15 May 2025, 17:05",
        "jeudi 15 mai 2025, 17:05",
        "15 مايو 2025",
        "١٥ أيار ٢٠٢٥",
        "الخميس، 15 مايو 2025، 17:05",
        "١٥/٠٥/٢٠٢٥",
        "۱۵/۰۵/۲۰۲۵",
        "\u200f15/05/2025",
        "Kamis, 15 Mei 2025, 17:05",
        "15 may 2025",
        "2025 yil 15 may",
        "15-may, 2025",
        "2025 йил 15 май",
        "15 мая 2025 г.",
        "четверг, 15 мая 2025, 17:05",
        "15 de mayo de 2025",
        "jueves, 15 de mayo de 2025, 17:05",
        "2025年5月15日",
        "2025年05月15日 星期四 17:05",
        "45792",
        "45792.75",
    ],
)
def test_a_date_is_read_as_people_of_the_network_write_it(text: str) -> None:
    assert _date(text) == THE_DAY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "completed_on_missing"),
        ("31.02.2025", "impossible_date"),
        ("2025-13-01", "impossible_date"),
        ("29/02/2025", "impossible_date"),
        ("0000-01-01", "impossible_date"),
        ("04/05/2025", "ambiguous_date"),
        ("4-5-2025", "ambiguous_date"),
        ("2026-11-25", "date_in_future"),
        ("15.05.2568", "date_in_future"),
        ("15.05.1446", "impossible_date"),
        ("15.05.25", "date_not_readable"),
        ("yesterday", "date_not_readable"),
        ("15 Foo 2025", "date_not_readable"),
        ("9" * 5000, "date_not_readable"),
        ("12345", "date_not_readable"),
    ],
)
def test_a_date_that_is_none_is_refused_with_its_reason(text: str, code: str) -> None:
    assert _date(text) == code


def test_a_date_before_the_founding_is_recorded_with_a_warning() -> None:
    day, fault = read_date("2015-05-15", order=DateOrder.UNPROVEN, today=TODAY)
    assert day == date(2015, 5, 15)
    assert fault
    assert (fault.code, fault.severity) == ("date_too_early", Severity.WARNING)


def test_today_is_not_the_future() -> None:
    assert _date(TODAY.isoformat()) == TODAY


def test_the_same_day_and_month_is_never_ambiguous() -> None:
    assert _date("05/05/2025") == date(2025, 5, 5)


def _days(*texts: str) -> list[date | None]:
    rows = rows_of(a_csv(*({"completed_on": text, "learner_ref": f"P{n}"} for n, text in enumerate(texts))))
    return [row.completion.completed_on if row.completion else None for row in rows]


def test_one_date_of_the_file_proves_the_order_of_the_others() -> None:
    assert _days("04/05/2025", "15/05/2025") == [date(2025, 5, 4), date(2025, 5, 15)]
    assert _days("04/05/2025", "05/15/2025") == [date(2025, 4, 5), date(2025, 5, 15)]


def test_dates_that_prove_both_orders_prove_nothing() -> None:
    assert _days("04/05/2025", "15/05/2025", "05/15/2025") == [None, date(2025, 5, 15), date(2025, 5, 15)]


def test_dates_with_dots_prove_nothing_of_dates_with_slashes() -> None:
    assert _days("04/05/2025", "15.05.2025") == [None, date(2025, 5, 15)]


def test_a_moodle_date_is_read_as_the_long_date_beside_it() -> None:
    header = "ID number,Full name,Quiz,Quiz - Completion date,Course complete\n"
    content = header + 'U1,Dewi,Completed,"Saturday, 3 May 2025, 20:16","03/05/2025, 20:16"\n'
    (row,) = rows_of(content.encode(), course="A3")
    assert row.completion
    assert row.completion.completed_on == date(2025, 5, 3)


def test_a_moodle_row_without_an_id_number_is_known_by_its_address() -> None:
    header = "Full name,Email address,ID number,Course complete\n"
    (row,) = rows_of((header + "Dewi,Dewi@UT.example,,2025-05-03\n").encode(), course="A3")
    assert row.completion
    assert row.completion.learner.ref == "dewi@ut.example"


@given(st.dates(min_value=date(2020, 1, 1), max_value=TODAY), st.booleans())
def test_every_day_is_read_back_from_every_plain_form(day: date, arabic: bool) -> None:  # noqa: FBT001  # hypothesis draws it
    for form in ("{:%Y-%m-%d}", "{:%d.%m.%Y}", "{:%Y年%m月%d日}"):
        text = form.format(day)
        if arabic:
            text = text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        assert _date(text) == day


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_a_reason(text: str) -> None:
    day, fault = read_date(text, order=DateOrder.UNPROVEN, today=TODAY)
    assert day or fault


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("89", "89"),
        ("70,9", "70.9"),
        ("70.90", "70.9"),
        ("94,0", "94"),
        ("100", "100"),
        ("0", "0"),
        ("89%", "89"),
        ("89 %", "89"),
        ("89/100", "89"),
        ("89 балл", "89"),
        ("٨٩٫٥", "89.5"),
        ("۸۹", "89"),
        ("８９", "89"),
        ("1%", "1"),
        ("59.99999999", "59.9999"),
        (" 70 ", "70"),
    ],
)
def test_a_score_is_read_as_people_write_it(text: str, score: str) -> None:
    value, fault = read_score(text)
    assert (str(value), fault) == (score, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("105", "score_out_of_range"),
        ("-1", "score_out_of_range"),
        ("100.01", "score_out_of_range"),
        ("abc", "score_not_a_number"),
        ("1,234.5", "score_not_a_number"),
        ("8 9", "score_not_a_number"),
        ("1e2", "score_not_a_number"),
        ("NaN", "score_not_a_number"),
        ("0.89", "score_looks_like_fraction"),
        ("9" * 10_000, "score_not_a_number"),
    ],
)
def test_a_score_that_is_none_is_refused(text: str, code: str) -> None:
    value, fault = read_score(text)
    assert value is None
    assert fault
    assert fault.code == code
    assert len(fault.message) < 120


@pytest.mark.parametrize(
    ("text", "hours"),
    [("24", "24"), ("7,5", "7.5"), ("24 h", "24"), ("16 ч", "16"), ("24 jam", "24"), ("16学时", "16")],
)
def test_hours_are_read_with_their_unit(text: str, hours: str) -> None:
    assert read_hours(text) == (Decimal(hours), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [("abc", "hours_not_a_number"), ("0", "hours_out_of_range"), ("-5", "hours_out_of_range")],
)
def test_hours_that_are_none_are_refused(text: str, code: str) -> None:
    value, fault = read_hours(text)
    assert value is None
    assert fault
    assert fault.code == code


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


def test_without_an_outcome_the_score_decides() -> None:
    outcomes = [a_row(outcome="", score=score).completion for score in ("60", "59.9", "")]
    assert [completion and completion.outcome for completion in outcomes] == [
        Outcome.PASSED,
        Outcome.FAILED,
        Outcome.COMPLETED,
    ]


def test_an_outcome_against_the_score_is_recorded_as_written_with_a_warning() -> None:
    passed, failed = a_row(outcome="passed", score="59"), a_row(outcome="failed", score="60")
    assert passed.completion
    assert passed.completion.outcome is Outcome.PASSED
    assert codes(passed.problems) == [("outcome", "passed_below_pass_mark")]
    assert failed.completion
    assert codes(failed.problems) == [("outcome", "failed_above_pass_mark")]


def test_a_row_without_a_cohort_belongs_to_that_of_its_month() -> None:
    row = a_row(cohort="", completed_on="2025-01-20")
    assert row.completion
    assert row.completion.cohort == "2025-01"


def test_a_course_code_typed_on_a_cyrillic_keyboard_is_the_course() -> None:
    row = a_row(course_code="т1")
    assert row.completion
    assert row.completion.course == "T1"


def test_a_refused_row_lists_all_its_problems_in_the_order_of_columns() -> None:
    row = a_row(full_name="", email="x", course_code="ZZ9", score="abc", gender="?!q")
    assert row.completion is None
    assert codes(row.problems) == [
        ("full_name", "full_name_missing"),
        ("email", "email_malformed"),
        ("gender", "unknown_gender"),
        ("course_code", "unknown_course"),
        ("score", "score_not_a_number"),
    ]
    assert "'ZZ9'" in row.problems[3].message


def test_cells_of_a_shifted_row_are_not_quoted_in_messages() -> None:
    row = a_row(
        score="Ada Lovelace", course_code="Grace Hopper", completed_on="ada15@hei.example", outcome="Emmy"
    )
    said = " ".join(problem.message + problem.hint for problem in row.problems)
    assert len(row.problems) == 4
    assert not any(personal in said for personal in ("Ada", "Grace", "ada15", "Emmy"))
