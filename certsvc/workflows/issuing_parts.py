"""What composing a credential needs from the catalogue and the partners, looked up once a batch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from certsvc.domain.catalogue import Course, MicroCertification
from certsvc.domain.competencies import Competency, CompetencyRef, Framework
from certsvc.domain.identifiers import CourseCode, Did, FrameworkCode, PartnerCode
from certsvc.domain.partners import Partner, PartnerKind, Presidency
from certsvc.storage import catalogue, partners
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class CatalogueParts:
    """The current catalogue, by code, or that of an earlier time; ``presidencies`` by year."""

    courses: Mapping[CourseCode, Course]
    micro_certifications: tuple[MicroCertification, ...]
    frameworks: Mapping[FrameworkCode, Framework]
    competencies: Mapping[CompetencyRef, Competency]
    partners: Mapping[PartnerCode, Partner]
    presidencies: Mapping[int, Presidency]


def gather_catalogue_parts(as_of: datetime | None = None) -> CatalogueParts:
    """From storage, as it stands now, or stood then; partners and presidencies as now in any case."""
    frameworks = catalogue.list_frameworks(as_of)
    return CatalogueParts(
        courses=catalogue.courses_by_code(as_of),
        micro_certifications=catalogue.list_micro_certifications(as_of),
        frameworks={framework.code: framework for framework in frameworks},
        competencies={item.ref: item for framework in frameworks for item in framework.competencies},
        partners={partner.code: partner for partner in partners.list_partners(*PartnerKind)},
        presidencies={presidency.year: presidency for presidency in catalogue.list_presidencies()},
    )


def did_of(services: Services, partner: Partner) -> Did:
    """The secretariat's DID is the host's own, a centre's lies below it."""
    if partner.kind is PartnerKind.SECRETARIAT:
        return services.addresses.secretariat_did()
    return services.addresses.centre_did(partner.code)
