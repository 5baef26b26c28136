"""What a person asked to have corrected, as she reads it: of which centre and course, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from certsvc.domain.corrections import Correction, CorrectionState
from certsvc.domain.identifiers import CompletionId, CourseCode, CredentialId
from certsvc.domain.partners import Partner, PartnerKind
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.domain.texts import Texts
from certsvc.storage import catalogue, partners
from certsvc.storage.completions_of_people import courses_of_completions
from certsvc.workflows.ask_correction import list_own_corrections
from certsvc.workflows.correction_outcomes import list_new_certificates
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import Certificate, list_certificates


@dataclass(frozen=True, slots=True)
class OwnCorrection:
    """One request. ``asked_from``: the certificate from which she asked.

    ``made``, ``made_transcripts``: what its approval put in the place of others. ``courses``: of the results
    that the changes are about.
    """

    correction: Correction
    centre: Partner
    asked_from: Certificate | None
    made: tuple[Certificate, ...]
    made_transcripts: tuple[CredentialRecord, ...]
    courses: Mapping[CompletionId, CourseCode]


def show_own_corrections(services: Services, person_id: PersonId) -> tuple[OwnCorrection, ...]:
    """All, the newest first. Raises NotFoundError."""
    hers = list_certificates(services, person_id)
    asked = list_own_corrections(person_id)
    changes = [change for one in asked for change in one.changes]
    courses = courses_of_completions([one.completion_id for one in changes if one.completion_id])
    centres = {one.code: one for one in partners.list_partners(*PartnerKind)}
    by_id = {one.record.id: one for one in hers}
    found = []
    for one in asked:
        made = list_new_certificates(one.id) if one.state is CorrectionState.APPROVED else ()
        found.append(
            OwnCorrection(
                correction=one,
                centre=centres[one.centre],
                asked_from=by_id.get(one.credential_id or CredentialId("")),
                made=tuple(by_id[new.id] for new in made if new.id in by_id),
                made_transcripts=tuple(new for new in made if new.kind is CredentialKind.TRANSCRIPT),
                courses=courses,
            )
        )
    return tuple(found)


def titles_of_courses() -> Mapping[CourseCode, Texts]:
    """What the catalogue of today calls each course."""
    return {code: course.titles for code, course in catalogue.courses_by_code().items()}
