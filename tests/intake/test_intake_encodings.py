"""One table in every encoding and delimiter that can hold it reads the same."""

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.intake.encodings import candidate_encodings
from certsvc.intake.read import ReadRow
from certsvc.intake.unreadable import UnreadableFileError
from tests.intake.uploads import GOOD_ROW, a_csv, rows_of, sample, upload

DELIMITERS = [",", ";", "\t", "|"]
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
HEADINGS = {
    "en": ("Learner ID", "Full name", "E-mail address", "Gender", "Course", "Completion date", "Score"),
    "fr": (
        "Matricule",
        "Nom complet",
        "Adresse de courriel",
        "Sexe",
        "Code du cours",
        "Date d'achèvement",
        "Note",
    ),
    "es": (
        "Matrícula",
        "Nombre y apellidos",
        "Correo electrónico",
        "Sexo",
        "Curso",
        "Fecha de finalización",
        "Nota",
    ),
    "id": (
        "Nomor ID",
        "Nama lengkap",
        "Alamat email",
        "Jenis kelamin",
        "Kode kursus",
        "Tanggal selesai",
        "Nilai",
    ),
    "uz": ("ID raqami", "To‘liq ism", "Elektron pochta", "Jinsi", "Kurs kodi", "Tugatgan sana", "Ball"),
    "uz-Cyrl": ("ИД рақами", "Тўлиқ исм", "Электрон почта", "Жинси", "Курс коди", "Тугатган сана", "Балл"),
    "ru": ("ИД", "Ф.И.О.", "Эл. почта", "Пол", "Код курса", "Дата завершения", "Балл"),
    "ar": (
        "الرقم التعريفي",
        "الاسم الكامل",
        "البريد الإلكتروني",
        "الجنس",
        "رمز المقرر",
        "تاريخ الإتمام",
        "الدرجة",
    ),
    "zh": ("学号", "姓名", "电子邮件", "性别", "课程代码", "完成日期", "成绩"),
}
NAMES = {
    "en": "Adaeze Okeke",
    "fr": "Hélène Bâ-Çelik",
    "es": "José Núñez Ibáñez",
    "id": "Sutrisno",
    "uz": "Gʻulom Oʻktamov",
    "uz-Cyrl": "Ғулом Ўктамов",
    "ru": "Гульнара Сафиуллина",
    "ar": "أحمد عبد الفتاح",
    "zh": "王小明",
}
CODE_PAGES = [("cp1251", "ru"), ("cp1252", "fr"), ("cp1252", "es"), ("cp1256", "ar"), ("cp1252", "id")]


