"""The one list of reason codes: why a check passed, failed or was not made. Codes never change meaning."""

from enum import StrEnum
from typing import Self


class Reason(StrEnum):
    """A stable code with its general English sentence; a check's detail may say it more precisely."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Self:
        """Keep the sentence beside the code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    # what was presented
    NOT_RECOGNISED = "not_recognised", "Nothing in it is a credential, or leads to one."
    MALFORMED_CODE = (
        "malformed_code",
        "A verification code has 17 letters and digits. Here some are missing, mistyped or too many.",
    )
    CARRIER_MALFORMED = "carrier_malformed", "The file is damaged, so the credential inside cannot be read."
    FOREIGN_LINK = "foreign_link", "The link leads to another service, and links of others are not followed."
    # structure
    WELL_FORMED = "well_formed", "The document has the form that the standards ask for."
    TOO_LARGE = "too_large", "The document is larger than any credential."
    NOT_UTF8 = "not_utf8", "The document is not UTF-8 text."
    BYTE_ORDER_MARK = (
        "byte_order_mark",
        "The document begins with a byte order mark, which JSON does not allow.",
    )
    TOO_DEEP = "too_deep", "The document is nested deeper than any credential."
    NOT_JSON = "not_json", "The document is not JSON."
    DUPLICATE_MEMBER = "duplicate_member", "A member is named twice, so the document has no one meaning."
    NUMBER_OUT_OF_RANGE = "number_out_of_range", "A number is larger or longer than JSON readers agree on."
    LONE_SURROGATE = "lone_surrogate", "A text holds half a character."
    NOT_AN_OBJECT = "not_an_object", "The document is JSON, but not an object."
    CONTEXT_MISSING = "context_missing", "The document has no @context."
    CONTEXT_ORDER = "context_order", "The first context is not that of Verifiable Credentials 2.0."
    UNKNOWN_CONTEXT = "unknown_context", "The document names a context that this service does not know."
    INLINE_CONTEXT = (
        "inline_context",
        "The document brings its own definitions instead of naming published ones.",
    )
    NOT_A_CREDENTIAL = "not_a_credential", "The document is not typed as a verifiable credential."
    NOT_AN_OPEN_BADGE = "not_an_open_badge", "The document is not typed as an Open Badges 3.0 credential."
    NOT_A_PRESENTATION = "not_a_presentation", "The document is not a presentation of credentials."
    ENVELOPE_MALFORMED = "envelope_malformed", "The envelope around the credential cannot be opened."
    JWT_MALFORMED = "jwt_malformed", "The token does not have the form that the standards ask for."
    JWT_CLAIMS = "jwt_claims", "The token's own claims contradict the credential that it carries."
    RELATED_RESOURCE = (
        "related_resource",
        "A resource that the document relies on is not described as it must be.",
    )
    CREDENTIAL_SCHEMA = (
        "credential_schema",
        "A schema that the document names is not described as it must be.",
    )
    NOTHING_PRESENTED = "nothing_presented", "The presentation holds no credential."
    TOO_MANY_CREDENTIALS = (
        "too_many_credentials",
        "The presentation holds more credentials than are read at once.",
    )
    MEMBER_MISSING = "member_missing", "A member that the standards require is missing."
    MEMBER_MALFORMED = "member_malformed", "A member does not have the form that the standards ask for."
    # holder
    HOLDER_SIGNED = "holder_signed", "The one who shows the presentation has signed it."
    # issuer
    ISSUER_RESOLVED = "issuer_resolved", "The issuer's own document lists the key that signed."
    ISSUER_UNREACHABLE = "issuer_unreachable", "The issuer's own document could not be fetched."
    DID_METHOD_UNKNOWN = (
        "did_method_unknown",
        "The issuer's identifier is of a kind that this service does not resolve.",
    )
    DID_DOCUMENT_MALFORMED = "did_document_malformed", "The issuer's own document is malformed."
    KEY_NOT_FOR_PURPOSE = "key_not_for_purpose", "The issuer does not list that key for what it was used for."
    KEY_CONTROLLER = "key_controller", "The key's own controller is not the issuer."
    KEY_MALFORMED = "malformed_key", "The key that the issuer lists cannot be read."
    KEY_LISTED = "key_listed", "The issuer is known here and lists the key that signed."
    ISSUER_MISSING = "issuer_missing", "The document names no issuer."
    ISSUER_NOT_RESOLVED = (
        "issuer_not_resolved",
        "The issuer is not one of this service's and was not looked up.",
    )
    KEY_NOT_NAMED = "key_not_named", "The proof does not say which key made it."
    KEY_OF_ANOTHER = "key_of_another_issuer", "The key that signed does not belong to the named issuer."
    KEY_UNKNOWN = "key_unknown", "The issuer is known here but has no such key."
    # proof
    SIGNATURE_VALID = "signature_valid", "The signature fits what is shown here."
    SIGNATURE_INVALID = "signature_invalid", "The signature does not fit what is shown here."
    UNSIGNED_CONTENT = "unsigned_content", "The document holds something that no signature covers."
    KEY_COMPROMISED = (
        "key_compromised",
        "The key was stolen or withdrawn, and nothing shows that this was signed before.",
    )
    PREVIOUS_PROOF = "previous_proof", "A proof builds on another proof that is not there."
    TOO_MANY_PROOFS = "too_many_proofs", "The document has more proofs than are read at once."
    PROOF_MALFORMED = "proof_malformed", "A proof does not have the form that the standards ask for."
    PROOF_CHALLENGE = "proof_challenge", "The proof does not answer the challenge that was set."
    PROOF_DOMAIN = "proof_domain", "The proof was made for another place than this."
    JWT_ALGORITHM = "jwt_algorithm", "The token names no algorithm that can be relied on."
    JWT_CRITICAL = "jwt_critical", "The token asks for an extension that this service does not know."
    PROOF_KEY_CONFUSION = "proof_key_confusion", "The proof's kind does not fit the issuer's key."
    JWT_KEY_CONFUSION = "jwt_key_confusion", "The token's algorithm does not fit the issuer's key."
    KEY_RETIRED = "key_retired", "The proof was made after its key was retired."
    PROOF_MISSING = "proof_missing", "The document has no proof."
    PROOF_TYPE = "proof_type", "The proof is not a Data Integrity proof."
    PROOF_PURPOSE = "proof_purpose", "The proof was not made to assert anything."
    PROOF_CREATED = "proof_created", "The proof's time is malformed."
    PROOF_EXPIRED = "proof_expired", "The proof itself has expired."
    PROOF_VALUE = "proof_value", "The proof's value is not a signature."
    PROOF_CONTEXT = "proof_context", "The proof has another context than the document."
    VERIFICATION_METHOD = "verification_method", "The proof does not name the key that it is checked with."
    SEVERAL_PROOFS = "several_proofs", "The document has several proofs where one was expected."
    UNSUPPORTED_CRYPTOSUITE = (
        "unsupported_cryptosuite",
        "The proof is of a kind that this service does not read.",
    )
    NOT_JSON_LD = (
        "not_json_ld",
        "The document cannot be read as linked data, so no proof of this kind fits it.",
    )
    NESTED_CONTEXT = "nested_context", "A part of the document brings definitions of its own."
    BLANK_NODE_ID = "blank_node_id", "A part of the document could stand in two places at once."
    TOO_COMPLEX = "too_complex", "The document has more parts than this service canonicalizes."
    # validity
    IN_FORCE = "in_force", "The credential is within its period of validity."
    EXPIRED = "expired", "The credential has expired."
    NOT_YET_VALID = "not_yet_valid", "The credential is not valid yet."
    DATES_MALFORMED = "dates_malformed", "The period of validity is missing or malformed."
    # status
    NOT_REVOKED = "not_revoked", "The credential has not been revoked."
    REVOKED = "revoked", "The credential has been revoked by its issuer."
    STATUS_ABSENT = "status_absent", "The document names no place where its revocation would be published."
    STATUS_MALFORMED = "status_malformed", "The status entry is not one Bitstring Status List entry."
    STATUS_UNKNOWN = "status_unknown", "The status list is not one that this service can look up."
    NO_STATUS = "no_status", "The issuer published no way to revoke it, so it has not been revoked."
    SUSPENDED = "suspended", "The issuer has suspended the credential for the time being."
    STATUS_UNREACHABLE = "status_unreachable", "The status list could not be fetched."
    STATUS_LIST_MALFORMED = "status_list_malformed", "The status list is malformed."
    STATUS_LIST_PROOF = "status_list_proof", "The status list's own signature does not hold."
    STATUS_LIST_ISSUER = "status_list_issuer", "The status list was not issued by the credential's issuer."
    STATUS_LIST_SHORT = "status_list_short", "The status list is too short to hide who is looked up."
    STATUS_LIST_EXPIRED = "status_list_expired", "The status list is out of date."
    STATUS_INDEX_RANGE = "status_index_range", "The status list has no such position."
    STATUS_PURPOSE = "status_purpose", "The status list is for another purpose than the credential says."
    # trust
    ISSUER_IS_OURS = "issuer_is_ours", "The issuer is the secretariat, or one of its national centres."
    ISSUER_RECOGNISED = "issuer_recognised", "A registry that this service relies on lists the issuer."
    ISSUER_NOT_RECOGNISED = (
        "issuer_not_recognised",
        "No registry that this service relies on lists the issuer. That says nothing against it.",
    )
    # fetching
    FETCHING_OFF = "fetching_off", "This service is set up not to fetch documents of others."
    ADDRESS_REFUSED = "address_refused", "The address is not one that this service fetches from."
    FETCH_FAILED = "fetch_failed", "The document could not be fetched."
    # record
    RECORD_MATCHES = "record_matches", "The document is the one that this service issued and keeps."
    RECORD_DIGEST_MATCHES = (
        "record_digest_matches",
        "The document is the one that this service issued, by the digest that is kept of it.",
    )
    RECORD_ERASED = (
        "record_erased",
        "At its holder's wish it was erased here, so this service no longer knows what the certificate said.",
    )
    RECORD_ALTERED = "record_altered", "The copy that this service keeps is not the one it signed."
    RECORD_DIFFERS = "record_differs", "The document is not the one that this service issued under this id."
    NOT_IN_RECORD = (
        "not_in_record",
        "The document names an issuer of this service, which has no record of it.",
    )
    # sheet
    SHEET_SEALED = "sheet_sealed", "The PDF is under the issuer's seal, and nothing in it was changed since."
    SHEET_MATCHES = "sheet_matches", "The PDF shows what was certified, as this service draws it."
    SHEET_DIFFERS = "sheet_differs", "The PDF shows something else than the certificate inside it says."
    SHEET_NOT_COMPARED = "sheet_not_compared", "The PDF could not be compared with what was certified."
    UNKNOWN_CODE = "unknown_code", "No certificate was ever issued under this code."
    NOT_OURS = "not_ours", "The document was not issued by this service, so there is no record to compare."
    # not made, because of another check
    DOCUMENT_UNREADABLE = "document_unreadable", "Not checked: the document could not be read."
    DOCUMENT_ERASED = "document_erased", "Not checked: the document is no longer kept here."
    KEY_NOT_KNOWN = "key_not_known", "Not checked: the key that signed is not known here."
    PROOF_NOT_HELD = (
        "proof_failed",
        "Not checked: the proof failed, so the document's own words count for nothing.",
    )


_BY_CODE = {reason.value: reason for reason in Reason}


def reason_for(code: str, otherwise: Reason) -> Reason:
    """The reason with that error code, else ``otherwise``."""
    return _BY_CODE.get(code, otherwise)
