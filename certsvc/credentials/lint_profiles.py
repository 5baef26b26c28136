"""Rules on what a badge says of partners: profiles, English names; 4, 7.3, 9.7, 9.8.

Every function yields the breaches of one part and takes whatever stands in its place. Partners are few: what
passed passes again.
"""

from collections.abc import Iterator
from typing import Any

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.freezing import freeze
from certsvc.credentials.lint_parts import is_text, is_web_address
from certsvc.credentials.lint_shared import part_passed, remember_part
from certsvc.credentials.lint_values import text_at
from certsvc.credentials.vocabulary import ENGLISH_NAME


def breaches_of_profile(path: str, rule: str, profile: object, addresses: Addresses) -> Iterator[str]:
    """OB 3.0 Profile: of one of our issuers, with its name."""
    frozen = freeze(profile)
    if part_passed(frozen, addresses.base_url):
        return
    breaches = list(_breaches_of_issuer(path, rule, profile, addresses))
    if not breaches:
        remember_part(frozen, addresses.base_url)
    yield from breaches


def breaches_of_english_name(path: str, rule: str, holder: dict[str, Any]) -> Iterator[str]:
    """OB 3.0 IdentifierEntry: at most one, of what ``holder`` is called in English."""
    if "otherIdentifier" not in holder:
        return
    entries = holder["otherIdentifier"]
    if not isinstance(entries, list) or len(entries) != 1 or not isinstance(entries[0], dict):
        yield f"{rule} {path}.otherIdentifier is not an array of one object"
        return
    entry = entries[0]
    if entry.get("type") != "IdentifierEntry" or entry.get("identifierType") != ENGLISH_NAME:
        yield f"{rule} {path}.otherIdentifier[0] is not an IdentifierEntry of the kind {ENGLISH_NAME}"
    if not is_text(entry.get("identifier")):
        yield f"{rule} {path}.otherIdentifier[0].identifier is missing"


def _breaches_of_issuer(path: str, rule: str, profile: object, addresses: Addresses) -> Iterator[str]:
    if not isinstance(profile, dict):
        yield f"{rule} {path} is missing"
        return
    if not addresses.is_issuer(text_at(profile, "id")):
        yield f"{rule} {path}.id is not the DID of an issuer of this service"
    yield from _breaches_of_members(path, rule, profile)
    if "email" in profile and not is_text(profile["email"]):
        yield f"{rule} {path}.email is not text"
    if "parentOrg" in profile:
        yield from _breaches_of_parent(f"{path}.parentOrg", rule, profile["parentOrg"], addresses)


def _breaches_of_parent(path: str, rule: str, parent: object, addresses: Addresses) -> Iterator[str]:
    if not isinstance(parent, dict):
        yield f"{rule} {path} is not an object"
        return
    if not addresses.is_partner(text_at(parent, "id")):
        yield f"{rule} {path}.id is not the address of a partner of this service"
    yield from _breaches_of_members(path, rule, parent)
    if "parentOrg" in parent:
        yield f"{rule} {path}.parentOrg: a parent's parent does not stand here"


def _breaches_of_members(path: str, rule: str, profile: dict[str, Any]) -> Iterator[str]:
    if profile.get("type") != ["Profile"]:
        yield f"{rule} {path}.type is not Profile"
    if not is_text(profile.get("name")):
        yield f"{rule} {path}.name is missing"
    if "url" in profile and not is_web_address(profile["url"]):
        yield f"{rule} {path}.url is not an http(s) address"
    if "official" in profile and not is_text(profile["official"]):
        yield f"{rule} {path}.official is not text"
    yield from breaches_of_english_name(path, rule, profile)
