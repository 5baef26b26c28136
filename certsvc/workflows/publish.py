"""The documents that third parties read: DIDs, status lists, achievements."""

import re
from collections.abc import Mapping
from typing import Any

from certsvc.credentials.achievement import AchievementParts
from certsvc.credentials.compose import compose_achievement
from certsvc.domain.identifiers import LanguageTag, PartnerCode
from certsvc.errors import NotFoundError
from certsvc.signing.did_documents import compose_did_document
from certsvc.storage import catalogue, issuers, partners, status_lists
from certsvc.workflows.issuing_parts import gather_catalogue_parts, profile_of
from certsvc.workflows.services import Services

_ACHIEVEMENT_ID = re.compile(r"([A-Z0-9][A-Z0-9-]{0,31})\.v([1-9][0-9]{0,8})")


def did_document(services: Services, centre: PartnerCode | None) -> Mapping[str, Any]:
    """The DID document of the secretariat (None) or of a centre. Raises NotFoundError."""
    addresses = services.addresses
    did = addresses.secretariat_did() if centre is None else addresses.centre_did(centre)
    if issuers.find_issuer_partner(did) is None:
        raise NotFoundError("There is no such issuer.")
    return compose_did_document(did, issuers.list_keys(did))


def get_status_list(number: int) -> bytes:
    """The signed BitstringStatusListCredential number N. Raises NotFoundError."""
    found = status_lists.find_status_list(number)
    if found is None or found.signed_bytes is None:
        raise NotFoundError("There is no such status list.")
    return found.signed_bytes


def get_achievement(
    services: Services, achievement_id: str, language: str | None = None
) -> Mapping[str, Any]:
    """The OB 3.0 Achievement ``CODE.vN`` as JSON-LD, in a language. Raises NotFoundError."""
    match = _ACHIEVEMENT_ID.fullmatch(achievement_id)
    found = catalogue.find_micro_certification(match[1], int(match[2])) if match else None
    if found is None:
        raise NotFoundError("There is no such achievement.")
    tag = found.titles.language_for(LanguageTag(language or services.settings.default_language))
    parts = gather_catalogue_parts()
    return compose_achievement(
        AchievementParts(
            micro_certification=found,
            creator=profile_of(services, partners.get_secretariat(), tag),
            courses=parts.courses,
            competencies=parts.competencies,
            frameworks=parts.frameworks,
            language=tag,
            addresses=services.addresses,
        )
    )
