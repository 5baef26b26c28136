"""Reason codes of this service -> the types of problem that the standards define.

VC Data Model 2.0, 7.2; Data Integrity 1.0, 5.3 (Processing Errors); Controlled Identifiers 1.0, 3.6;
Bitstring Status List 1.0, 3.5.
"""

from collections.abc import Mapping

_MODEL = "https://www.w3.org/TR/vc-data-model#"
_SECURITY = "https://w3id.org/security#"
_STATUS = "https://www.w3.org/ns/credentials/status-list#"

MALFORMED_VALUE = f"{_MODEL}MALFORMED_VALUE_ERROR"
PARSING = f"{_MODEL}PARSING_ERROR"
CRYPTOGRAPHIC_SECURITY = f"{_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR"
RANGE = f"{_MODEL}RANGE_ERROR"

_BY_REASON: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("not_json", "not_utf8", "byte_order_mark", "duplicate_member", "lone_surrogate", "too_deep"),
            *("number_out_of_range", "not_an_object", "jwt_malformed", "not_recognised", "carrier_malformed"),
        ),
        PARSING,
    ),
    **dict.fromkeys(("expired", "not_yet_valid", "status_index_range", "too_large", "proof_expired"), RANGE),
    "signature_invalid": CRYPTOGRAPHIC_SECURITY,
    "proof_challenge": f"{_SECURITY}INVALID_CHALLENGE_ERROR",
    "proof_domain": f"{_SECURITY}INVALID_DOMAIN_ERROR",
    **dict.fromkeys(
        ("unsigned_content", "not_json_ld", "unknown_context", "blank_node_id", "too_complex"),
        f"{_SECURITY}PROOF_TRANSFORMATION_ERROR",
    ),
    "did_document_malformed": f"{_SECURITY}INVALID_CONTROLLED_IDENTIFIER_DOCUMENT",
    **dict.fromkeys(
        ("key_not_named", "key_unknown", "malformed_key", "verification_method"),
        f"{_SECURITY}INVALID_VERIFICATION_METHOD",
    ),
    "key_not_for_purpose": f"{_SECURITY}INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
    "status_list_short": f"{_STATUS}STATUS_LIST_LENGTH_ERROR",
    **dict.fromkeys(
        ("status_unreachable", "status_unknown", "fetching_off", "address_refused", "fetch_failed"),
        f"{_STATUS}STATUS_RETRIEVAL_ERROR",
    ),
    **dict.fromkeys(("dates_malformed", "status_malformed", "status_list_malformed"), MALFORMED_VALUE),
}
_BY_CHECK: Mapping[str, str] = {
    "structure": MALFORMED_VALUE,
    "proof": f"{_SECURITY}PROOF_VERIFICATION_ERROR",
    "validity": RANGE,
    "status": f"{_STATUS}STATUS_VERIFICATION_ERROR",
}


def problem_type(check: str, reason: str) -> str:
    """The URL of the kind of problem: by its reason, else by the check that found it."""
    return _BY_REASON.get(reason) or _BY_CHECK.get(check, CRYPTOGRAPHIC_SECURITY)
