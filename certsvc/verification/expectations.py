"""What a verifier asked for before it was shown anything: a challenge, a place, a purpose."""

from dataclasses import dataclass

ASSERTION = "assertionMethod"
AUTHENTICATION = "authentication"


@dataclass(frozen=True, slots=True)
class Expectations:
    """None: not asked for. ``challenge`` and ``domain``: of Data Integrity 1.0, section 2.1.

    ``purpose``: what the proof of a presentation was made for; that of a credential always asserts.
    """

    challenge: str | None = None
    domain: str | None = None
    purpose: str | None = None
