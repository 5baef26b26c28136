"""How much one transcript holds: no more than a verifier, here or elsewhere, reads of one document."""

from collections.abc import Iterable, Sequence

from certsvc.credentials.lint_transcript import LARGEST_CREDENTIALS, MOST_CREDENTIALS
from certsvc.domain.records import CredentialRecord
from certsvc.errors import InvalidInputError


def how_many_fit(records: Iterable[CredentialRecord]) -> int:
    """How many of these one transcript holds, from the first on."""
    size = fitting = 0
    for record in records:
        size += len(record.signed_bytes) + 1  # and the comma
        if fitting == MOST_CREDENTIALS or size > LARGEST_CREDENTIALS - 1:
            break
        fitting += 1
    return fitting


def check_fitting(records: Sequence[CredentialRecord]) -> None:
    """Raise InvalidInputError (``too_many_credentials``) for more than one transcript holds."""
    if (most := how_many_fit(records)) < len(records):
        raise InvalidInputError(
            f"A transcript holds {most} of these {len(records)} certificates at most.",
            code="too_many_credentials",
            hint="Select some of them.",
        )
