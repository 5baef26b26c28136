"""``/vc-api/credentials/verify`` and ``/presentations/verify``: the verdict in the VC-API's shape."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify

from certsvc.errors import InvalidInputError
from certsvc.verification.expectations import Expectations
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.schemas import vc_api_examples as examples
from certsvc.web.schemas.vc_api import (
    VerifyAnswerSchema,
    VerifyCredentialSchema,
    VerifyPresentationSchema,
)
from certsvc.web.security import PUBLIC_DOCUMENT
from certsvc.web.services import current_services
from certsvc.web.vc_api.reading import json_body, read_request
from certsvc.workflows.vc_api_verdicts import (
    ApiVerdict,
    VerifyRequest,
    verify_credential_for,
    verify_presentation_for,
)

resource = Resource(
    "VC-API verifying", url_prefix="/vc-api", description="Credentials and presentations of anyone, verified."
)

_ANSWERS = [
    Answer(200, "Verified", VerifyAnswerSchema, example=examples.VERIFIED),
    Answer(400, "Not verified, with the reasons", VerifyAnswerSchema, example=examples.NOT_VERIFIED),
]


@resource.operation(
    Operation(
        "POST",
        "/credentials/verify",
        access=PUBLIC_DOCUMENT,
        body=json_body(VerifyCredentialSchema, "The credential, and what is insisted on.", examples.VERIFY),
        answers=_ANSWERS,
    )
)
def verify_credential() -> Response:
    """Verify a credential, ours or not.

    Verified: nothing is wrong with it, and structure, issuer, proof, validity and status were all checked.
    That no registry lists its issuer is a warning. A request that cannot be read is a 400 too, as a problem.
    """
    given = read_request(VerifyCredentialSchema)
    request = _request_of(given["verifiableCredential"], given["options"])
    return _answer(verify_credential_for(current_services(), request))


@resource.operation(
    Operation(
        "POST",
        "/presentations/verify",
        access=PUBLIC_DOCUMENT,
        body=json_body(
            VerifyPresentationSchema, "The presentation, and what is insisted on.", examples.PRESENT
        ),
        answers=_ANSWERS,
    )
)
def verify_presentation() -> Response:
    """Verify a presentation and every credential in it.

    It must be signed by its holder; `challenge` and `domain` are compared with what its proof says.
    """
    given = read_request(VerifyPresentationSchema)
    names = [name for name in ("verifiablePresentation", "presentation") if name in given]
    if len(names) != 1:
        raise InvalidInputError(
            "The request needs one presentation, as 'verifiablePresentation'.", code="malformed_request"
        )
    request = _request_of(given[names[0]], given["options"])
    return _answer(verify_presentation_for(current_services(), request))


def _request_of(presented: object, options: Mapping[str, Any]) -> VerifyRequest:
    if not isinstance(presented, (str, dict)):
        raise InvalidInputError(
            "What is to be verified is an object, or a token as a text.", code="malformed_request"
        )
    expectations = Expectations(
        challenge=options.get("challenge"),
        domain=options.get("domain"),
        purpose=options.get("expectedProofPurpose"),
    )
    return VerifyRequest(presented, expectations, tuple(options["checks"]))


def _answer(verdict: ApiVerdict) -> Response:
    response = jsonify(verdict.as_json())
    response.status_code = 200 if verdict.verified else 400
    return response
