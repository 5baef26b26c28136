"""A file of decisions is conferred line by line: what can be is, and the rest is told."""

from collections.abc import Iterator
from dataclasses import dataclass

from certsvc.domain.access import Actor
from certsvc.domain.conferrals import Conferral
from certsvc.errors import CertsvcError, ConflictError, InvalidInputError, NotFoundError
from certsvc.intake.decisions import read_decisions
from certsvc.workflows.confer_awards import Conferred, confer_award
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class ConferredLine:
    """A line of the file; ``decision`` is None where it could not be read; ``outcome``: or why none."""

    line: int
    decision: Conferral | None
    outcome: Conferred | CertsvcError


def confer_file(services: Services, content: bytes, *, by: Actor) -> Iterator[ConferredLine]:
    """Each line, a transaction each. Given again, the file confers what was refused the first time.

    Raises InvalidInputError (``decisions_unreadable``) and TooLargeError for the file as a whole,
    NotAllowedError, UnavailableError.
    """
    for row in read_decisions(content):
        if isinstance(row.decision, InvalidInputError):
            yield ConferredLine(row.line, None, row.decision)
            continue
        outcome: Conferred | CertsvcError
        try:
            outcome = confer_award(services, row.decision, by=by)
        except (InvalidInputError, NotFoundError, ConflictError) as error:
            outcome = error
        yield ConferredLine(row.line, row.decision, outcome)
