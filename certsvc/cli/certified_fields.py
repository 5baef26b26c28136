"""What a credential certifies, as pairs of label and value for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from certsvc.credentials.conferred import INSTITUTION, TEAM_MEMBER

Object = Mapping[str, Any]

_MOST_SUBJECTS = 20


def certified_fields(document: Object) -> Iterator[tuple[str, str]]:
    """Pairs of label and value; the credential may hold anything, and what is misshapen is left out."""
    subjects = _objects(document, "credentialSubject")[:_MOST_SUBJECTS]
    for subject in subjects:
        yield from _of_subject(subject)
    if not any(_text(one, "name") for subject in subjects for one in _objects(subject, "achievement")):
        yield "certificate", _text(document, "name")
    awarded = any(_is_award(subject) for subject in subjects)
    yield "awarded" if awarded else "earned", _text(document, "awardedDate")[:10]
    yield "issued", (_text(document, "validFrom") or _text(document, "issuanceDate"))[:10]
    yield "valid until", (_text(document, "validUntil") or _text(document, "expirationDate"))[:10]
    issuer = _object(document, "issuer")
    yield "issued by", _text(issuer, "name")
    yield "issuer", _text(issuer, "id") or _text(document, "issuer")
    for subject in subjects:
        yield "code", _text(subject, "licenseNumber")
    yield "credential", _text(document, "id")


def _of_subject(subject: Object) -> Iterator[tuple[str, str]]:
    yield "name", _identity(subject, "name") or _text(subject, "name") or _text(subject, "id")
    yield "in Latin letters", _identity(subject, "ext:latinName")
    yield "institution", _identity(subject, INSTITUTION)
    yield "honoured as" if _is_award(subject) else "role", _text(subject, "role")
    for member in _identities(subject, TEAM_MEMBER):
        yield "team member", member
    names: dict[str, str] = {}
    for achievement in _objects(subject, "achievement"):
        yield "certificate", _text(achievement, "name")
        for alignment in _objects(achievement, "alignment"):
            parts = (_text(alignment, "targetCode"), _text(alignment, "targetName"))
            yield "competency", " ".join(part for part in parts if part)
        for entry in _objects(achievement, "resultDescription"):
            names[_text(entry, "id")] = _text(entry, "name")
    for result in _objects(subject, "result"):
        described = _text(result, "resultDescription")
        yield "result", f"{names.get(described) or described}: {_text(result, 'value')}"
    yield "edition" if _is_award(subject) else "cohort", _text(subject, "term")
    yield "conferred by" if _is_award(subject) else "assessed by", _text(_object(subject, "source"), "name")


def _identity(subject: Object, identity_type: str) -> str:
    return next(_identities(subject, identity_type), "")


def _identities(subject: Object, identity_type: str) -> Iterator[str]:
    for entry in _objects(subject, "identifier"):
        if _text(entry, "identityType") == identity_type and entry.get("hashed") is False:
            yield _text(entry, "identityHash")


def _is_award(subject: Object) -> bool:
    return any(_text(one, "achievementType") == "Award" for one in _objects(subject, "achievement"))


def _text(holder: Object, name: str) -> str:
    """The text; one with its language (VCDM 2.0 section 11.1) reads as its text, several side by side."""
    value = holder.get(name)
    several = value if isinstance(value, list) else [value]
    plain = (item.get("@value") if isinstance(item, Mapping) else item for item in several)
    return " · ".join(item for item in plain if isinstance(item, str) and item)


def _object(holder: Object, name: str) -> Object:
    return next(iter(_objects(holder, name)), {})


def _objects(holder: Object, name: str) -> Sequence[Object]:
    value = holder.get(name)
    several = value if isinstance(value, list) else [value]
    return [entry for entry in several if isinstance(entry, Mapping)]
