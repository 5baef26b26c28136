"""The shape of credentials as this service keeps them."""

from marshmallow import Schema, fields, validate

from certsvc.domain.records import CredentialRecord
from certsvc.web.arguments import Text
from certsvc.web.schemas.paging import CentrePageQuery, NextSchema
from certsvc.web.services import current_services


class CredentialsQuery(CentrePageQuery):
    """Which credentials."""

    micro_certification = Text(longest=80, metadata={"description": "Only of this one.", "example": "MC-B1"})
    learner_ref = Text(
        longest=200, metadata={"description": "Only of this learner.", "example": "ABU/24/001"}
    )
    import_id = Text(longest=40, metadata={"description": "Only from the completions of this import."})


class IssueSchema(Schema):
    """For whom to issue what is earned; without a word, for everyone the key may act for."""

    centre = Text(longest=40, metadata={"description": "Only for learners of this centre.", "example": "NG"})
    learner_ref = Text(longest=200, metadata={"description": "Only for this learner."})


class RevokeSchema(Schema):
    """Why a credential is revoked."""

    reason = Text(
        longest=500,
        required=True,
        validate=[validate.Regexp(r".*\S", error="Say why.")],
        metadata={"description": "One sentence. Everyone who verifies the credential reads it."},
    )


class StatusSchema(Schema):
    """A position in a status list."""

    list = fields.Integer(required=True, attribute="list_number")
    index = fields.Integer(required=True)


class RevocationSchema(Schema):
    """When, why and by whom a credential was revoked."""

    at = fields.DateTime(required=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)


class CredentialSchema(Schema):
    """What is kept of a credential; the signed document itself is at ``links.document``."""

    id = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "The printed verification code."})
    centre = fields.String(required=True)
    learner_ref = fields.String(required=True)
    micro_certification = fields.String(required=True)
    issuer = fields.String(required=True, metadata={"description": "DID of who signed."})
    key = fields.String(required=True, metadata={"description": "The public key that verifies it."})
    digest = fields.String(required=True, metadata={"description": "SHA-256 of the signed bytes."})
    status = fields.Nested(StatusSchema, required=True)
    issued_at = fields.DateTime(required=True)
    valid_until = fields.DateTime(required=True, allow_none=True)
    revocation = fields.Nested(RevocationSchema, required=True, allow_none=True)
    links = fields.Method("links_of", required=True, metadata={"type": "object"})

    def links_of(self, record: CredentialRecord) -> dict[str, str]:
        """Where it can be seen, fetched and revoked."""
        addresses = current_services().addresses
        document = addresses.credential(record.id)
        return {
            "self": f"/api/v1/credentials/{record.id}",
            "verification": addresses.verification(record.code),
            "document": document,
            "pdf": f"{document}.pdf",
            "badge_png": f"{document}.png",
            "badge_svg": f"{document}.svg",
            "qr_png": f"{document}/qr.png",
            "qr_svg": f"{document}/qr.svg",
        }


class CredentialPageSchema(NextSchema):
    """A page of credentials."""

    items = fields.List(fields.Nested(CredentialSchema), required=True)


class IssuedSchema(Schema):
    """The credentials just issued."""

    items = fields.List(fields.Nested(CredentialSchema), required=True)
