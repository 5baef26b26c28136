"""Three hundred hostile names and titles: no text leaves its page, none is cut, none is a crash."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from certsvc.errors import InvalidInputError
from certsvc.rendering.certificate import Template
from tests.rendering.reading import a_full_document, check_all_inside, pdf_of

HOW_MANY = 300
_LETTERS = "WЩمr王"
WORDS = {
    "latin": "Maria de los Ángeles Fernández-Villanueva Oʻgʻli Łukasz Ọlátúnjí Ẹ̀kúndayọ̀ ffi WWWW N’Diaye",
    "cyrillic": "Ўктам Ғаниев Щербакова Жҳқ Мамаджанов Ёлкин шшшш",
    "arabic": "محمد عبد الرحمن بن إبراهيم السيد الشافعي لله ششش ﷲ ﷺ كـــريم",
    "chinese": "王小明 欧阳文静 生成式人工智能 高等教育 微证书 （一）",
    "signs": "#panic *_$x$ \\ `raw` @ref <label> // /* -- ... ~ [] {} 1+X ) ( « » “ ” 100% ‘",
    "runs": " ".join(letter * 38 for letter in _LETTERS),
}


def texts(chance: random.Random) -> Iterator[str]:
    """Short and long ones, of one script and of all, with and without places to break."""
    while True:
        kinds = chance.choice(
            [[kind] for kind in WORDS] + [list(WORDS), ["latin", "arabic"], ["latin", "chinese"]]
        )
        words = [word for kind in kinds for word in WORDS[kind].split()]
        length = chance.choice([1, 3, 12, 40, 120, 250, 399])
        between = chance.choice([" ", " ", " ", "", "\u200b", "\u00a0", "-"])
        text = between.join(chance.choices(words, k=60))[:length].strip()
        if text:
            yield text


def hostile(number: int) -> dict[str, Any]:
    chance = random.Random(number)
    text = texts(chance)
    scores = [(f"COURSE-{n}", "100") for n in range(chance.choice([1, 3, 9]))]
    document = a_full_document(
        language=chance.choice(["en", "ar", "uz-Cyrl", "zh", "fr", "ru"]),
        name=next(text),
        latin_name=chance.choice([None, next(text)]),
        title=next(text),
        issuer=next(text),
        centre=next(text),
        issuer_official=f"{next(text)}, {next(text)}",
        centre_official=next(text),
        competencies=[next(text) for _ in range(chance.choice([0, 1, 4, 6, 12]))],
        scores=scores,
        hours=[(course, "12.5") for course, _ in scores],
    )
    subject = document["credentialSubject"]
    subject["narrative"] = next(text)
    subject["term"] = next(text)
    subject["achievement"]["otherIdentifier"][0]["identifier"] = next(text)
    document["evidence"][0]["description"] = next(text)
    return document


@pytest.mark.parametrize("part", range(6))
def test_no_text_leaves_its_page(part: int) -> None:
    drawn, codes = 0, set()
    for number in range(part * HOW_MANY // 6, (part + 1) * HOW_MANY // 6):
        template = list(Template)[number % 2]
        try:
            pdf = pdf_of(hostile(number), template, bilingual=number % 3 == 0)
        except InvalidInputError as error:
            codes.add(error.code)
            continue
        check_all_inside(pdf, template)
        drawn += 1
    assert codes <= {"malformed_credential"}  # of signs alone, which are no name
    assert drawn >= HOW_MANY // 6 - 2
