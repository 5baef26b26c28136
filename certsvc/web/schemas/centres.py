"""The shape of centres, going in and coming out."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from certsvc.domain.identifiers import LanguageTag, PartnerCode
from certsvc.domain.partners import Partner, PartnerKind
from certsvc.domain.texts import FALLBACK_LANGUAGE, Texts
from certsvc.web.arguments import Text
from certsvc.web.schemas.catalogue import texts_field
from certsvc.web.services import current_services

_CODE = r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*\Z"
_LANGUAGE = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z"


def _check_english(names: Mapping[str, str]) -> None:
    """A text can be shown in every language when its English wording is there."""
    if "en" not in names:
        raise ValidationError("Needs the English name, under 'en'.")


class NewCentreSchema(Schema):
    """A national centre that joins."""

    code = Text(
        longest=20,
        required=True,
        validate=[validate.Regexp(_CODE, error="Capital letters, digits and hyphens.")],
        metadata={"description": "Short; part of the centre's DID for ever.", "example": "KE"},
    )
    names = fields.Dict(
        keys=fields.String(validate=validate.Regexp(_LANGUAGE, error="Not a language tag.")),
        values=Text(longest=300, validate=[validate.Length(min=1)]),
        required=True,
        validate=[
            validate.Length(max=50),
            _check_english,
        ],
        metadata={"description": "By language; English is needed."},
    )
    country = Text(
        longest=2,
        load_default="",
        validate=[validate.Regexp(r"([A-Z]{2})?\Z", error="An ISO 3166-1 alpha-2 code.")],
        metadata={"description": "ISO 3166-1 alpha-2.", "example": "KE"},
    )
    sub_region = Text(longest=100, load_default="")
    url = fields.Url(load_default="", schemes={"https", "http"}, metadata={"description": "Its website."})
    email = fields.Email(load_default="", metadata={"description": "Where it is reached in public."})
    official = Text(
        longest=200, load_default="", metadata={"description": "Who signs for it: name and role."}
    )


class CentreSchema(Schema):
    """The secretariat or a national centre."""

    code = fields.String(required=True)
    kind = fields.Enum(PartnerKind, by_value=True, required=True)
    names = texts_field("names")
    country = fields.String(required=True)
    sub_region = fields.String(required=True)
    url = fields.String(required=True)
    email = fields.String(required=True)
    official = fields.String(required=True)
    did = fields.Method("did_of", required=True, metadata={"type": "string"})

    def did_of(self, centre: Partner) -> str:
        """Its decentralized identifier on this host."""
        addresses = current_services().addresses
        if centre.kind is PartnerKind.SECRETARIAT:
            return addresses.secretariat_did()
        return addresses.centre_did(centre.code)


class CentreListSchema(Schema):
    """The secretariat and every national centre."""

    items = fields.List(fields.Nested(CentreSchema), required=True)


def new_centre(given: Mapping[str, Any]) -> Partner:
    """The national centre that a loaded NewCentreSchema describes."""
    names: dict[LanguageTag, str] = {FALLBACK_LANGUAGE: given["names"]["en"]}
    names.update({LanguageTag(tag): name for tag, name in given["names"].items()})
    return Partner(
        code=PartnerCode(given["code"]),
        kind=PartnerKind.NATIONAL_CENTRE,
        names=Texts(names),
        country=given["country"],
        sub_region=given["sub_region"],
        url=given["url"],
        email=given["email"],
        official=given["official"],
    )
