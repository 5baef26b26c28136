"""The widths that spare a template its measuring are never too small."""

import json
import random

import pytest
import typst

from certsvc.rendering.equipment import PACKAGED
from certsvc.rendering.fonts import Face, families_of
from certsvc.rendering.setting import set_text
from certsvc.rendering.typesetting import _fonts
from tests.rendering.test_hostile_sheets import WORDS, texts

SIZE = 10
HEAVIER = {400: 1.0, 600: 1.17}
"""As in ``templates/setting.typ``."""


def measured(setting: list[tuple[str, Face, int]]) -> list[float]:
    """What Typst takes for each, in ems."""
    source = (
        "#set page(width: auto)\n#set text(fallback: false, cjk-latin-spacing: none)\n#context [#metadata(("
    )
    for text, face, weight in setting:
        families = ", ".join(json.dumps(family) for family in families_of(face))
        shown = json.dumps(text, ensure_ascii=False)
        source += (
            f"measure(text(font: ({families}), size: {SIZE}pt, weight: {weight}, {shown})).width / {SIZE}pt, "
        )
    found = typst.query(
        (source + ")) <widths>]").encode(), "<widths>", field="value", one=True, font_paths=_fonts(PACKAGED)
    )
    widths: list[float] = json.loads(found)
    return widths


@pytest.mark.parametrize("weight", HEAVIER)
@pytest.mark.parametrize("face", Face)
def test_no_text_is_wider_than_it_says(face: Face, weight: int) -> None:
    chance = random.Random(f"{face}{weight}")
    some = texts(chance)
    samples = [word for words in WORDS.values() for word in words.split()] + [next(some) for _ in range(150)]
    setting = [set_text(text, face, PACKAGED) for text in samples]
    for taken, width in zip(setting, measured([(each["s"], face, weight) for each in setting]), strict=True):
        assert width <= taken["w"] * HEAVIER[weight] + 0.01, taken["s"]


def test_the_pieces_of_a_text_are_those_between_its_breaks() -> None:
    taken = set_text("one two\u200bthree 王小", Face.PLAIN, PACKAGED)
    assert len(taken["p"]) == 5
    assert sum(taken["p"]) == pytest.approx(taken["w"], abs=0.01)


def test_an_arabic_text_is_told_by_its_first_letter_and_a_date_by_its_month() -> None:
    assert [
        set_text(text, Face.PLAIN, PACKAGED)["r"]
        for text in ("محمد Ali", "Ali محمد", "1 أبريل 2024", "«محمد»", "89%")
    ] == [
        True,
        False,
        True,
        True,
        False,
    ]
