"""Rules on a credential that a caller composed and this service signs for them: 14 to 22 of ``lint``.

What the standards ask of any verifiable credential, without what this service promises of its own badges.
Verifiable Credentials Data Model 2.0, section 4 and 5; Bitstring Status List 1.0, section 2.1.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.contexts import CONTEXTS, CREDENTIALS_V2
from certsvc.credentials.lint_envelope import find_moment
from certsvc.credentials.lint_plain_badge import BADGE_TYPES, breaches_of_plain_badge
from certsvc.credentials.lint_plain_status import breaches_of_entry
from certsvc.credentials.lint_plain_values import breaches_of_plain_values, listed, types_of
from certsvc.credentials.lint_resources import breaches_of_resources
from certsvc.credentials.lint_values import is_absolute_iri, text_at
from certsvc.credentials.predecessors import is_predecessor
from certsvc.credentials.vocabulary import PREDECESSOR

_OWN_TYPES = frozenset({"BitstringStatusListCredential"})
"""What only this service composes."""


def breaches_of_plain(document: Mapping[str, Any], addresses: Addresses) -> Iterator[str]:
    """Breaches of 14 to 22; whatever the document holds. ``addresses`` are those of this service.

    14. values and terms: nothing that JSON-LD would drop, so that a proof covers all;
    15. envelope: contexts in their order, types, one address as id, no proof yet (4.3 to 4.5);
    16. issuer: one of this service's, by its DID or an object with it (4.7);
    17. subjects: one or more, each with a claim (4.8);
    18. times: xsd:dateTimeStamp, in order (4.9);
    19. parts that must have a type: status, schemas, terms of use, evidence, … (4.10, 4.11, 5.4 to 5.10);
    20. status entries (Bitstring Status List 1.0, 2.1);
    21. related resources: named once, each with a digest that fits where the resource is at hand (5.3);
    22. of an Open Badge: what its achievement and its subject must have (Open Badges 3.0, B.1).
    """
    contexts = listed(document.get("@context"))
    # 15. envelope, first: terms have a meaning only under contexts that are known
    unread = list(_breaches_of_contexts(document.get("@context")))
    yield from unread
    yield from _breaches_of_envelope(document, addresses)
    # 14. values and terms
    if not unread:
        yield from breaches_of_plain_values(document, contexts)
    # 16. issuer
    yield from _breaches_of_issuer(document.get("issuer"), addresses)
    # 17. subjects
    yield from _breaches_of_subjects(document.get("credentialSubject"))
    # 18. times
    yield from _breaches_of_times(document)
    # 19. and 20. parts with a type
    yield from _breaches_of_parts(document)
    # 21. related resources
    yield from breaches_of_resources(document.get("relatedResource"), "relatedResource" in document)
    # 22. Open Badges
    if types_of(document) & BADGE_TYPES:
        yield from breaches_of_plain_badge(document)


def _breaches_of_contexts(contexts: object) -> Iterator[str]:
    if not isinstance(contexts, list) or not contexts or contexts[0] != CREDENTIALS_V2:
        yield f"15.1 @context is not an array that begins with {CREDENTIALS_V2}"
        return
    seen: list[object] = []
    for position, context in enumerate(contexts):
        if context in seen:
            yield f"15.1 @context[{position}] stands there twice"
        seen.append(context)
        if isinstance(context, str) and context not in CONTEXTS:
            yield f"15.1 @context[{position}] is not a context that this service knows"
        elif not isinstance(context, (str, dict)) or not context:
            yield f"15.1 @context[{position}] is neither an address nor an object"


def _breaches_of_envelope(document: Mapping[str, Any], addresses: Addresses) -> Iterator[str]:
    types = document.get("type")
    if not listed(types) or not all(isinstance(name, str) and name for name in listed(types)):
        yield "15.2 type is not one or more texts"
    elif "VerifiableCredential" not in types_of(document):
        yield "15.2 type does not include VerifiableCredential"
    elif types_of(document) & _OWN_TYPES:
        yield "15.2 type is one that this service issues for itself alone"
    if "id" in document:
        if not is_absolute_iri(document["id"]):
            yield "15.3 id is not one absolute URL"
        elif text_at(document, "id").startswith(f"{addresses.base_url}/"):
            yield "15.3 id is an address of this service, which gives them out itself"
    if "proof" in document:
        yield "15.4 the draft has a proof already"


def _breaches_of_issuer(issuer: object, addresses: Addresses) -> Iterator[str]:
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not is_absolute_iri(identifier):
        yield "16.1 issuer is neither a URL nor an object whose id is one"
    elif not addresses.is_issuer(str(identifier)):
        yield "16.2 issuer is not the DID of an issuer of this service"


def _breaches_of_subjects(subjects: object) -> Iterator[str]:
    if not listed(subjects):
        yield "17.1 credentialSubject is missing"
    for subject in listed(subjects):
        if not isinstance(subject, dict) or not subject:
            yield "17.1 credentialSubject is not one or more objects that say something"


def _breaches_of_times(document: Mapping[str, Any]) -> Iterator[str]:
    moments = {}
    for member in ("validFrom", "validUntil"):
        if member in document:
            moments[member] = find_moment(document[member])
            if moments[member] is None:
                yield f"18.1 {member} is not an xsd:dateTimeStamp"
    start, end = moments.get("validFrom"), moments.get("validUntil")
    if start is not None and end is not None and end < start:
        yield "18.2 validUntil is before validFrom"


def _breaches_of_parts(document: Mapping[str, Any]) -> Iterator[str]:
    for member, further in _PARTS.items():
        if member in document and not listed(document[member]):
            yield f"19.1 {member} is empty"
        for part in listed(document.get(member)):
            if not isinstance(part, dict):
                yield f"19.1 {member} is not one or more objects"
                continue
            if not types_of(part):
                yield f"19.2 {member} has no type"
            yield from further(part)


def _nothing_further(_part: Mapping[str, Any]) -> Iterator[str]:
    return iter(())


def _breaches_of_schema(schema: Mapping[str, Any]) -> Iterator[str]:
    if not is_absolute_iri(schema.get("id")):
        yield "19.3 credentialSchema has no URL as its id"


def _breaches_of_evidence(evidence: Mapping[str, Any]) -> Iterator[str]:
    """Whose place a credential takes, this service says only of those that it has replaced itself."""
    if is_predecessor(evidence):
        yield f"19.4 evidence is of the genre {PREDECESSOR}, which is this service's own"


_PARTS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "credentialStatus": breaches_of_entry,
    "credentialSchema": _breaches_of_schema,
    "evidence": _breaches_of_evidence,
    **dict.fromkeys(("termsOfUse", "refreshService", "renderMethod", "confidenceMethod"), _nothing_further),
}
"""Members whose values must have a type, reserved ones too (5.10), with what else is asked of each."""
