"""The shapes of the VC-API, going in and coming out."""

from marshmallow import Schema, fields, validate

from certsvc.domain.records import LONGEST_REASON
from certsvc.signing.cryptosuites import EDDSA_RDFC, SUITES
from certsvc.web.arguments import Text
from certsvc.workflows.vc_api_status import DEFAULT_REASON

_LONGEST_URL = 2_000


class IssueOptionsSchema(Schema):
    """How to sign. Any other option is refused: what is not understood cannot be heeded."""

    cryptosuite = fields.String(
        load_default=EDDSA_RDFC.name,
        validate=validate.OneOf(list(SUITES)),
        metadata={"description": "What the proof is made with.", "example": EDDSA_RDFC.name},
    )
    type = fields.String(
        load_default="DataIntegrityProof",
        validate=validate.Equal("DataIntegrityProof"),
        metadata={"description": "The kind of proof; there is one.", "example": "DataIntegrityProof"},
    )
    credentialId = Text(  # noqa: N815  # the name on the wire
        longest=_LONGEST_URL, metadata={"description": "The id it gets, in the place of its own."}
    )
    issuer = Text(
        longest=_LONGEST_URL,
        metadata={"description": "A DID of this service that issues it, in the place of the one it names."},
    )
    verificationMethod = Text(  # noqa: N815  # likewise
        longest=_LONGEST_URL, metadata={"description": "The DID URL of the key that is to sign."}
    )


class IssueRequestSchema(Schema):
    """A credential to sign."""

    credential = fields.Dict(required=True, metadata={"description": "A credential without a proof."})
    options = fields.Nested(IssueOptionsSchema, load_default=lambda: IssueOptionsSchema().load({}))


class IssueAnswerSchema(Schema):
    """What was signed."""

    verifiableCredential = fields.Dict(  # noqa: N815  # likewise
        required=True, metadata={"description": "The credential with its proof and its status entry."}
    )


class VerifyOptionsSchema(Schema):
    """What the verifier insists on."""

    checks = fields.List(
        Text(longest=100),
        load_default=list,
        metadata={
            "description": "`proof`, `credentialStatus`: what must have been checked; none: everything."
        },
    )
    challenge = Text(longest=1_000, metadata={"description": "What the proof must answer."})
    domain = Text(longest=1_000, metadata={"description": "The place that the proof must be made for."})
    expectedProofPurpose = Text(  # noqa: N815  # likewise
        longest=100, metadata={"description": "What the proof must have been made for."}
    )
    returnCredential = fields.Boolean(  # noqa: N815  # likewise
        metadata={"description": "Heeded always: the answer holds what was verified."}
    )
    returnResults = fields.Boolean(  # noqa: N815  # likewise
        metadata={"description": "Heeded always: the answer says what was checked."}
    )
    returnProblemDetails = fields.Boolean(  # noqa: N815  # likewise
        metadata={"description": "Heeded always: the answer says what is wrong."}
    )


class VerifyCredentialSchema(Schema):
    """A credential to verify."""

    verifiableCredential = fields.Raw(  # noqa: N815  # likewise
        required=True,
        metadata={
            "description": "The credential, or an envelope around it, as an object; or a token, as a text."
        },
    )
    options = fields.Nested(VerifyOptionsSchema, load_default=lambda: VerifyOptionsSchema().load({}))


class VerifyPresentationSchema(Schema):
    """A presentation to verify, under one of two names."""

    verifiablePresentation = fields.Raw(  # noqa: N815  # likewise
        metadata={
            "description": "The presentation, or an envelope around it, as an object; or a token, as a text."
        }
    )
    presentation = fields.Raw(metadata={"description": "The same, by its other name."})
    options = fields.Nested(VerifyOptionsSchema, load_default=lambda: VerifyOptionsSchema().load({}))


class ProblemDetailSchema(Schema):
    """One thing that is wrong, or not known."""

    type = fields.String(required=True, metadata={"description": "The kind, as the standards name it."})
    title = fields.String(required=True)
    detail = fields.String(required=True, metadata={"description": "One sentence."})
    check = fields.String(required=True, metadata={"description": "The check that found it."})
    reason = fields.String(required=True, metadata={"description": "A stable code."})
    instance = fields.String(metadata={"description": "Which credential of a presentation."})


class VerifyAnswerSchema(Schema):
    """Whether it is verified, and what was found."""

    verified = fields.Boolean(required=True)
    document = fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "What was verified; believe it as far as `verified` says."},
    )
    checks = fields.List(fields.String(), required=True, metadata={"description": "What was checked."})
    warnings = fields.List(fields.String(), required=True)
    errors = fields.List(fields.String(), required=True)
    problemDetails = fields.List(fields.Nested(ProblemDetailSchema), required=True)  # noqa: N815  # likewise


class StatusEntrySchema(Schema):
    """What becomes of a status: to revoke is all that there is, and it is for good."""

    id = Text(longest=_LONGEST_URL, metadata={"description": "The entry's own id."})
    type = fields.String(
        load_default="BitstringStatusListEntry", validate=validate.Equal("BitstringStatusListEntry")
    )
    statusPurpose = fields.String(load_default="revocation", validate=validate.Equal("revocation"))  # noqa: N815  # likewise
    statusListIndex = fields.String(validate=validate.Regexp(r"\A(?:0|[1-9][0-9]{0,9})\Z"))  # noqa: N815  # likewise
    statusListCredential = Text(longest=_LONGEST_URL)  # noqa: N815  # likewise
    status = fields.Raw(metadata={"description": "`true` or `1`: revoked."})


class StatusRequestSchema(Schema):
    """Which credential is to be revoked: by its id, or by its entry."""

    credentialId = Text(longest=_LONGEST_URL, metadata={"description": "The credential's id."})  # noqa: N815  # likewise
    credentialStatus = fields.Raw(  # noqa: N815  # likewise
        required=True, metadata={"description": "An entry, or an array of one."}
    )
    status = fields.Raw(metadata={"description": "`true` or `1`: revoked; here or in the entry."})
    reason = Text(
        longest=LONGEST_REASON,
        load_default=DEFAULT_REASON,
        metadata={"description": "One sentence. Everyone who verifies the credential reads it."},
    )
