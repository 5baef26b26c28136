"""An earned award becomes a signed credential with everything that was drawn for it: steps 4 to 6."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from certsvc.credentials.certification import Certification, Predecessor
from certsvc.credentials.codes import new_code
from certsvc.credentials.compose import compose_credential
from certsvc.credentials.composed_achievements import ComposedAchievements
from certsvc.credentials.lint import LintedCredential, lint_credential
from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.awards import Award
from certsvc.domain.catalogue import IssuedBy, MicroCertification
from certsvc.domain.identifiers import AwardId, CredentialId, Did, LanguageTag, LearnerId, PartnerCode
from certsvc.domain.partners import Partner
from certsvc.domain.records import CompletionRecord, CredentialRecord, StatusEntry
from certsvc.errors import InvalidInputError
from certsvc.rendering.fonts import check_covered
from certsvc.signing.data_integrity import sign_credential
from certsvc.signing.signing_key import SigningKey
from certsvc.storage import issuers, partners
from certsvc.storage.awards import ONCE, NewAward
from certsvc.workflows.drawing import equipment_of
from certsvc.workflows.issuing_parts import CatalogueParts, did_of
from certsvc.workflows.profiles import Profiles
from certsvc.workflows.services import Services
from certsvc.workflows.status_positions import reserve_positions

_SALT_BYTES = 16
_NO_POSITION = StatusEntry(list_number=1, index=0)
"""Stands in drafts that nobody signs."""


@dataclass(frozen=True, slots=True)
class Replacing:
    """The credential whose place a new one takes, and why."""

    record: CredentialRecord
    reason: str

    @property
    def predecessor(self) -> Predecessor:
        """As the new one says it."""
        return Predecessor(self.record.id, self.record.code, self.reason)


@dataclass(frozen=True, slots=True)
class KeptAward:
    """When an award was looked at last, and the catalogue of that time, whose words are certified.

    The award's micro-certification is an object of its own: what is composed once for a batch goes by that.
    """

    awarded_at: datetime
    parts: CatalogueParts


@dataclass(frozen=True, slots=True)
class EarnedAward:
    """An award to certify; ``behind`` are the records of its completions.

    Of one that was conferred there are none. ``replacing``: None unless the learner holds it already.
    ``kept``: None unless it stays what it was, whatever the catalogue says today.
    """

    learner_id: LearnerId
    award: Award
    behind: tuple[CompletionRecord, ...]
    replacing: Replacing | None = None
    kept: KeptAward | None = None


@dataclass(frozen=True, slots=True)
class MadeCredential:
    """What is to be stored: the award and its credential."""

    new_award: NewAward
    record: CredentialRecord


@dataclass(frozen=True, slots=True)
class Unissuable:
    """An award whose credential breaks a rule: nothing was signed, the learner is held."""

    earned: EarnedAward
    reason: str


class CredentialMaker:
    """Makes credentials inside transactions; catalogue and partners are looked up once, keys once a batch."""

    def __init__(self, services: Services, parts: CatalogueParts) -> None:
        self._services = services
        self._parts = parts
        self._secretariat = partners.get_secretariat()
        self._centres: dict[PartnerCode, Partner] = {}
        self._signing_keys: dict[Did, SigningKey] = {}
        self._achievements = ComposedAchievements()
        self._profiles = Profiles(services, parts)
        self._developers = {code: partner.names for code, partner in parts.partners.items()}
        self._equipment = equipment_of(services.settings)

    def make(self, earned: Sequence[EarnedAward]) -> Iterator[MadeCredential | Unissuable]:
        """One for each award, in order. A position drawn for one that is unissuable stays unused."""
        self._signing_keys.clear()  # a key may have been retired since the last batch
        issuing = [did_of(self._services, self._issuer(entry.award)) for entry in earned]
        positions = {
            did: iter(reserve_positions(self._services, did, count))
            for did, count in sorted(Counter(issuing).items())  # the order in which all lock lists
        }
        for entry, did in zip(earned, issuing, strict=True):
            status = next(positions[did])
            try:
                yield self._make(entry, status)
            except InvalidInputError as error:
                yield Unissuable(entry, error.message)

    def draft(self, earned: Sequence[EarnedAward]) -> Iterator[LintedCredential | Unissuable]:
        """What ``make`` would sign today, likewise; nothing is signed, no position taken."""
        for entry in earned:
            try:
                yield self._lint(self._certification(entry, _NO_POSITION))
            except InvalidInputError as error:
                yield Unissuable(entry, error.message)

    def _lint(self, certification: Certification) -> LintedCredential:
        """What no sheet can write is not signed either. Raises InvalidInputError."""
        learner, title = certification.award.learner, _title(certification)
        check_covered((learner.full_name, learner.latin_name, title), self._equipment)
        return lint_credential(compose_credential(certification, achievements=self._achievements))

    def _make(self, earned: EarnedAward, status: StatusEntry) -> MadeCredential:
        certification = self._certification(earned, status)
        linted = self._lint(certification)
        key = self._signing_key(certification.issuer.did)
        signed = sign_credential(linted, key=key, created=certification.issued_at)
        award = earned.award
        new_award = NewAward(
            id=AwardId(self._new_id()),
            learner_id=earned.learner_id,
            micro_certification=award.micro_certification.code,
            version=award.micro_certification.version,
            earned_on=award.earned_on,
            completion_ids=tuple(record.id for record in earned.behind),
            period=ONCE if award.conferral is None else award.conferral.edition,
        )
        record = CredentialRecord(
            id=certification.credential_id,
            code=certification.code,
            award_id=new_award.id,
            centre=award.learner.centre,
            learner_ref=award.learner.ref,
            micro_certification=award.micro_certification.code,
            issuer=key.issuer,
            key=key.multibase,
            status=status,
            signed_bytes=signed.content,
            digest=signed.digest,
            issued_at=certification.issued_at,
            valid_until=certification.valid_until,
        )
        return MadeCredential(new_award, record)

    def _certification(self, earned: EarnedAward, status: StatusEntry) -> Certification:
        """Everything that is drawn (id, code, salt) or looked at (the clock) is so here."""
        services, award = self._services, earned.award
        parts = self._parts if earned.kept is None else earned.kept.parts
        issued_at = services.now().replace(microsecond=0)
        default = LanguageTag(services.settings.default_language)
        wanted = award.learner.preferred_language or default
        language = award.micro_certification.titles.language_for(wanted)
        return Certification(
            award=award,
            credential_id=CredentialId(self._new_id()),
            code=new_code(services.random_bytes(10)),
            issuer=self._profiles.profile(self._issuer(award), language),
            source=self._profiles.profile(self._source(award), language),
            status=status,
            issued_at=issued_at,
            valid_until=_valid_until(award.micro_certification, issued_at, earned.replacing),
            email_salt=services.random_bytes(_SALT_BYTES).hex(),
            courses=parts.courses,
            competencies=parts.competencies,
            frameworks=parts.frameworks,
            language=language,
            addresses=services.addresses,
            creator=self._profiles.creator(self._secretariat, language, award.earned_on.year),
            institution=_institution(award, language),
            partners=self._developers,
            predecessor=None if earned.replacing is None else earned.replacing.predecessor,
        )

    def _new_id(self) -> str:
        return new_uuid7(self._services.now(), self._services.random_bytes(10))

    def _issuer(self, award: Award) -> Partner:
        if award.micro_certification.issued_by is IssuedBy.CENTRE:
            return self._centre(award.learner.centre)
        return self._secretariat

    def _source(self, award: Award) -> Partner:
        """Who assessed: the centre, or the secretariat where it decided."""
        return self._centre(award.learner.centre) if award.conferral is None else self._secretariat

    def _centre(self, code: PartnerCode) -> Partner:
        if code not in self._centres:
            self._centres[code] = partners.get_centre(code)
        return self._centres[code]

    def _signing_key(self, issuer: Did) -> SigningKey:
        if issuer not in self._signing_keys:
            key = issuers.lock_active_key(issuer)
            self._signing_keys[issuer] = self._services.keys.get_signing_key(issuer, key.multibase)
        return self._signing_keys[issuer]


def _title(certification: Certification) -> str:
    return certification.award.micro_certification.titles.in_language(certification.language)


def _institution(award: Award, language: LanguageTag) -> str:
    """The name of the partner that a conferred award's recipient is or belongs to."""
    partner = None if award.conferral is None else partners.find_partner(award.conferral.partner)
    return "" if partner is None else partner.names.in_language(language)


def _valid_until(
    micro_certification: MicroCertification, issued_at: datetime, replacing: Replacing | None
) -> datetime | None:
    """So many months after the issue; what takes another's place stands no longer than that would have."""
    if replacing is None:
        return _months_after(issued_at, micro_certification)
    before = replacing.record
    ends = (before.valid_until, _months_after(before.issued_at, micro_certification))
    return min((end for end in ends if end is not None), default=None)


def _months_after(issued_at: datetime, micro_certification: MicroCertification) -> datetime | None:
    """On the same day of the month or its last; None for ever."""
    if micro_certification.valid_for_months is None:
        return None
    months = issued_at.year * 12 + issued_at.month - 1 + micro_certification.valid_for_months
    year, month = divmod(months, 12)
    day = min(issued_at.day, monthrange(year, month + 1)[1])
    return issued_at.replace(year=year, month=month + 1, day=day)
