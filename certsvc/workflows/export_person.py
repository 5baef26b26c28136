"""All that is stored on a person, as JSON: for herself, or for the operator whom she asks."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from certsvc.domain.access import Actor, Role
from certsvc.domain.people import PersonId
from certsvc.errors import NotAllowedError
from certsvc.intake.belonging import is_row_of
from certsvc.intake.shape import FileShape
from certsvc.intake.uploaded_row import uploaded_row
from certsvc.storage import personal_data
from certsvc.storage.awards import AwardCompletionRow, AwardRow
from certsvc.storage.completions import CompletionRow
from certsvc.storage.conferrals import ConferralRow
from certsvc.storage.corrections import CorrectedValueRow, CorrectionRow
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import Base, transaction
from certsvc.storage.erasures import ErasureRow
from certsvc.storage.learners import LearnerRow
from certsvc.storage.notices import NoticeRow
from certsvc.storage.people import PersonAddressRow, PersonRow
from certsvc.storage.personal_data import Owned, Rows
from certsvc.storage.personal_links import PersonalLinkRow
from certsvc.storage.sessions import PersonSessionRow
from certsvc.workflows.find_subject import Whose
from certsvc.workflows.joining_learners import join_learners_of
from certsvc.workflows.own_documents import with_documents
from certsvc.workflows.personal_traces import Subject, gather_subject
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import get_owner

MEMBERS: Mapping[type[Base], str] = {
    PersonRow: "person",
    PersonAddressRow: "addresses",
    LearnerRow: "learners",
    CompletionRow: "completions",
    AwardRow: "awards",
    AwardCompletionRow: "completions_of_awards",
    ConferralRow: "decisions",
    CredentialRow: "credentials",
    CorrectionRow: "corrections",
    CorrectedValueRow: "corrected_values",
    PersonalLinkRow: "links",
    PersonSessionRow: "sessions",
    NoticeRow: "mails",
    ErasureRow: "erasures",
}
"""Where the rows of each table are in the export; every table that leads to her has a place."""
_WRITTEN = ("full_name", "latin_name", "email", "institution", "gender", "preferred_language")
_CHANGE = ("field", "before", "after", "completion_id")
_PARSED = frozenset({"decision", "detail"})
"""Columns that are JSON themselves."""


def export_person(services: Services, person_id: PersonId) -> bytes:
    """UTF-8 JSON, an object of lists of objects, whose members are named as the columns of the tables are.

    - ``exported_at``; ``service``: our own address.
    - ``person``: since when she has a record here, the language of her pages, what she shows.
      ``addresses``: those that she has proven.
    - ``learners``: as each centre has her in its books; ``visibility`` is what is seen of one whom nobody has
      claimed. ``completions``: every version of every result, with
      ``import_id`` and ``line`` of where it came from and ``learner_as_written``, what that row said of her.
      ``uploads``: those files' names. ``problems``: what was said of these lines. ``refused_rows``: rows with
      her reference, name or address that were not recorded, as they were uploaded.
    - ``awards``, ``completions_of_awards``, ``decisions``: what she earned, by what, or by whose decision.
    - ``credentials``: certificates and transcripts, valid and revoked; ``document`` is what was signed.
    - ``corrections``: asked, decided, with what was said; ``attachment`` is the document that came with it,
      as ``with_documents`` has it. ``corrected_values``: what a centre's spelling means since.
    - ``links`` and ``sessions``: when they were made and ended; never what opens them. ``mails``: what about,
      when. ``erasures``: asked, withdrawn. ``events``: what the log says of all these.

    The uploaded files themselves, in which others stand too, are not in it. Raises NotFoundError,
    UnavailableError.
    """
    get_owner(person_id)
    return _export(services, _gathered(person_id))


def export_whose(services: Services, whose: Whose, *, by: Actor) -> bytes:
    """The same for whom the operator names, claimed or not. Raises NotAllowedError."""
    if by.role is not Role.OPERATOR:
        raise NotAllowedError("Only the operator exports what is stored on others.", code="wrong_role")
    if whose.person_id is not None:
        return _export(services, _gathered(whose.person_id))
    return _export(services, gather_subject(learner_id=whose.learner_id))


def _gathered(person_id: PersonId) -> Subject:
    """With whomever a centre recorded under an address of hers since she last signed in."""
    with transaction():
        join_learners_of(person_id)
    return gather_subject(person_id=person_id)


def _export(services: Services, subject: Subject) -> bytes:
    owned = Owned(
        person_id=subject.person_id,
        learner_ids=subject.learner_ids,
        credential_ids=[record.id for record in subject.credentials],
        link_digests=subject.links,
        notice_ids=[notice_id for notice_id, _ in subject.notices],
    )
    found = personal_data.rows_by_table(owned)
    content: dict[str, Any] = {member: found[kind] for kind, member in MEMBERS.items()}
    refused = _refused_rows(subject)
    lines = [(row["import_id"], row["line"]) for row in (*found[CompletionRow], *refused)]
    about = [row["id"] for name in ("person", "learners", "completions") for row in content[name]]
    about += [row["id"] for name in ("credentials", "corrections", "erasures") for row in content[name]]
    content |= {
        "exported_at": services.now(),
        "corrections": with_documents(services, content["corrections"]),
        "service": services.settings.base_url,
        "uploads": personal_data.list_uploads(sorted({import_id for import_id, _ in lines})),
        "problems": personal_data.list_problems_of_lines(sorted(set(lines))),
        "refused_rows": refused,
        "events": personal_data.list_events_about(about),
    }
    text = json.dumps(_readable(content), ensure_ascii=False, indent=2)
    return text.encode()


def _refused_rows(subject: Subject) -> Rows:
    found: Rows = []
    for centre, traces in subject.by_centre.items():
        texts = sorted({*traces.refs, *traces.own_names, *traces.own_addresses})
        for import_id, line, cells, shape in personal_data.list_refused_with(centre, texts):
            read = json.loads(cells)
            if is_row_of(traces, uploaded_row(FileShape.from_json(shape), line, read)):
                found.append({"import_id": import_id, "line": line, "cells": read})
    return found


def _readable(value: object) -> object:
    """As JSON has it: times in RFC 3339, decimals as written, signed bytes as the document that they are."""
    if isinstance(value, Mapping):
        return dict(_member(str(name), part) for name, part in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_readable(part) for part in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def _member(name: str, value: object) -> tuple[str, object]:
    if name == "signed_bytes":
        return "document", json.loads(value) if isinstance(value, bytes) and value else None
    if name == "learner_as_written" and isinstance(value, str):
        return name, dict(zip(_WRITTEN, json.loads(value), strict=True))
    if name == "changes" and isinstance(value, str):
        return name, [dict(zip(_CHANGE, change, strict=True)) for change in json.loads(value)]
    if name in _PARSED and isinstance(value, str):
        return name, json.loads(value)
    return name, _readable(value)
