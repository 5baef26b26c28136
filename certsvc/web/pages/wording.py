"""The words of the verdict page, in one place so that they can be said in other languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from certsvc.domain.verdicts import CheckName, CheckResult, Finding


@dataclass(frozen=True, slots=True)
class Headline:
    """What was found. ``title`` in a word or two, ``sentence`` in one, ``advice`` on what to do."""

    title: str
    sentence: str
    advice: str


HEADLINES: Mapping[Finding, Headline] = {
    Finding.VALID: Headline(
        "Valid",
        "This certificate is genuine, and it stands today.",
        "Compare the name and the programme below with what you were shown.",
    ),
    Finding.REVOKED: Headline(
        "Revoked",
        "This certificate was genuine, and its issuer has withdrawn it.",
        "It counts no longer. Ask its holder whether another one took its place.",
    ),
    Finding.EXPIRED: Headline(
        "Expired",
        "This certificate is genuine, and its time has run out.",
        "What it says was true of its time; whether that is enough is for you to decide.",
    ),
    Finding.NOT_YET_VALID: Headline(
        "Not yet valid",
        "This certificate is genuine, and its time has not begun.",
        "Check again on or after that day.",
    ),
    Finding.TAMPERED: Headline(
        "Altered: do not trust it",
        "What is stored here is not what was signed.",
        "Treat it as no certificate at all, and tell the secretariat the code.",
    ),
    Finding.UNKNOWN: Headline(
        "Unknown code",
        "This register holds no certificate under this code.",
        "Compare the code with the certificate letter by letter. If it is the same, the certificate does not "
        "come from this register.",
    ),
    Finding.MALFORMED: Headline(
        "Malformed: do not trust it",
        "A part that the checks need is missing here, or cannot be read.",
        "Treat it as no certificate, and tell the secretariat the code.",
    ),
    Finding.UNVERIFIED: Headline(
        "Not fully checked",
        "Nothing speaks against this certificate, but not every check could be made.",
        "Do not take it as valid yet. Check again later.",
    ),
}

CHECKS: Mapping[CheckName, str] = {
    CheckName.STRUCTURE: "Form",
    CheckName.ISSUER: "Issuer",
    CheckName.PROOF: "Signature",
    CheckName.VALIDITY: "Dates",
    CheckName.STATUS: "Revocation",
    CheckName.RECORD: "Our record",
}

RESULTS: Mapping[CheckResult, str] = {
    CheckResult.PASSED: "passed",
    CheckResult.FAILED: "failed",
    CheckResult.NOT_CHECKED: "not checked",
}

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(moment: datetime) -> str:
    """``24 November 2026``: a month in letters is read alike everywhere."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def minute(moment: datetime) -> str:
    """``24 November 2026, 09:30 UTC``."""
    return f"{day(moment)}, {moment:%H:%M} UTC"
