"""The words of a person's own record, in English: the catalogues say them in other languages."""

from collections.abc import Mapping

from certsvc.domain.catalogue import Mode
from certsvc.domain.completions import Outcome
from certsvc.domain.people import Visibility
from certsvc.web.pages.speech import worded
from certsvc.workflows.show_record import Standing

STANDINGS: Mapping[Standing, str] = {
    Standing.STANDS: worded("Valid"),
    Standing.EXPIRED: worded("Expired"),
    Standing.REPLACED: worded("Replaced by a newer one"),
    Standing.REVOKED: worded("Revoked"),
}

SIGNS: Mapping[Standing, str] = {
    Standing.STANDS: "passed",
    Standing.EXPIRED: "not_checked",
    Standing.REPLACED: "not_checked",
    Standing.REVOKED: "failed",
}
"""How each looks: as the result of a check that comes nearest."""

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.PASSED: worded("Course passed"),
    Outcome.COMPLETED: worded("Course completed"),
    Outcome.FAILED: worded("Course not passed"),
    Outcome.WITHDRAWN: worded("Course not finished"),
}

MODES: Mapping[Mode, str] = {
    Mode.ONLINE: worded("online"),
    Mode.ON_SITE: worded("on site"),
    Mode.BLENDED: worded("online and on site"),
    Mode.SMART_CLASSROOM: worded("in a Smart Classroom"),
}

DOWNLOADS: Mapping[str, str] = {
    "pdf": worded("Certificate, PDF"),
    "json": worded("Credential, JSON"),
    "jwt": worded("Credential as a token, JWT"),
    "png": worded("Badge, PNG"),
    "svg": worded("Badge, SVG"),
}

STANDING_OF_USE = frozenset({Standing.STANDS, Standing.EXPIRED})
"""What may be framed, worn and shared; of what was withdrawn only the signed document is handed out."""

VISIBILITIES: Mapping[Visibility, tuple[str, str]] = {
    Visibility.EVERYTHING: (
        worded("Everything"),
        worded(
            "An employer who opens your link sees your name, the certificate, and your score and hours where "
            "it has them, and can download it."
        ),
    ),
    Visibility.WITHOUT_RESULT: (
        worded("Everything but results"),
        worded(
            "An employer who opens your link sees your name, the certificate, and that it is genuine. Scores "
            "and hours are left out, and so are downloads, which would show them."
        ),
    ),
    Visibility.CODE_ONLY: (
        worded("Only to who has the code"),
        worded(
            "An employer who has the code, the link or the QR code from you sees everything. To all others, "
            "even to who knows the number inside the file, nothing is shown."
        ),
    ),
}
"""What others see: its name, and what an employer then finds."""

TRANSCRIPT_DOWNLOADS: Mapping[str, str] = {
    "pdf": worded("Transcript, PDF"),
    "json": DOWNLOADS["json"],
    "jwt": DOWNLOADS["jwt"],
}
