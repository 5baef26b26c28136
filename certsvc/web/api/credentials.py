"""``/api/v1/credentials``: issued, listed, revoked."""

from typing import Any

from certsvc.domain.access import Scope
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.records import CredentialRecord, Page
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.schemas import examples
from certsvc.web.schemas.credentials import (
    CredentialPageSchema,
    CredentialSchema,
    CredentialsQuery,
    IssuedSchema,
    IssueSchema,
    RevokeSchema,
)
from certsvc.web.security import current_actor, requires
from certsvc.web.services import current_services
from certsvc.workflows import browse_records, issue_credentials, revoke_credential

resource = Resource("credentials", url_prefix="/api/v1/credentials", description="What was issued.")
_WHICH = {"reference": "The credential's id, or its verification code."}


@resource.operation(
    Operation(
        "GET",
        "",
        access=requires(Scope.READ),
        query=CredentialsQuery,
        answers=[Answer(200, "A page, newest first", CredentialPageSchema, example=examples.CREDENTIAL_PAGE)],
        problems=[400, 404],
    )
)
def list_credentials(query: dict[str, Any]) -> Page[CredentialRecord]:
    """List credentials, newest first."""
    centre = query.get("centre")
    return browse_records.list_credentials(
        by=current_actor(),
        centre=PartnerCode(centre) if centre else None,
        micro_certification=query.get("micro_certification"),
        learner_ref=query.get("learner_ref"),
        import_id=query.get("import_id"),
        limit=query["limit"],
        cursor=query.get("cursor"),
    )


@resource.operation(
    Operation(
        "POST",
        "",
        access=requires(Scope.ISSUE),
        body=IssueSchema,
        body_example={"centre": "NG"},
        answers=[
            Answer(201, "The credentials just issued", IssuedSchema, example=examples.ISSUED),
            Answer(200, "Nothing was left to issue", IssuedSchema, example={"items": []}),
        ],
        problems=[404, 503],
    )
)
def issue_pending(body: dict[str, Any]) -> tuple[dict[str, tuple[CredentialRecord, ...]], int]:
    """Issue what is earned and not yet issued.

    Asked again, it issues nothing twice.
    """
    centre, learner_ref = body.get("centre"), body.get("learner_ref")
    issued = issue_credentials.issue_pending(
        current_services(),
        by=current_actor(),
        centre=PartnerCode(centre) if centre else current_actor().centre,
        learner_ref=LearnerRef(learner_ref) if learner_ref else None,
    )
    return {"items": issued}, 201 if issued else 200


@resource.operation(
    Operation(
        "GET",
        "/<reference>",
        access=requires(Scope.READ),
        answers=[Answer(200, "The credential's record", CredentialSchema, example=examples.CREDENTIAL)],
        problems=[400, 404],
        path=_WHICH,
    )
)
def get_credential(reference: str) -> CredentialRecord:
    """Get what is kept of a credential."""
    return browse_records.get_credential(reference, by=current_actor())


@resource.operation(
    Operation(
        "POST",
        "/<reference>/revocation",
        access=requires(Scope.REVOKE),
        body=RevokeSchema,
        body_example={"reason": "Issued to the wrong learner."},
        answers=[Answer(201, "Revoked", CredentialSchema, example=examples.REVOKED)],
        problems=[404, 409, 503],
        path=_WHICH,
    )
)
def revoke(reference: str, body: dict[str, Any]) -> CredentialRecord:
    """Revoke a credential.

    For good: its bit is set in the signed status list, and its page says since when and why.
    """
    return revoke_credential.revoke_credential(
        current_services(), reference, reason=body["reason"], by=current_actor()
    )
