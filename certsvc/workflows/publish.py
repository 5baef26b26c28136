"""The documents that third parties read: DIDs, status lists, achievements, partners, registry of issuers."""

import re
from collections.abc import Mapping
from typing import Any

from certsvc.credentials.achievement import AchievementParts
from certsvc.credentials.compose import compose_achievement, compose_partner
from certsvc.domain.identifiers import LanguageTag, PartnerCode
from certsvc.domain.recognised_issuers import BY_HAND, RegistryEntry
from certsvc.errors import NotFoundError
from certsvc.signing.data_integrity import UnlintedDocument, sign_document
from certsvc.signing.did_documents import compose_did_document
from certsvc.signing.json_text import write_json
from certsvc.storage import catalogue, issuers, partners, recognised_issuers, status_lists
from certsvc.storage.storable import is_storable
from certsvc.workflows.issuing_parts import gather_catalogue_parts
from certsvc.workflows.profiles import Profiles, parent_profile
from certsvc.workflows.registry_documents import compose_registry_document
from certsvc.workflows.services import Services

_ENGLISH = LanguageTag("en")
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


def issuer_registry(services: Services) -> bytes:
    """Our issuers and those that the secretariat recognises by hand, signed by the secretariat.

    Signed whenever it is asked for, with the key that is active then; its times are those of the last
    change, so that nothing changed means the same bytes. Raises NotFoundError (``no_active_key``).
    """
    secretariat = services.addresses.secretariat_did()
    key = issuers.get_active_key(secretariat)
    first = min(one.created_at for one in issuers.list_keys(secretariat))
    changed = recognised_issuers.find_last_event("registry", "centre", "catalogue")
    updated = max(key.created_at, changed or key.created_at)
    document = compose_registry_document(_registry_entries(), created=first, updated=updated)
    signed = sign_document(
        UnlintedDocument(document),
        key=services.keys.get_signing_key(key.issuer, key.multibase),
        created=updated,
        cryptosuite="eddsa-jcs-2022",
    )
    return write_json(signed)


def _registry_entries() -> list[RegistryEntry]:
    """Of whoever is ours and recognised too, our own word counts."""
    by_did = {one.entry.did: one.entry for one in recognised_issuers.list_recognised(BY_HAND)}
    for did, code in issuers.list_issuers():
        partner = partners.find_partner(code)
        if partner is not None:
            name = partner.names.in_language(_ENGLISH)
            by_did[did] = RegistryEntry(did, name, partner.url, partner.country)
    return list(by_did.values())


def get_partner(services: Services, code: str, language: str | None = None) -> Mapping[str, Any]:
    """The OB 3.0 Profile of a partner as JSON-LD, under the address that credentials name it by.

    Raises NotFoundError.
    """
    partner = partners.find_partner(code) if is_storable(code) else None
    if partner is None:
        raise NotFoundError("There is no such partner.")
    tag = partner.names.language_for(LanguageTag(language or services.settings.default_language))
    return compose_partner(parent_profile(services, partner, tag))


def get_achievement(
    services: Services, achievement_id: str, language: str | None = None
) -> Mapping[str, Any]:
    """The OB 3.0 Achievement ``CODE.vN`` as JSON-LD, in a language. Raises NotFoundError.

    A version that was superseded says what it said last: courses and competencies are those of the last
    moment in which it was current, as in the last credentials that were issued under it. So a mistake that
    was mended while it was current stays mended (who holds an earlier one has the words of before), and no
    later change reaches it. Partners have no versions: what the creator is called goes by today. Who presides
    over the network is left out: a credential says that of the year in which it was earned.
    """
    match = _ACHIEVEMENT_ID.fullmatch(achievement_id)
    found = catalogue.find_micro_certification(match[1], int(match[2])) if match else None
    if found is None:
        raise NotFoundError("There is no such achievement.")
    tag = found.titles.language_for(LanguageTag(language or services.settings.default_language))
    parts = gather_catalogue_parts(catalogue.find_last_moment(found.code, found.version))
    return compose_achievement(
        AchievementParts(
            micro_certification=found,
            creator=Profiles(services, parts).profile(partners.get_secretariat(), tag),
            courses=parts.courses,
            competencies=parts.competencies,
            frameworks=parts.frameworks,
            language=tag,
            addresses=services.addresses,
        )
    )
