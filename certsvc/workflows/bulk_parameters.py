"""An act on many credentials as its batch keeps it, in JSON's own types."""

from dataclasses import asdict
from datetime import date
from typing import Any

from certsvc.domain.batches import BulkAct, Bundle, CredentialFilter, SheetFormat
from certsvc.domain.identifiers import ImportId, Multibase, PartnerCode
from certsvc.domain.sheets import SheetStyle, Template
from certsvc.storage.batches import StoredBatch


def parameters_of(act: BulkAct, until: str) -> dict[str, Any]:
    """What a batch keeps. ``until``: the newest credential that it is about."""
    days = ("issued_from", "issued_until")
    wanted = {
        name: str(value) if name in days else value for name, value in asdict(act.wanted).items() if value
    }
    return {
        "wanted": wanted,
        "reason": act.reason,
        "format": act.sheet_format.value,
        "bundle": act.bundle.value,
        "template": act.style.template.value,
        "bilingual": act.style.bilingual,
        "until": until,
    }


def act_from(stored: StoredBatch) -> BulkAct:
    """What its batch was begun for."""
    wanted = dict(stored.parameters["wanted"])
    return BulkAct(
        kind=stored.batch.kind,
        wanted=CredentialFilter(
            centre=PartnerCode(wanted["centre"]) if "centre" in wanted else None,
            micro_certification=wanted.get("micro_certification"),
            course=wanted.get("course"),
            cohort=wanted.get("cohort"),
            import_id=ImportId(wanted["import_id"]) if "import_id" in wanted else None,
            issued_from=_day(wanted.get("issued_from")),
            issued_until=_day(wanted.get("issued_until")),
            key=Multibase(wanted["key"]) if "key" in wanted else None,
        ),
        reason=stored.parameters["reason"],
        sheet_format=SheetFormat(stored.parameters["format"]),
        bundle=Bundle(stored.parameters.get("bundle", Bundle.FILES)),
        style=SheetStyle(
            Template(stored.parameters.get("template", Template.CLASSIC)),
            bilingual=stored.parameters.get("bilingual", False),
        ),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
