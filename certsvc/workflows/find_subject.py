"""Whom the operator means: a person by an address or an id, a learner by her centre and reference."""

from dataclasses import dataclass

from certsvc.domain.identifiers import LearnerId, LearnerRef, PartnerCode
from certsvc.domain.people import Person, PersonId, normal_address
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError
from certsvc.storage import erasing, learners, people
from certsvc.storage.learners import KnownLearner
from certsvc.storage.learners_of_people import list_unclaimed_of_address


@dataclass(frozen=True, slots=True)
class Whose:
    """A person with all her learners, or a learner whom nobody has claimed: one of the two."""

    person_id: PersonId | None = None
    learner_id: LearnerId | None = None


def find_whose(
    *,
    address: str | None = None,
    person_id: PersonId | None = None,
    centre: PartnerCode | None = None,
    ref: LearnerRef | None = None,
) -> Whose:
    """Who is named by one of the three.

    Raises NotFoundError for whom nobody knows and who was erased, ConflictError (``several_learners``) for an
    address that nobody has proven and several learners have, InvalidInputError (``nobody_named``).
    """
    if person_id is not None:
        return _of_person(people.find_person(person_id))
    if centre is not None and ref is not None:
        return _of_learner(learners.find_learners(centre, [ref]).get(ref))
    if address is not None:
        return _of_address(address)
    raise InvalidInputError("Name an address, or a centre and a learner's reference.", code="nobody_named")


def _of_person(person: Person | None) -> Whose:
    if person is None or person.erased_at is not None:
        raise _nobody()
    return Whose(person_id=person.id)


def _of_learner(known: KnownLearner | None) -> Whose:
    if known is None or known.learner.ref.startswith(erasing.ERASED):
        raise _nobody()
    if known.person_id is not None:
        return Whose(person_id=known.person_id)
    return Whose(learner_id=known.id)


def _of_address(text: str) -> Whose:
    address = normal_address(text)
    if address is None:
        raise _nobody()
    person = people.find_person_by_address(address)
    if person is not None:
        return _of_person(person)
    found = list_unclaimed_of_address(address)
    if len(found) > 1:
        raise ConflictError(
            "Several learners have this address, and nobody has proven that it is hers.",
            code="several_learners",
            hint="Name each by --centre and --ref.",
        )
    return _of_learner(found[0] if found else None)


def _nobody() -> NotFoundError:
    return NotFoundError("Nobody is known here by that name.", code="unknown_person")
