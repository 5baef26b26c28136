"""A notice becomes a mail at the moment when it is sent: from what holds then, in the reader's language."""

from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from certsvc.domain.corrections import Correction
from certsvc.domain.identifiers import CredentialId, LanguageTag, PartnerCode
from certsvc.domain.links import LinkKind, PersonalLink
from certsvc.domain.notices import Notice, NoticeKind
from certsvc.domain.notices_of_erasures import THINK_AGAIN, notice_subject
from certsvc.domain.people import Person
from certsvc.domain.records import CredentialRecord
from certsvc.errors import NotFoundError
from certsvc.letters.letter import Facts, compose_letter
from certsvc.mailing.mail import Mail
from certsvc.storage import catalogue, credentials, notice_facts, partners, people, personal_links
from certsvc.storage.corrections import find_correction
from certsvc.storage.erasures import find_open_erasure
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.storage.notice_facts import AwardedCredential, Owner
from certsvc.workflows.correction_outcomes import list_made_for
from certsvc.workflows.personal_tokens import address_of, token_of
from certsvc.workflows.services import Services

_A_MINUTE = timedelta(minutes=1)


def write_mail(services: Services, notice: Notice) -> Mail | None:
    """The mail, or None: what it would tell is no longer so, or nobody is there to tell.

    Raises InvalidInputError and NotFoundError: it can never be written; UnavailableError and SettingsError:
    not now (the secret that makes a link's token is another one, or away).
    """
    if notice.kind in {NoticeKind.CLAIM, NoticeKind.SIGN_IN}:
        return _link_mail(services, notice)
    if notice.kind is NoticeKind.ERASURE_ASKED:
        return _erasure_mail(services, notice)
    if notice.kind in {NoticeKind.CORRECTED, NoticeKind.DECLINED}:
        correction = find_correction(notice.subject)
        if correction is not None:
            return _correction_mail(services, notice, correction)
    return _credential_mail(services, notice)


def _link_mail(services: Services, notice: Notice) -> Mail | None:
    """A link that opens nothing any more is not sent."""
    link, at = personal_links.find_link(notice.subject), services.now()
    if link is None or not link.stands(at):
        return None
    token = token_of(services, link)
    owner = notice_facts.find_owner(link.learner_id) if link.learner_id is not None else None
    address = link.address or (owner.address if owner is not None else "")
    language = _language(notice, _find_person(notice, owner))
    facts = _facts_of_link(link, owner, language, at)
    facts = replace(facts, link=address_of(services, link.kind, token))
    return _mail(services, notice, facts, address, language)


def _facts_of_link(link: PersonalLink, owner: Owner | None, language: LanguageTag, at: datetime) -> Facts:
    """A sign-in letter says no name: whoever typed the address may have typed another's."""
    if link.kind is LinkKind.SIGN_IN:
        minutes = ceil((link.expires_at - at) / _A_MINUTE)
        return Facts(host="", link="", minutes=minutes)
    if owner is None:
        raise NotFoundError("There is no such learner.")
    return Facts(
        host="",
        link="",
        name=owner.name,
        centre=_centre_name(owner.centre, language),
        day=link.expires_at.date(),
    )


def _credential_mail(services: Services, notice: Notice) -> Mail | None:
    """Good news of a certificate that was withdrawn meanwhile is none."""
    found = notice_facts.find_awarded(CredentialId(notice.subject))
    if found is None or _is_outdated(notice.kind, found, services.now()):
        return None
    person = _find_person(notice, found.owner)
    language = _language(notice, person)
    record, revocation = found.record, found.record.revocation
    facts = Facts(
        host="",
        link=services.addresses.verification(record.code),
        name=found.owner.name,
        title=_title(found, language),
        centre=_centre_name(found.owner.centre, language),
        reason=_reason(record),
    )
    day = record.valid_until if revocation is None else revocation.at
    if day is not None:
        facts = replace(facts, day=day.date())
    proven = people.list_addresses(person.id) if person is not None else ()
    return _mail(services, notice, facts, proven[0] if proven else found.owner.address, language)


