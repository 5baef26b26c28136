"""Catalogue files are loaded; what changed becomes a new version."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from certsvc.catalogue.read import read_catalogue
from certsvc.domain.access import Actor
from certsvc.domain.catalogue import Catalogue
from certsvc.domain.partners import PartnerKind
from certsvc.storage import catalogue as storage
from certsvc.storage import events, learners, partners
from certsvc.storage.catalogue import Loaded
from certsvc.storage.database import transaction
from certsvc.workflows.manage_centres import check_secretariat, establish_issuer
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class CatalogueChanges:
    """What loading did; each entry is ``course B1 v2`` or alike."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int


def load_catalogue(services: Services, folder: Path, *, by: Actor) -> CatalogueChanges:
    """All of the folder or nothing. What a folder no longer names stays as it is.

    New centres get their issuer and key. When courses or micro-certifications changed, every
    learner is looked at again at the next ``certsvc issue``. Raises catalogue.CatalogueError with
    every mistake found, NotAllowedError.
    """
    check_secretariat(by)
    loaded = read_catalogue(folder)
    at = services.now()
    with transaction():
        outcomes = _put_partners(services, loaded, by=by) + _put_versions(loaded, at)
        new = [name for name, outcome in outcomes if outcome is not Loaded.UNCHANGED]
        if any(name.startswith(("course", "micro-certification")) for name in new):
            learners.hold_all()
        changes = CatalogueChanges(
            added=tuple(name for name, outcome in outcomes if outcome is Loaded.ADDED),
            changed=tuple(name for name, outcome in outcomes if outcome is Loaded.CHANGED),
            unchanged=sum(outcome is Loaded.UNCHANGED for _, outcome in outcomes),
        )
        events.add_events(
            [
                events.Event(at, by.name, outcome.value, "catalogue", name, {})
                for name, outcome in outcomes
                if outcome is not Loaded.UNCHANGED
            ]
        )
    return changes


def _put_partners(services: Services, loaded: Catalogue, *, by: Actor) -> list[tuple[str, Loaded]]:
    outcomes = []
    for partner in loaded.partners:
        known = partners.find_partner(partner.code) is not None
        changed = partners.put_partner(partner)
        outcome = Loaded.UNCHANGED if not changed else Loaded.CHANGED if known else Loaded.ADDED
        outcomes.append((f"partner {partner.code}", outcome))
        if partner.kind in {PartnerKind.SECRETARIAT, PartnerKind.NATIONAL_CENTRE}:
            establish_issuer(services, partner, by=by)
    return outcomes


def _put_versions(loaded: Catalogue, at: datetime) -> list[tuple[str, Loaded]]:
    outcomes = []
    for framework in loaded.frameworks:
        outcome, version = storage.put_framework(framework, at)
        outcomes.append((f"framework {framework.code} v{version}", outcome))
    for course in loaded.courses:
        outcome, version = storage.put_course(course, at)
        outcomes.append((f"course {course.code} v{version}", outcome))
    for item in loaded.micro_certifications:
        outcome, version = storage.put_micro_certification(item, at)
        outcomes.append((f"micro-certification {item.code} v{version}", outcome))
    for presidency in loaded.presidencies:
        outcome, version = storage.put_presidency(presidency, at)
        outcomes.append((f"presidency {presidency.year} v{version}", outcome))
    return outcomes
