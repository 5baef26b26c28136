"""Which certificates a correction touches, and what they say is the reason."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certsvc.credentials.compose import LATIN_NAME, email_hash
from certsvc.credentials.wording import wording_for
from certsvc.domain.completions import Learner
from certsvc.domain.corrections import OF_A_RESULT, Change, CorrectedField
from certsvc.domain.identifiers import AwardId, LanguageTag
from certsvc.domain.records import CredentialRecord
from certsvc.domain.texts import Texts
from certsvc.storage import catalogue
from certsvc.storage.awards import find_awards
from certsvc.storage.completions_behind import awards_standing_on

_NAMES = {CorrectedField.FULL_NAME, CorrectedField.LATIN_NAME}
_NAME, _EMAIL = "name", "emailAddress"


def touched_by(
    changes: Sequence[Change], standing: Sequence[CredentialRecord]
) -> tuple[CredentialRecord, ...]:
    """Those of a learner's standing certificates that would say something else with these changes.

    With none, all of them: what else is wrong, only the officer knows.
    """
    if not changes:
        return tuple(standing)
    of_results = [one.completion_id for one in changes if one.completion_id is not None]
    wants_language = any(one.field is CorrectedField.PREFERRED_LANGUAGE for one in changes)
    touched = _Touched(
        texts={one.field: one.after for one in changes if one.field not in OF_A_RESULT},
        awards=awards_standing_on(of_results) if of_results else set(),
        titles=_titles_of(standing) if wants_language else {},
    )
    return tuple(one for one in standing if touched.touches(one))


def suggested_reason(changes: Sequence[Change], touched: Sequence[CredentialRecord], learner: Learner) -> str:
    """In the language of the first of these certificates; empty where there is none."""
    if not touched:
        return ""
    language = _subject(touched[0])["achievement"].get("inLanguage") or learner.preferred_language or "en"
    words = wording_for(LanguageTag(language))
    is_of_names = bool(changes) and {one.field for one in changes} <= _NAMES
    return words.corrected_name if is_of_names else words.corrected_data


@dataclass(frozen=True, slots=True)
class _Touched:
    """New texts of the learner, awards whose results change, titles of what was earned."""

    texts: Mapping[CorrectedField, str]
    awards: set[AwardId]
    titles: Mapping[AwardId, Texts]

    def touches(self, record: CredentialRecord) -> bool:
        """By what was signed."""
        if record.award_id in self.awards:
            return True
        subject = _subject(record)
        said = {one["identityType"]: one for one in subject["identifier"]}
        return any(
            (
                self._renames(CorrectedField.FULL_NAME, said.get(_NAME)),
                self._renames(CorrectedField.LATIN_NAME, said.get(LATIN_NAME)),
                self._moves(said.get(_EMAIL)),
                self._translates(record, subject["achievement"].get("inLanguage")),
            )
        )

    def _renames(self, field: CorrectedField, said: Mapping[str, Any] | None) -> bool:
        return field in self.texts and self.texts[field] != ("" if said is None else said["identityHash"])

    def _moves(self, said: Mapping[str, Any] | None) -> bool:
        """One that was issued without an address says nothing wrong."""
        if said is None or CorrectedField.EMAIL not in self.texts:
            return False
        hashed: str = said["identityHash"]
        return email_hash(self.texts[CorrectedField.EMAIL], said["salt"]) != hashed

    def _translates(self, record: CredentialRecord, said: str | None) -> bool:
        """One whose title is not translated stays; so do all where she has no wish any more."""
        wanted = self.texts.get(CorrectedField.PREFERRED_LANGUAGE)
        titles = None if record.award_id is None else self.titles.get(record.award_id)
        return bool(wanted) and titles is not None and titles.language_for(wanted) != said


def _titles_of(records: Sequence[CredentialRecord]) -> dict[AwardId, Texts]:
    """Those of the versions that were awarded: what is kept of an award speaks no other languages."""
    held = find_awards([record.award_id for record in records if record.award_id is not None])
    versions = {
        award.id: catalogue.find_micro_certification(award.micro_certification, award.version)
        for award, _ in held.values()
    }
    return {award_id: found.titles for award_id, found in versions.items() if found is not None}


def _subject(record: CredentialRecord) -> Mapping[str, Any]:
    subject: Mapping[str, Any] = json.loads(record.signed_bytes)["credentialSubject"]  # linted by us
    return subject
