"""What a person had of a learner goes with the learner, who is nobody's from now on."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update

from certsvc.domain.completions import Learner
from certsvc.domain.identifiers import CredentialId, LearnerId
from certsvc.domain.people import PersonId
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db
from certsvc.storage.notices import NoticeRow
from certsvc.storage.people import PersonAddressRow
from certsvc.storage.personal_links import PersonalLinkRow


def give_transcripts(credential_ids: Sequence[CredentialId], learner: Learner) -> None:
    """These transcripts are the learner's, as if they had been made before anybody had claimed her."""
    db.session.execute(
        update(CredentialRow)
        .where(CredentialRow.id.in_(credential_ids))
        .values(person_id=None, centre=learner.centre, learner_ref=learner.ref)
    )


def give_notices(person_id: PersonId, learner_id: LearnerId, credential_ids: Sequence[CredentialId]) -> None:
    """Mails about the learner, or about one of these certificates, are not the person's any more."""
    about = or_(NoticeRow.learner_id == learner_id, NoticeRow.subject.in_(credential_ids))
    db.session.execute(
        update(NoticeRow)
        .where(NoticeRow.person_id == person_id, about)
        .values(person_id=None, learner_id=learner_id)
    )


def close_mailboxes(person_id: PersonId, learner_id: LearnerId) -> None:
    """Nobody is this person again: no address is proven to be hers.

    Links and mails that were about no learner are the learner's now: they end with hers, and whoever erases
    her finds them.
    """
    addresses = select(PersonAddressRow.address).where(PersonAddressRow.person_id == person_id)
    db.session.execute(
        update(PersonalLinkRow)
        .where(PersonalLinkRow.address.in_(addresses), PersonalLinkRow.learner_id.is_(None))
        .values(learner_id=learner_id)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(NoticeRow)
        .where(NoticeRow.person_id == person_id)
        .values(person_id=None, learner_id=learner_id)
    )
    db.session.execute(delete(PersonAddressRow).where(PersonAddressRow.person_id == person_id))