def _table(rows: list[list[str]], encoding: str, delimiter: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def _in_language(language: str) -> list[list[str]]:
    row = ["P-1", NAMES[language], "p1@hei.example", "", "B1", "2025-01-20", "80"]
    return [list(HEADINGS[language]), row]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("encoding", UNICODE)
def test_the_nigerian_rows_read_the_same_in_every_unicode_encoding(encoding: str, delimiter: str) -> None:
    original = list(csv.reader(io.StringIO(sample("nigeria-B1-2024-04.csv").decode())))
    assert rows_of(_table(original, encoding, delimiter)) == rows_of(sample("nigeria-B1-2024-04.csv"))


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("encoding", ["cp1251", *UNICODE])
def test_the_uzbek_rows_read_the_same_in_every_encoding_that_holds_them(
    encoding: str, delimiter: str
) -> None:
    original = list(csv.reader(io.StringIO(sample("uzbekistan-T1.csv").decode("cp1251")), delimiter=";"))
    assert rows_of(_table(original, encoding, delimiter)) == rows_of(sample("uzbekistan-T1.csv"))


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("language", HEADINGS)
def test_headings_of_every_language_are_recognised(language: str, encoding: str) -> None:
    (row,) = rows_of(_table(_in_language(language), encoding, ";"))
    assert row.completion
    assert row.completion.learner.full_name == NAMES[language]
    assert row.completion.score == 80


@pytest.mark.parametrize(("encoding", "language"), CODE_PAGES)
def test_a_windows_code_page_is_told_by_its_headings(encoding: str, language: str) -> None:
    results = upload(_table(_in_language(language), encoding, ";"))
    (row,) = results.rows
    assert row.completion
    assert row.completion.learner.full_name == NAMES[language]


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1251", ["Гульнара Сафиуллина", "Андрей Ёлкин", "Шухрат Йўлдошев".replace("ў", "у")]),
        ("cp1251", ["ИВАНОВА МАРИЯ", "ПЕТРОВ СЕРГЕЙ"]),
        ("cp1252", ["Hélène Bâ", "François Noël", "Zoë Müller"]),
        ("cp1252", ["José Núñez", "María Ibáñez", "Íñigo Peña"]),
        ("cp1256", ["أحمد عبد الفتاح", "فاطمة الزهراء", "يوسف السيد"]),
    ],
)
def test_a_windows_code_page_is_told_by_its_names_under_english_headings(
    encoding: str, names: list[str]
) -> None:
    rows = [["P-1", name, "p1@hei.example", "", "B1", "2025-01-20", "80"] for name in names]
    read = rows_of(_table([list(HEADINGS["en"]), *rows], encoding, ","))
    assert [row.completion.learner.full_name for row in read if row.completion] == names


def test_names_beyond_ascii_far_from_the_header_still_tell_the_encoding() -> None:
    header = list(HEADINGS["en"])
    plain = ["P-1", "Plain Name", "p1@hei.example", "", "B1", "2025-01-20", "80"]
    rows = [header, *[plain] * 8000, ["P-2", "Иванова Мария", "p2@hei.example", "", "B1", "2025-01-20", "80"]]
    *_, last = rows_of(_table(rows, "cp1251", ","))
    assert last.completion
    assert last.completion.learner.full_name == "Иванова Мария"


def test_utf8_with_a_broken_byte_is_refused_and_not_garbled() -> None:
    content = sample("nigeria-B1-2024-04.csv").replace(
        "Ọlátúnjí".encode(), "Ọlátúnjí".encode()[:-1] + b"\xff", 1
    )
    with pytest.raises(UnreadableFileError) as caught:
        upload(content)
    assert caught.value.code == "broken_encoding"


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf16_that_ends_in_half_a_letter_is_refused(mark: bytes) -> None:
    name = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    with pytest.raises(UnreadableFileError) as caught:
        upload(mark + a_csv({}).decode().encode(name)[:-1])
    assert caught.value.code == "broken_encoding"


@given(
    st.text(st.characters(codec="cp1256", categories=["L", "Nd"]), max_size=60), st.sampled_from(DELIMITERS)
)
def test_any_name_in_utf8_reads_as_written_under_any_delimiter(name: str, delimiter: str) -> None:
    row = GOOD_ROW | {"full_name": f"A{name}"}
    content = _table([list(row), list(row.values())], "utf-8", delimiter)
    (read,) = rows_of(content)
    assert read.cells[1] == f"A{name}"


@given(st.binary(max_size=400))
def test_any_bytes_have_an_encoding_or_a_clear_refusal(content: bytes) -> None:
    try:
        found = candidate_encodings(io.BytesIO(content))
    except UnreadableFileError as error:
        found = (error.code,)
    assert found
    assert set(found) <= {*UNICODE, "cp1251", "cp1252", "cp1256", "not_a_table", "broken_encoding"}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_of_every_system_are_counted_alike(line_end: str) -> None:
    content = a_csv({}, {"learner_ref": "P-2"}).decode().replace("\n", line_end).encode()
    rows: list[ReadRow] = rows_of(content)
    assert [row.line for row in rows] == [2, 3]
    assert all(row.completion for row in rows)
