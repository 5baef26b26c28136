"""The words of requests for corrections, in English: the catalogues say them in other languages."""

from collections.abc import Mapping

from certsvc.domain.corrections import CorrectedField, CorrectionState
from certsvc.web.pages.speech import worded

FIELDS: Mapping[CorrectedField, str] = {
    CorrectedField.FULL_NAME: worded("Name as printed"),
    CorrectedField.LATIN_NAME: worded("Name in Latin letters"),
    CorrectedField.INSTITUTION: worded("Institution"),
    CorrectedField.EMAIL: worded("E-mail address in the centre’s books"),
    CorrectedField.PREFERRED_LANGUAGE: worded("Language of certificates"),
    CorrectedField.COMPLETED_ON: worded("Completed on"),
    CorrectedField.SCORE: worded("Score in points of 100"),
    CorrectedField.HOURS: worded("Hours of learning"),
}

OF_A_VALUE: Mapping[CorrectedField, str] = {
    CorrectedField.FULL_NAME: worded(
        "No certificate can be printed with this name: it is empty, too long, or has signs that are no "
        "letters or that no font here has."
    ),
    CorrectedField.LATIN_NAME: worded("Write the name in Latin letters, as in a passport."),
    CorrectedField.INSTITUTION: worded("This name is too long, or has signs that are no letters."),
    CorrectedField.EMAIL: worded("This does not look like an e-mail address."),
    CorrectedField.PREFERRED_LANGUAGE: worded("Choose one of the languages."),
    CorrectedField.COMPLETED_ON: worded("Choose a day that is not in the future."),
    CorrectedField.SCORE: worded("Write a number from 0 to 100, such as 87.5."),
    CorrectedField.HOURS: worded("Write a number of hours, such as 24."),
}
"""What is said beside a field whose value cannot be read."""

TOO_LARGE = worded("This file is too large; 10 MB are taken.")

COMPLAINTS: Mapping[str, tuple[str, str]] = {
    "nothing_to_correct": (
        "form",
        worded(
            "Nothing is changed here. Write the right value into a field, or say below what else is wrong."
        ),
    ),
    "correction_open": (
        "form",
        worded("You have asked for a correction already. Wait for the answer, or withdraw it first."),
    ),
    "too_many_corrections": ("form", worded("These are many requests for one day. Come back tomorrow.")),
    "why_missing": ("why", worded("Say why: your centre decides by that.")),
    "why_too_long": ("why", worded("This is too long; 2,000 letters are read.")),
    "attachment_type": ("attachment", worded("This is not a PDF, a PNG or a JPEG, whatever its name says.")),
    "attachment_too_large": ("attachment", TOO_LARGE),
}
"""Error code -> beside which part of the form it is said, and what."""

STATES: Mapping[CorrectionState, str] = {
    CorrectionState.ASKED: worded("Waiting for your centre"),
    CorrectionState.APPROVED: worded("Corrected"),
    CorrectionState.DECLINED: worded("Declined"),
    CorrectionState.WITHDRAWN: worded("Withdrawn"),
}

SIGNS: Mapping[CorrectionState, str] = {
    CorrectionState.ASKED: "not_checked",
    CorrectionState.APPROVED: "passed",
    CorrectionState.DECLINED: "failed",
    CorrectionState.WITHDRAWN: "not_checked",
}
"""How each looks: as the result of a check that comes nearest."""
