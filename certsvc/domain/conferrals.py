"""Decisions to honour an organisation or a team."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from certsvc.domain.completions import Learner
from certsvc.domain.identifiers import LanguageTag, LearnerRef, MicroCertificationCode, PartnerCode
from certsvc.domain.recipients import RecipientKind


@dataclass(frozen=True, slots=True)
class Conferral:
    """A decision of the secretariat: who is honoured with what, once an edition.

    ``partner``: who the recipient is, or belongs to. ``members``: of a team, as they are printed.
    ``citation``: what for, in the words of whoever decided. ``language`` of the credential; None: the
    service's own. Texts are NFC, trimmed, otherwise as written.
    """

    micro_certification: MicroCertificationCode
    kind: RecipientKind
    name: str
    partner: PartnerCode
    decided_on: date
    edition: str
    members: tuple[str, ...] = ()
    citation: str = ""
    latin_name: str = ""
    language: LanguageTag | None = None

    @property
    def recipient(self) -> Learner:
        """Who is honoured."""
        return Learner(
            centre=self.partner,
            ref=recipient_ref(self.kind, self.name),
            full_name=self.name,
            latin_name=self.latin_name,
            preferred_language=self.language,
            kind=self.kind,
        )


def recipient_ref(kind: RecipientKind, name: str) -> LearnerRef:
    """What the recipient is found by: its name, however it is spaced and capitalised.

    It begins as no reference in a results file may, so that none is taken for a learner.
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return LearnerRef(f"@{kind}:{plain}")
