"""The words of a person's own record, in English: the catalogues say them in other languages."""

from collections.abc import Mapping

from certsvc.domain.catalogue import Mode
from certsvc.domain.completions import Outcome
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
