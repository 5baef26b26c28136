"""The words of a verdict, in English: the catalogues say them in other languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from certsvc.domain.verdicts import Carrier, CheckName, CheckResult, Finding, Form, Verdict, VerdictKind
from certsvc.verification.reasons import Reason
from certsvc.web.pages.speech import worded


@dataclass(frozen=True, slots=True)
class Headline:
    """What was found. ``title`` in a word or two, ``sentence`` in one, ``advice`` on what to do."""

    title: str
    sentence: str
    advice: str


HEADLINES: Mapping[Finding, Headline] = {
    Finding.VALID: Headline(
        worded("Valid"),
        worded("This certificate is genuine, and it stands today."),
        worded("Compare the name and the programme below with what you were shown."),
    ),
    Finding.REVOKED: Headline(
        worded("Revoked"),
        worded("This certificate was genuine, and its issuer has withdrawn it."),
        worded("It counts no longer. Ask its holder whether another one took its place."),
    ),
    Finding.SUSPENDED: Headline(
        worded("Suspended"),
        worded("This certificate is genuine, and its issuer has suspended it for the time being."),
        worded("It does not count now. Check again later, or ask its issuer."),
    ),
    Finding.EXPIRED: Headline(
        worded("Expired"),
        worded("This certificate is genuine, and its time has run out."),
        worded("What it says was true of its time; whether that is enough is for you to decide."),
    ),
    Finding.NOT_YET_VALID: Headline(
        worded("Not yet valid"),
        worded("This certificate is genuine, and its time has not begun."),
        worded("Check again on or after that day."),
    ),
    Finding.TAMPERED: Headline(
        worded("Altered: do not trust it"),
        worded("This is not what was signed, or not by whom it says."),
        worded("Treat it as no certificate at all, and tell the secretariat about it."),
    ),
    Finding.EDITED: Headline(
        worded("Edited sheet: do not trust what it shows"),
        worded("The certificate inside this file is genuine, but the sheet around it shows something else."),
        worded("Only what stands below was certified. Compare it with the sheet, word by word."),
    ),
    Finding.COMPROMISED: Headline(
        worded("Stolen key: do not trust it"),
        worded("It was signed with a key that was stolen, and nothing shows that this was before the theft."),
        worded("Treat it as no certificate, and ask its holder for one that was issued anew."),
    ),
    Finding.UNRECOGNISED: Headline(
        worded("Genuine, but its issuer is not recognised here"),
        worded("The signature holds and the certificate stands, but this register does not know its issuer."),
        worded("That says nothing against it. Find out who the issuer is before you rely on it."),
    ),
    Finding.ERASED: Headline(
        worded("Erased at its holder’s wish"),
        worded("What this certificate said is no longer kept here, so this register cannot confirm it."),
        worded("Ask for the holder’s own signed copy, and check that here: it can still be verified."),
    ),
    Finding.UNKNOWN: Headline(
        worded("Unknown code"),
        worded("This register holds no certificate under this code."),
        worded(
            "Compare the code with the certificate letter by letter. If it is the same, the certificate does "
            "not come from this register."
        ),
    ),
    Finding.MALFORMED: Headline(
        worded("Malformed: do not trust it"),
        worded("A part that the checks need is missing here, or cannot be read."),
        worded("Treat it as no certificate, and ask its holder for the file as it was issued."),
    ),
    Finding.UNVERIFIED: Headline(
        worded("Not fully checked"),
        worded("Nothing speaks against this certificate, but not every check could be made."),
        worded("Do not take it as valid yet. Look below at what could not be checked, and why."),
    ),
}

BY_REASON: Mapping[str, Headline] = {
    Reason.NOT_RECOGNISED: Headline(
        worded("No certificate found in it"),
        worded("What was presented is no certificate, and nothing in it leads to one."),
        worded(
            "A photo must show the whole QR code, sharp and in good light. You can also type the code that "
            "stands below it."
        ),
    ),
    "malformed_code": Headline(
        worded("This cannot be a code"),
        worded("A verification code has 17 letters and digits. Here some are missing, mistyped or too many."),
        worded("Compare it with the certificate letter by letter, or scan the QR code."),
    ),
    Reason.CARRIER_MALFORMED: Headline(
        worded("The file is damaged"),
        worded("A certificate may be inside, but the file cannot be read."),
        worded("Ask for the file again, or type the code that stands on the certificate."),
    ),
    Reason.FOREIGN_LINK: Headline(
        worded("A link to another service"),
        worded("Links that lead away from here are not followed."),
        worded("Download the certificate there, and present the file here."),
    ),
    Reason.NOT_IN_RECORD: Headline(
        worded("Not in this register"),
        worded("It names an issuer of this register, which has no record of it."),
        worded("Treat it as no certificate, and tell the secretariat about it."),
    ),
}
"""Where the reason that decided says more than the finding."""

PRESENTATIONS: Mapping[VerdictKind, Headline] = {
    VerdictKind.VALID: Headline(
        worded("All valid"),
        worded("Every certificate in this presentation is genuine and stands today."),
        worded("Compare the names and the programmes below with what you were shown."),
    ),
    VerdictKind.INVALID: Headline(
        worded("Not valid as a whole"),
        worded("This presentation, or a certificate in it, failed a check."),
        worded("Look below at what was found of each."),
    ),
    VerdictKind.UNVERIFIED: Headline(
        worded("Not everything is confirmed"),
        worded("Nothing speaks against this presentation, but not every check of it passed."),
        worded("Look below at what was found of each."),
    ),
}

TRANSCRIPT_STANDS = Headline(
    worded("Valid"),
    worded("This transcript is genuine, and every certificate in it stands today."),
    worded("Compare the name and the certificates below with what you were shown."),
)
TRANSCRIPT_STANDS_IN_PART = Headline(
    worded("Genuine, but not all of it stands"),
    worded("The transcript is genuine. A certificate in it does not stand, or could not be fully checked."),
    worded("Look below at what was found of each."),
)

REPLACED = Headline(
    worded("Replaced by a newer one"),
    HEADLINES[Finding.REVOKED].sentence,
    worded("A newer certificate has taken its place."),
)

REVOCATION_ALONE = worded("The issuer revoked this credential on %(day)s.")
REVOCATION = worded("The issuer revoked this credential on %(day)s. The reason given: %(reason)s")

TONES: Mapping[VerdictKind, str] = {
    VerdictKind.VALID: Finding.VALID.value,
    VerdictKind.INVALID: Finding.REVOKED.value,
    VerdictKind.UNVERIFIED: Finding.UNVERIFIED.value,
}
"""How a presentation looks: as the finding that comes nearest."""

CHECKS: Mapping[CheckName, str] = {
    CheckName.STRUCTURE: worded("Form"),
    CheckName.HOLDER: worded("Holder"),
    CheckName.ISSUER: worded("Issuer"),
    CheckName.PROOF: worded("Signature"),
    CheckName.VALIDITY: worded("Dates"),
    CheckName.STATUS: worded("Revocation"),
    CheckName.TRUST: worded("Recognition of the issuer"),
    CheckName.SHEET: worded("Sheet"),
    CheckName.RECORD: worded("Our record"),
}

RESULTS: Mapping[CheckResult, str] = {
    CheckResult.PASSED: worded("passed"),
    CheckResult.FAILED: worded("failed"),
    CheckResult.NOT_CHECKED: worded("not checked"),
}

CARRIERS: Mapping[Carrier, str] = {
    Carrier.TEXT: worded("a code or a link"),
    Carrier.JSON: worded("a JSON document"),
    Carrier.JWT: worded("a signed token (JWT)"),
    Carrier.PNG: worded("a badge image (PNG)"),
    Carrier.SVG: worded("a badge image (SVG)"),
    Carrier.PDF: worded("a PDF file"),
    Carrier.PHOTO: worded("a picture with a QR code"),
}

DOWNLOADS: Mapping[str, str] = {
    ".pdf": worded("Certificate, PDF"),
    ".png": worded("Badge, PNG"),
    ".svg": worded("Badge, SVG"),
    ".json": worded("Credential, JSON"),
    "/qr.svg": worded("QR code, SVG"),
    "/qr.png": worded("QR code, PNG"),
}

OF_A_TRANSCRIPT: Mapping[str, str] = {
    ".pdf": worded("Transcript, PDF"),
    ".json": DOWNLOADS[".json"],
    "/qr.svg": DOWNLOADS["/qr.svg"],
    "/qr.png": DOWNLOADS["/qr.png"],
}
"""It has no badge: that belongs to what is in it."""


def headline_of(verdict: Verdict, reason: str, *, finding: Finding) -> Headline:
    """What to say first; ``reason`` is that of the check that decided, empty where all passed.

    ``finding``: of the verdict's own checks, those of its parts left aside.
    """
    if verdict.form is Form.PRESENTATION:
        return PRESENTATIONS[verdict.kind]
    if verdict.parts and finding is Finding.VALID:
        is_valid = verdict.kind is VerdictKind.VALID
        return TRANSCRIPT_STANDS if is_valid else TRANSCRIPT_STANDS_IN_PART
    if finding is Finding.REVOKED and verdict.superseded_by is not None:
        return REPLACED
    return BY_REASON.get(reason) or HEADLINES[finding]
