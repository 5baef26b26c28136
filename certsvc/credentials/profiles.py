"""Partners as OB 3.0 Profiles (B.1.19), and names in English beside those in the document's language."""

from dataclasses import replace
from typing import Any

from certsvc.credentials.certification import Certification
from certsvc.credentials.vocabulary import ENGLISH_NAME
from certsvc.domain.partners import IssuerProfile, ParentProfile


def profile_object(profile: IssuerProfile, *, in_full: bool = True) -> dict[str, Any]:
    """A partner; ``official`` is who signs for it.

    ``in_full``: with its name in English, and whom it belongs to or works for as ``parentOrg``.
    """
    optional = {"url": profile.url, "email": profile.email, "official": profile.official}
    known: dict[str, Any] = {member: value for member, value in optional.items() if value}
    if in_full:
        known |= english_name(profile.english_name)
        if profile.parent is not None:
            known["parentOrg"] = parent_object(profile.parent)
    return {"id": profile.did, "type": ["Profile"], "name": profile.name, **known}


def english_name(name: str) -> dict[str, Any]:
    """The member ``otherIdentifier`` with that name (OB 3.0 IdentifierEntry, B.1.13); no member for none."""
    if not name:
        return {}
    entry = {"type": "IdentifierEntry", "identifier": name, "identifierType": ENGLISH_NAME}
    return {"otherIdentifier": [entry]}


def creator_of(certification: Certification) -> IssuerProfile:
    """Who made the achievement; its profile there is in full."""
    return certification.creator or certification.issuer


def issuer_object(certification: Certification) -> dict[str, Any]:
    """Who issues. In full only where it is neither the creator nor the source, whose profiles are.

    To say it again would add nothing: all of one partner is one node of the graph that is signed.
    """
    issuer = certification.issuer
    known = {certification.source.did, creator_of(certification).did}
    return profile_object(issuer, in_full=issuer.did not in known)


def source_object(certification: Certification) -> dict[str, Any]:
    """Who assessed, in full but for what the creator's profile says already."""
    source, creator = certification.source, creator_of(certification)
    if source.parent and creator.parent and source.parent.address == creator.parent.address:
        source = replace(source, parent=None)
    return profile_object(source, in_full=source.did != creator.did)


def parent_object(parent: ParentProfile) -> dict[str, Any]:
    """A partner that others belong to."""
    optional = {"url": parent.url, "official": parent.official}
    known: dict[str, Any] = {member: value for member, value in optional.items() if value}
    known |= english_name(parent.english_name)
    return {"id": parent.address, "type": ["Profile"], "name": parent.name, **known}