def _reason(record: CredentialRecord) -> str:
    """Why it was withdrawn; of one that took the place of another, why that one was."""
    if record.revocation is None and record.supersedes is not None:
        before = credentials.find_credential(record.supersedes)
        return "" if before is None or before.revocation is None else before.revocation.reason
    return "" if record.revocation is None else record.revocation.reason


def _correction_mail(services: Services, notice: Notice, correction: Correction) -> Mail | None:
    """The answer to what she asked for. One certificate in the place of another is what it leads to."""
    owner = notice_facts.find_owner(correction.learner_id)
    person = _find_person(notice, owner)
    if owner is None or person is None:
        return None
    language = _language(notice, person)
    made = [
        one for new in list_made_for(correction.id) if (one := notice_facts.find_awarded(new)) is not None
    ]
    link = services.addresses.own_corrections()
    if len(made) == 1:
        link = services.addresses.verification(made[0].record.code)
    facts = Facts(
        host="",
        link=link,
        name=owner.name,
        title=", ".join(_title(one, language) for one in made),
        centre=_centre_name(owner.centre, language),
        reason=correction.reason,
        word=correction.word,
    )
    proven = people.list_addresses(person.id)
    return _mail(services, notice, facts, proven[0] if proven else owner.address, language)


def _erasure_mail(services: Services, notice: Notice) -> Mail | None:
    """While it can be withdrawn, to the mailbox that this notice is for, if it still is hers."""
    person = _find_person(notice, None)
    if person is None:
        return None
    erasure = find_open_erasure(person_id=person.id)
    if erasure is None or erasure.begun_at is not None:
        return None
    addresses = people.list_addresses(person.id)
    address = next((one for one in addresses if notice_subject(erasure, one) == notice.subject), "")
    names = [one.learner.full_name for one in list_learners_of(person.id)]
    facts = Facts(
        host="",
        link=f"{services.settings.base_url}/record/data",
        name=next(filter(None, names), ""),
        day=(erasure.asked_at + THINK_AGAIN).date(),
    )
    return _mail(services, notice, facts, address, _language(notice, person))


def _is_outdated(kind: NoticeKind, found: AwardedCredential, at: datetime) -> bool:
    revoked, until = found.record.revocation is not None, found.record.valid_until
    if kind is NoticeKind.REVOKED:
        return not revoked
    return revoked or (kind is NoticeKind.EXPIRING and (until is None or until <= at))


def _mail(
    services: Services, notice: Notice, facts: Facts, address: str, language: LanguageTag
) -> Mail | None:
    if not address:
        return None
    settings = services.settings
    letter = compose_letter(notice.kind, language, replace(facts, host=settings.host))
    return Mail(
        id=notice.id,
        host=settings.host.partition(":")[0],
        sender=settings.mail_from,
        sender_name=partners.get_secretariat().names.in_language(letter.language),
        recipient=address,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        at=services.now(),
    )


def _find_person(notice: Notice, owner: Owner | None) -> Person | None:
    person_id = notice.person_id or (owner.person_id if owner is not None else None)
    person = people.find_person(person_id) if person_id is not None else None
    return None if person is None or person.erased_at is not None else person


def _language(notice: Notice, person: Person | None) -> LanguageTag:
    """What she chose herself goes before what her centre wrote."""
    return notice.language if person is None or person.language is None else person.language


def _title(found: AwardedCredential, language: LanguageTag) -> str:
    code = found.record.micro_certification
    certified = catalogue.find_micro_certification(code, found.version)
    return code if certified is None else certified.titles.in_language(language)


def _centre_name(code: PartnerCode, language: LanguageTag) -> str:
    centre = partners.find_partner(code)
    return code if centre is None else centre.names.in_language(language)
