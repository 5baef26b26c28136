"""An integrity error becomes one of our own errors by its constraint's name, here and nowhere else."""

from sqlalchemy.exc import IntegrityError

from certsvc.errors import CertsvcError, ConflictError, NotFoundError

# Constraint's name (PostgreSQL says it) and columns (SQLite says them) -> what the user is told.
_CONFLICTS = (
    ("pk_partner", "partner.code", "There is a partner with this code already.", "code_taken"),
    ("uq_issuer_partner_code", "issuer.partner_code", "This partner is an issuer already.", "issuer_exists"),
    (
        "ux_issuer_key_active",
        "issuer_key.issuer, issuer_key.algorithm",
        "This issuer has an active key of this kind already.",
        "active_key_exists",
    ),
    (
        "uq_results_import_centre_digest_options",
        "results_import.centre, results_import.digest",
        "The same file is being imported already.",
        "import_exists",
    ),
    (
        "uq_learner_ref_centre",
        "learner.ref, learner.centre",
        "Another upload recorded the same learner at this moment.",
        "learner_exists",
    ),
    (
        "ux_completion_current",
        "completion.learner_id, completion.course",
        "Another upload recorded the same completion at this moment.",
        "completion_exists",
    ),
    (
        "uq_award_learner_id_micro_certification_period",
        "award.learner_id, award.micro_certification",
        "The learner has this award already.",
        "award_exists",
    ),
    (
        "ux_credential_standing",
        "credential.award_id",
        "This award has a standing credential already.",
        "credential_exists",
    ),
    ("uq_credential_code", "credential.code", "This code is taken.", "code_taken"),
    (
        "uq_credential_list_number_status_index",
        "credential.list_number, credential.status_index",
        "This status position is taken.",
        "status_position_taken",
    ),
    (
        "pk_issued_document",
        "issued_document.digest",
        "The same document was issued at this moment.",
        "document_exists",
    ),
    (
        "uq_issued_document_list_number_status_index",
        "issued_document.list_number, issued_document.status_index",
        "This status position is taken.",
        "status_position_taken",
    ),
    (
        "pk_recognised_issuer",
        "recognised_issuer.did, recognised_issuer.registry",
        "Another process recognised the same issuer at this moment.",
        "registry_changed",
    ),
    (
        "pk_recognised_registry",
        "recognised_registry.name",
        "Another process loaded the same registry at this moment.",
        "registry_changed",
    ),
    (
        "pk_person_address",
        "person_address.address",
        "Somebody proved the same address at this moment.",
        "address_taken",
    ),
    (
        "ux_batch_confirmation",
        "batch.confirmation",
        "The same was begun at this moment.",
        "act_begun",
    ),
    (
        "ux_correction_open",
        "correction.learner_id",
        "A correction that was asked for waits to be decided.",
        "correction_open",
    ),
    (
        "uq_catalogue_version_kind_code_version",
        "catalogue_version.kind, catalogue_version.code",
        "Another process loaded the catalogue at this moment.",
        "catalogue_changed",
    ),
)


def conflict_from(error: IntegrityError) -> CertsvcError:
    """The error to raise instead; what no row of the table knows stays a plain ConflictError."""
    diagnosis = getattr(error.orig, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    text = str(error.orig)
    for constraint, columns, message, code in _CONFLICTS:
        if name == constraint or f"UNIQUE constraint failed: {columns}" in text:
            return ConflictError(message, code=code)
    if name.startswith("fk_") or "FOREIGN KEY constraint failed" in text:
        return NotFoundError("Something that was referred to does not exist here.")
    return ConflictError("What was asked contradicts what is recorded.")
