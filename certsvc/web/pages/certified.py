"""A credential as a reader sees it: who earned what, from whom, when; then every other field."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from certsvc.web.pages.reading import (
    Document,
    every_field,
    link_or_none,
    objects_at,
    text_at,
    time_at,
    value_at,
)


@dataclass(frozen=True, slots=True)
class Body:
    """Who issues or assesses. ``did`` and ``url`` may be empty."""

    name: str
    did: str
    url: str | None
    email: str
    official: str


@dataclass(frozen=True, slots=True)
class Competency:
    """An item of a framework that the achievement is aligned to."""

    name: str
    code: str
    framework: str
    url: str | None
    description: str


@dataclass(frozen=True, slots=True)
class Result:
    """One value that was reached. ``unit`` is ``of 100``, ``hours`` or empty."""

    name: str
    value: str
    unit: str
    required: str


@dataclass(frozen=True, slots=True)
class Certified:
    """All that a page shows of a credential. Empty texts and None are not shown."""

    title: str
    language: str
    description: str
    criteria: str
    narrative: str
    name: str
    latin_name: str
    other_identifiers: tuple[tuple[str, str], ...]
    issuer: Body
    centre: Body
    earned_on: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    last_activity_on: datetime | None
    cohort: str
    competencies: tuple[Competency, ...]
    results: tuple[Result, ...]
    code: str
    address: str
    achievement_address: str | None
    achievement_code: str
    status_list: str | None
    status_index: str
    key: str
    cryptosuite: str
    signed_at: datetime | None
    fields: tuple[tuple[str, str], ...]


def certified(document: Document) -> Certified:
    """What ``document`` certifies. It may be misshapen: what cannot be read is left out."""
    subject = value_at(document, "credentialSubject")
    achievement = value_at(subject, "achievement")
    names = dict(_identifiers(subject))
    return Certified(
        title=text_at(achievement, "name") or text_at(document, "name"),
        language=text_at(achievement, "inLanguage"),
        description=text_at(achievement, "description"),
        criteria=text_at(achievement, "criteria", "narrative"),
        narrative=text_at(subject, "narrative"),
        name=names.pop("name", ""),
        latin_name=names.pop("ext:latinName", ""),
        other_identifiers=tuple(names.items()),
        issuer=_body(value_at(document, "issuer")),
        centre=_body(value_at(subject, "source")),
        earned_on=time_at(document, "awardedDate"),
        valid_from=time_at(document, "validFrom"),
        valid_until=time_at(document, "validUntil"),
        last_activity_on=time_at(subject, "activityEndDate"),
        cohort=text_at(subject, "term"),
        competencies=tuple(_competency(item) for item in objects_at(achievement, "alignment")),
        results=tuple(_results(subject, achievement)),
        code=text_at(subject, "licenseNumber"),
        address=text_at(document, "id"),
        achievement_address=link_or_none(text_at(achievement, "id")),
        achievement_code=" v".join(
            part for part in (text_at(achievement, "humanCode"), text_at(achievement, "version")) if part
        ),
        status_list=link_or_none(text_at(document, "credentialStatus", "statusListCredential")),
        status_index=text_at(document, "credentialStatus", "statusListIndex"),
        key=text_at(document, "proof", "verificationMethod"),
        cryptosuite=text_at(document, "proof", "cryptosuite"),
        signed_at=time_at(document, "proof", "created"),
        fields=tuple(every_field(document)),
    )


def _identifiers(subject: object) -> Iterator[tuple[str, str]]:
    """Pairs of identity type and what it says (OB 3.0 IdentityObject); hashes stay hashes."""
    for identity in objects_at(subject, "identifier"):
        yield text_at(identity, "identityType"), text_at(identity, "identityHash")


def _body(profile: object) -> Body:
    return Body(
        name=text_at(profile, "name"),
        did=profile if isinstance(profile, str) else text_at(profile, "id"),
        url=link_or_none(text_at(profile, "url")),
        email=text_at(profile, "email"),
        official=text_at(profile, "official"),
    )


def _competency(alignment: Document) -> Competency:
    return Competency(
        name=text_at(alignment, "targetName"),
        code=text_at(alignment, "targetCode"),
        framework=text_at(alignment, "targetFramework"),
        url=link_or_none(text_at(alignment, "targetUrl")),
        description=text_at(alignment, "targetDescription"),
    )


def _results(subject: object, achievement: object) -> Iterator[Result]:
    """Each value with what its description says of it (OB 3.0 Result, ResultDescription)."""
    described = {text_at(item, "id"): item for item in objects_at(achievement, "resultDescription")}
    for result in objects_at(subject, "result"):
        identifier = text_at(result, "resultDescription")
        description = described.get(identifier, {})
        kind = text_at(description, "resultType")
        maximum = text_at(description, "valueMax")
        unit = f"of {maximum}" if maximum else ""
        yield Result(
            name=text_at(description, "name") or unquote(identifier.rpartition("#")[2]),
            value=text_at(result, "value"),
            unit="hours" if kind == "ext:LearningHours" else unit,
            required=text_at(description, "requiredValue"),
        )
