"""A credential as a reader sees it: who earned what, from whom, when; then every other field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from certsvc.credentials.predecessors import find_predecessor
from certsvc.web.pages.earned import Body, Subject, body_at, subject_of
from certsvc.web.pages.reading import (
    Document,
    every_field,
    link_or_none,
    objects_at,
    text_at,
    texts_at,
    time_at,
)

_MOST_SUBJECTS = 20
_TRANSCRIPT = "ClrCredential"
_EVERY_CREDENTIAL = "VerifiableCredential"


@dataclass(frozen=True, slots=True)
class Proof:
    """Who signed how and when; a text may be empty."""

    key: str
    kind: str
    created: datetime | None


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where its revocation would be published."""

    address: str
    link: str | None
    position: str


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The one whose place it takes, as it says: ``link`` leads to the page of its code, where that is."""

    code: str
    link: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Certified:
    """All that a page shows of a credential. Empty texts and None are not shown.

    ``is_partial``: of a transcript, whether its holder has earned more; of any other credential None.
    """

    title: str
    kind: str
    description: str
    subjects: tuple[Subject, ...]
    issuer: Body
    earned_on: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    address: str
    statuses: tuple[StatusEntry, ...]
    proofs: tuple[Proof, ...]
    fields: tuple[tuple[str, str], ...]
    is_partial: bool | None
    predecessor: Predecessor | None

    @property
    def is_award(self) -> bool:
        """Whether it was conferred, and not earned."""
        return any(one.is_award for one in self.subjects)

    @property
    def language(self) -> str:
        """Of its words; empty when nobody says."""
        return next((one.language for one in self.subjects if one.language), "")


def certified(document: Document) -> Certified:
    """What ``document`` certifies (VCDM 2.0, 1.1). It may be misshapen: what cannot be read is left out."""
    subjects = objects_at(document, "credentialSubject")[:_MOST_SUBJECTS]
    seen = tuple(subject_of(subject) for subject in subjects)
    titles = dict.fromkeys(one.title for subject in seen for one in subject.achievements if one.title)
    return Certified(
        title=" · ".join(titles) or text_at(document, "name"),
        kind=", ".join(name for name in texts_at(document, "type") if name != _EVERY_CREDENTIAL),
        description=text_at(document, "description"),
        subjects=seen or (subject_of({}),),
        issuer=body_at(document, "issuer"),
        earned_on=time_at(document, "awardedDate"),
        valid_from=time_at(document, "validFrom") or time_at(document, "issuanceDate"),
        valid_until=time_at(document, "validUntil") or time_at(document, "expirationDate"),
        address=text_at(document, "id"),
        statuses=tuple(_status(entry) for entry in objects_at(document, "credentialStatus")),
        proofs=tuple(_proof(proof) for proof in objects_at(document, "proof")),
        fields=tuple(every_field(_without_credentials(document))),
        is_partial=bool(document.get("partial")) if is_transcript(document) else None,
        predecessor=_predecessor(document),
    )


def is_transcript(document: Document | None) -> bool:
    """Whether it says that it is one (CLR 2.0)."""
    return document is not None and _TRANSCRIPT in texts_at(document, "type")


def _without_credentials(document: Document) -> Document:
    """The fields of those that a transcript holds are theirs: each has its own verdict."""
    subject = document.get("credentialSubject")
    if not is_transcript(document) or not isinstance(subject, Mapping):
        return document
    own = {name: value for name, value in subject.items() if name != "verifiableCredential"}
    return {**document, "credentialSubject": own}


def _predecessor(document: Document) -> Predecessor | None:
    found = find_predecessor(document)
    if found is None:
        return None
    service, _, credential_id = found.address.rpartition("/credentials/")
    link = link_or_none(f"{service}/v/{found.code}") if service and credential_id else None
    return Predecessor(found.code, link, found.reason)


def _status(entry: Document) -> StatusEntry:
    address = text_at(entry, "statusListCredential") or text_at(entry, "id")
    return StatusEntry(address, link_or_none(address), text_at(entry, "statusListIndex"))


def _proof(proof: Document) -> Proof:
    return Proof(
        key=text_at(proof, "verificationMethod"),
        kind=text_at(proof, "cryptosuite") or text_at(proof, "type"),
        created=time_at(proof, "created"),
    )
