"""``/api/v1/courses`` and ``/api/v1/micro-certifications``: the catalogue as it stands."""

from certsvc.domain.access import Scope
from certsvc.domain.catalogue import Course, MicroCertification
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.schemas import examples
from certsvc.web.schemas.catalogue import CourseListSchema, MicroCertificationListSchema
from certsvc.web.security import requires
from certsvc.workflows import browse_records

resource = Resource(
    "catalogue", url_prefix="/api/v1", description="What can be completed, and what it earns."
)


@resource.operation(
    Operation(
        "GET",
        "/courses",
        access=requires(Scope.READ),
        answers=[Answer(200, "Every course, by code", CourseListSchema, example=examples.COURSES)],
    )
)
def list_courses() -> dict[str, tuple[Course, ...]]:
    """List courses, each in its current version."""
    return {"items": browse_records.list_courses()}


@resource.operation(
    Operation(
        "GET",
        "/micro-certifications",
        access=requires(Scope.READ),
        answers=[
            Answer(
                200,
                "Every micro-certification, by code",
                MicroCertificationListSchema,
                example=examples.MICRO_CERTIFICATIONS,
            )
        ],
    )
)
def list_micro_certifications() -> dict[str, tuple[MicroCertification, ...]]:
    """List micro-certifications with their requirements, each in its current version."""
    return {"items": browse_records.list_micro_certifications()}
