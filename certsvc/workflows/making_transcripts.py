"""Certificates that were chosen become a signed transcript with everything that was drawn for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from certsvc.credentials.codes import new_code
from certsvc.credentials.compose import LATIN_NAME
from certsvc.credentials.compose_transcript import Transcript, compose_transcript
from certsvc.credentials.lint import lint_credential
from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.identifiers import (
    CredentialId,
    LanguageTag,
    LearnerRef,
    MicroCertificationCode,
    PartnerCode,
)
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialKind, CredentialRecord, StatusEntry
from certsvc.rendering.fonts import check_covered
from certsvc.rendering.labels import labels_for
from certsvc.signing.data_integrity import sign_credential
from certsvc.signing.json_text import parse_json_object
from certsvc.storage import issuers, partners
from certsvc.workflows.drawing import equipment_of
from certsvc.workflows.issuing_parts import did_of, gather_catalogue_parts
from certsvc.workflows.making_credentials import Replacing
from certsvc.workflows.profiles import Profiles
from certsvc.workflows.services import Services
from certsvc.workflows.status_positions import reserve_positions


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose transcript it is: a person's, or a learner's whom nobody has claimed.

    ``language``: in which she wants it; None: in that of her newest certificate.
    """

    person_id: PersonId | None
    language: LanguageTag | None
    centre: PartnerCode | None = None
    ref: LearnerRef | None = None


class TranscriptMaker:
    """For one transcript, inside a transaction. Its names are those of the newest certificate in it.

    ``records``: the certificates, in the order of their issue; ``replacing``: the transcript whose place it
    takes, and why.
    """

    def __init__(
        self,
        services: Services,
        holder: Holder,
        records: Sequence[CredentialRecord],
        *,
        is_partial: bool,
        replacing: Replacing | None = None,
    ) -> None:
        self._services = services
        self._holder = holder
        self._is_partial = is_partial
        self._replacing = replacing
        self._secretariat = partners.get_secretariat()
        documents = [parse_json_object(record.signed_bytes) for record in records]
        self._newest = documents[-1]["credentialSubject"]
        self._documents = sorted(documents, key=lambda one: (str(one["awardedDate"]), str(one["id"])))

    def would_say_the_same(self, before: CredentialRecord) -> bool:
        """Whether ``before`` was signed with the key of today and says what a new one would say."""
        issuer = did_of(self._services, self._secretariat)
        if before.key != issuers.get_active_key(issuer).multibase:
            return False
        said = parse_json_object(before.signed_bytes)
        subject = said["credentialSubject"]
        return (said["name"], said["partial"], subject["verifiableCredential"]) == (
            self._title,
            self._is_partial,
            self._documents,
        ) and _names_in(subject) == _names_in(self._newest)

    def make(self) -> CredentialRecord:
        """4. composed, 5. linted, 6. signed. What no sheet can write is not signed either.

        Raises InvalidInputError, UnavailableError.
        """
        issuer = did_of(self._services, self._secretariat)
        [status] = reserve_positions(self._services, issuer, 1)
        active = issuers.lock_active_key(issuer)
        key = self._services.keys.get_signing_key(issuer, active.multibase)
        transcript = self._compose(status)
        linted = lint_credential(compose_transcript(transcript))
        signed = sign_credential(linted, key=key, created=transcript.issued_at)
        return CredentialRecord(
            id=transcript.credential_id,
            code=transcript.code,
            award_id=None,
            centre=self._holder.centre or self._secretariat.code,
            learner_ref=self._holder.ref or LearnerRef(""),
            micro_certification=MicroCertificationCode(""),
            issuer=key.issuer,
            key=key.multibase,
            status=status,
            signed_bytes=signed.content,
            digest=signed.digest,
            issued_at=transcript.issued_at,
            kind=CredentialKind.TRANSCRIPT,
            person_id=self._holder.person_id,
            supersedes=None if self._replacing is None else self._replacing.record.id,
        )

    def _compose(self, status: StatusEntry) -> Transcript:
        """Everything that is drawn (id, code) or looked at (the clock) is so here."""
        services = self._services
        full_name, latin_name = _names_in(self._newest)
        check_covered((full_name, latin_name, self._title), equipment_of(services.settings))
        return Transcript(
            credential_id=CredentialId(new_uuid7(services.now(), services.random_bytes(10))),
            code=new_code(services.random_bytes(10)),
            title=self._title,
            full_name=full_name,
            latin_name=latin_name,
            issuer=Profiles(services, gather_catalogue_parts()).profile(self._secretariat, self._language),
            credentials=tuple(self._documents),
            is_partial=self._is_partial,
            status=status,
            issued_at=services.now().replace(microsecond=0),
            addresses=services.addresses,
            language=self._language,
            predecessor=None if self._replacing is None else self._replacing.predecessor,
        )

    @cached_property
    def _language(self) -> LanguageTag:
        return self._holder.language or LanguageTag(self._newest["achievement"]["inLanguage"])

    @property
    def _title(self) -> str:
        return labels_for(self._language)["transcript"]


def _names_in(subject: Mapping[str, Any]) -> tuple[str, str]:
    """As signed: the name, and that in Latin letters or nothing."""
    names = {each["identityType"]: each["identityHash"] for each in subject["identifier"]}
    return names["name"], names.get(LATIN_NAME, "")
