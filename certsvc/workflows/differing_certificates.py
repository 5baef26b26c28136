"""Which standing certificates would say something else if they were made anew today."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from certsvc.credentials.differences import differences_between
from certsvc.domain.records import CredentialRecord
from certsvc.workflows.earning_again import EarningAgain
from certsvc.workflows.issuing_parts import gather_catalogue_parts
from certsvc.workflows.making_credentials import CredentialMaker, Unissuable
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Differing:
    """``records`` that would; one that could not be made at all is among them.

    ``not_earned``: how many are not earned any more.
    """

    records: tuple[CredentialRecord, ...]
    not_earned: int


def find_differing(services: Services, records: Sequence[CredentialRecord], *, reason: str) -> Differing:
    """By the record and the catalogue as they stand; they are drafted, nothing is signed."""
    parts = gather_catalogue_parts()
    again = EarningAgain(parts).awards_for(records, reason=reason)
    drafts = CredentialMaker(services, parts).draft([one.earned for one in again])
    differing = [
        one.record
        for one, draft in zip(again, drafts, strict=True)
        if isinstance(draft, Unissuable)
        or differences_between(
            json.loads(one.record.signed_bytes), draft.document, email=one.earned.award.learner.email
        )
    ]
    return Differing(tuple(differing), len(records) - len(again))
