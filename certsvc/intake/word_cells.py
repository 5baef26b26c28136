"""Cells that hold one word of a few: gender, outcome, mode, in all languages."""

from certsvc.domain.catalogue import Mode
from certsvc.domain.completions import Gender, Outcome
from certsvc.intake.fault import Fault, Reading
from certsvc.intake.vocabulary import matchable, words_of

GenderLetters = frozenset[str]
"""The single letters that the gender column of a file uses, matchable."""
_DECLINED = "declined"
_AMBIGUOUS_GENDER = Fault(
    "ambiguous_gender",
    "The gender may mean female or male in this file.",
    "Write female or male in full.",
)


def read_gender(text: str, *, letters: GenderLetters = frozenset()) -> Reading[Gender]:
    """What the word says; None where a gender was declined or not asked.

    Two letters mean different things in different languages; ``letters``, all those of the file,
    tell which: ``M`` beside ``H`` is *mujer* and not *male*, ``P`` beside ``W`` is *pria* and not
    *perempuan*.
    """
    word = matchable(text)
    if not word:
        return None, None
    if word == "m" and "h" in letters and "l" not in letters:
        return (None, _AMBIGUOUS_GENDER) if "f" in letters else (Gender.FEMALE, None)
    if word == "p" and "w" in letters:
        return (None, _AMBIGUOUS_GENDER) if "l" in letters else (Gender.MALE, None)
    found = words_of("gender").get(word)
    if found is None:
        return None, Fault(
            "unknown_gender",
            "The gender is none of the known words.",
            "Write female, male or other; leave it empty when it was not stated.",
        )
    return (None if found == _DECLINED else Gender(found)), None


def read_outcome(text: str) -> Reading[Outcome]:
    """What the centre says of the result; empty is None."""
    word = matchable(text)
    if not word:
        return None, None
    found = words_of("outcome").get(word)
    if found is None:
        return None, Fault(
            "unknown_outcome",
            "The outcome is none of the known words.",
            "Write passed, completed, failed or withdrawn; leave it empty to have the score decide.",
        )
    return Outcome(found), None


def read_mode(text: str) -> Reading[Mode]:
    """How the course was held; empty is None."""
    word = matchable(text)
    if not word:
        return None, None
    found = words_of("mode").get(word)
    if found is None:
        return None, Fault(
            "unknown_mode",
            "The mode is none of the known words.",
            "Write online, on_site, blended or smart_classroom; leave it empty when not known.",
        )
    return Mode(found), None
