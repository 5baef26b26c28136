"""The shape of a decision to honour an organisation or a team."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from certsvc.domain.conferrals import Conferral
from certsvc.domain.identifiers import LanguageTag, MicroCertificationCode, PartnerCode
from certsvc.domain.recipients import RecipientKind
from certsvc.web.arguments import Text

_HONOURED = [RecipientKind.ORGANISATION.value, RecipientKind.TEAM.value]
_MOST_MEMBERS = 50
_LANGUAGE = validate.Regexp(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z", error="Not a BCP 47 tag."
)


class NewAwardSchema(Schema):
    """A decision: who is honoured with what, once an edition."""

    micro_certification = Text(
        longest=80, required=True, metadata={"description": "One that is conferred.", "example": "PIONEER-MC"}
    )
    kind = fields.String(
        required=True,
        validate=validate.OneOf(_HONOURED),
        metadata={"description": "What the recipient is.", "example": "team"},
    )
    name = Text(longest=200, required=True, metadata={"description": "As it is to be printed."})
    latin_name = Text(longest=200, load_default="", metadata={"description": "The same in Latin letters."})
    partner = Text(
        longest=40,
        required=True,
        metadata={"description": "Code of the partner that it is, or belongs to.", "example": "ABU"},
    )
    members = fields.List(
        Text(longest=200),
        load_default=[],
        validate=validate.Length(max=_MOST_MEMBERS),
        metadata={"description": "Of a team, by name."},
    )
    decided_on = fields.Date(required=True, metadata={"description": "The day of the decision."})
    edition = fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9]{4}\Z", error="An edition is a year."),
        metadata={"description": "A recipient is honoured once in each.", "example": "2026"},
    )
    citation = Text(longest=400, load_default="", metadata={"description": "What for, in a sentence."})
    language = fields.String(
        load_default=None,
        validate=_LANGUAGE,
        metadata={"description": "Of the certificate; left out: the service's own.", "example": "fr"},
    )
    replacing = Text(
        longest=500,
        load_default="",
        metadata={"description": "Why what was conferred before, in other words, was wrong: it is revoked."},
    )


def conferral(given: Mapping[str, Any]) -> Conferral:
    """The decision that a loaded NewAwardSchema describes."""
    return Conferral(
        micro_certification=MicroCertificationCode(given["micro_certification"]),
        kind=RecipientKind(given["kind"]),
        name=given["name"],
        partner=PartnerCode(given["partner"]),
        decided_on=given["decided_on"],
        edition=given["edition"],
        members=tuple(given["members"]),
        citation=given["citation"],
        latin_name=given["latin_name"],
        language=LanguageTag(given["language"]) if given["language"] else None,
    )
