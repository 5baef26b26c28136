"""How many learners need no claim link, since they have one."""

from collections.abc import Sequence
from dataclasses import replace

from certsvc.domain.access import Actor, Scope
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.storage.database import reading
from certsvc.storage.learners_of_people import Unclaimed, count_unclaimed
from certsvc.workflows.services import Services


def count_standing_claim_links(
    services: Services,
    centre: PartnerCode,
    *,
    by: Actor,
    learner_refs: Sequence[LearnerRef] | None = None,
    with_address: bool | None = None,
) -> int:
    """Of the centre's learners, or those named, who have not claimed by one yet: who has a link that stands.

    ``with_address``: only who has an address. Raises NotFoundError, NotAllowedError.
    """
    by.check_may(Scope.RECORD)
    by.check_sees(centre)
    refs = None if learner_refs is None else frozenset(learner_refs)
    everyone = Unclaimed(centre, refs=refs, with_address=with_address)
    with reading():
        return count_unclaimed(everyone) - count_unclaimed(replace(everyone, no_link_at=services.now()))
