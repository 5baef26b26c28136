"""What the file of a credential is called, and where it stands among others."""

import unicodedata
from typing import Any, NamedTuple

from certsvc.domain.batches import SheetFormat
from certsvc.domain.records import CredentialRecord
from certsvc.domain.sheets import USUAL, SheetStyle
from certsvc.signing.json_text import parse_json_object

_MOST_BYTES = 120
"""Of the name in a file's name: file systems allow 255 in all."""


class SheetName(NamedTuple):
    """``order`` sorts by the name of whom it is about, then by code: as a list is read, marks left aside."""

    order: str
    file: str


def sheet_name(record: CredentialRecord, sheet_format: SheetFormat, style: SheetStyle = USUAL) -> SheetName:
    """``Ngozi-Okafor_7K3M-9PQ2-XR5T-W8HD-N.pdf``: in Latin letters where the credential has them.

    A PDF of another than the usual style says so: ``…-N_modern.pdf``. Safe on every file system, and the same
    at every call.
    """
    style_mark = f"_{style.name}" if style.name and sheet_format is SheetFormat.PDF else ""
    name = _name_of(parse_json_object(record.signed_bytes))
    file = f"{_readable(name)}{record.code}{style_mark}.{sheet_format}"
    return SheetName(f"{_order(name)}\0{record.code}", file)


def _name_of(document: Any) -> str:  # noqa: ANN401  # of a credential of ours
    subject = document.get("credentialSubject")
    identities = subject.get("identifier", ()) if isinstance(subject, dict) else ()
    names = {
        one.get("identityType"): one.get("identityHash")
        for one in identities
        if isinstance(one, dict) and one.get("hashed") is False
    }
    return str(names.get("ext:latinName") or names.get("name") or "")


def _order(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _readable(name: str) -> str:
    """Letters, their marks and digits, with a hyphen for all between; nothing where there are none."""
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in name)
    cut = "-".join(kept.split()).encode()[:_MOST_BYTES].decode(errors="ignore").strip("-")
    return f"{cut}_" if cut else ""
