"""``/api/v1/verify``: the verdict as JSON."""

from flask import Response, jsonify

from certsvc.domain.verdicts import Finding
from certsvc.web.caching import MINUTE, cacheable
from certsvc.web.operations import Answer, Operation, RawBody, Resource
from certsvc.web.presented import CONTENT, read_presented
from certsvc.web.schemas import examples, verdict_examples
from certsvc.web.schemas.verdicts import VerdictSchema
from certsvc.web.security import PUBLIC_DOCUMENT
from certsvc.web.services import current_services
from certsvc.workflows import verify_credential
from certsvc.workflows.show_verdict import verdict_as_json

resource = Resource("verification", url_prefix="/api/v1/verify", description="Whether a credential is true.")


@resource.operation(
    Operation(
        "GET",
        "/<code>",
        access=PUBLIC_DOCUMENT,
        answers=[
            Answer(
                200,
                "The verdict, good or bad",
                VerdictSchema,
                examples={
                    "valid": examples.VERDICT,
                    "replaced": verdict_examples.REPLACED,
                    "erased": verdict_examples.ERASED,
                },
            ),
            Answer(404, "No credential has this code", VerdictSchema, example=examples.UNKNOWN),
        ],
        problems=[400],
        path={"code": "The printed code; case, O for 0, I for 1, spaces and hyphens do not matter."},
    )
)
def verify_code(code: str) -> Response:
    """Verify the credential that has a code.

    Every check is made anew on the stored bytes. `valid` means that every check was made and passed;
    revoked, expired and altered credentials answer 200 with `invalid` and their `finding`. A revoked one
    that was replaced leads on with `superseded_by`; of one whose holder had her data erased there is no
    `credential`, only what `remains`. `withheld` names what a holder does not show.
    """
    verdict = verify_credential.verify_code(current_services(), code)
    response = jsonify(verdict_as_json(verdict))
    if verdict.finding is Finding.UNKNOWN:
        response.status_code = 404
        return response
    return cacheable(response, max_age=MINUTE)


@resource.operation(
    Operation(
        "POST",
        "",
        access=PUBLIC_DOCUMENT,
        body=RawBody(
            CONTENT,
            "Exactly what was received, 16 MB at most: a credential or presentation as JSON or JWT, a badge "
            "image, a PDF, a photo of a QR code, a code or link of this service as text. What it is, its "
            "content decides, whatever type it is sent as.",
        ),
        answers=[Answer(200, "The verdict, good or bad", VerdictSchema, example=examples.PRESENTED)],
        problems=[403],
    )
)
def verify_presented() -> Response:
    """Verify whatever somebody presents, ours or not. Nothing of it is kept.

    A link without the code to what its holder shows on its code alone answers 403 (`code_needed`).
    """
    return jsonify(verdict_as_json(verify_credential.verify_presented(current_services(), read_presented())))
