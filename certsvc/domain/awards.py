"""Awards: a micro-certification that a learner has earned, and by what; or that was conferred."""

from dataclasses import dataclass
from datetime import date

from certsvc.domain.catalogue import MicroCertification
from certsvc.domain.completions import Completion, Learner
from certsvc.domain.conferrals import Conferral


@dataclass(frozen=True, slots=True)
class Award:
    """A learner satisfies a version of a micro-certification by these completions.

    ``earned_on``: the day on which the last needed completion was made. A learner earns a
    micro-certification once, whatever its version.
    ``conferral``: the decision that made it, where none was earned: then there are no completions.
    """

    learner: Learner
    micro_certification: MicroCertification
    completions: tuple[Completion, ...]
    earned_on: date
    conferral: Conferral | None = None
