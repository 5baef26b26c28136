"""Awards: a micro-certification that a learner has earned, and by what."""

from dataclasses import dataclass
from datetime import date

from certsvc.domain.catalogue import MicroCertification
from certsvc.domain.completions import Completion, Learner


@dataclass(frozen=True, slots=True)
class Award:
    """A learner satisfies a version of a micro-certification by these completions.

    ``earned_on``: the day on which the last needed completion was made. A learner earns a
    micro-certification once, whatever its version.
    """

    learner: Learner
    micro_certification: MicroCertification
    completions: tuple[Completion, ...]
    earned_on: date
