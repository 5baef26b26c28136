"""Every version of frameworks, courses, micro-certifications, presidencies, as loaded; none is changed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Index, Integer, String, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain import catalogue_codec as codec
from certsvc.domain.catalogue import Course, MicroCertification
from certsvc.domain.competencies import Framework
from certsvc.domain.identifiers import CourseCode
from certsvc.domain.partners import Presidency
from certsvc.storage.database import Base, UtcDateTime, db


class CatalogueKind(StrEnum):
    """What a version is of."""

    FRAMEWORK = "framework"
    COURSE = "course"
    MICRO_CERTIFICATION = "micro_certification"
    PRESIDENCY = "presidency"
    """Its code is the year."""


class CatalogueVersionRow(Base):
    """One version of one item. At most one version is current: the index says so."""

    __tablename__ = "catalogue_version"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(24))
    code: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer)
    is_current: Mapped[bool] = mapped_column(Boolean)
    document: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("kind", "code", "version"),
        Index(
            "ux_catalogue_version_current",
            "kind",
            "code",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )


class Loaded(StrEnum):
    """What loading an item did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def put_course(course: Course, at: datetime) -> tuple[Loaded, int]:
    """Keep the course as a new version if it differs from the current one; the outcome and its version."""
    return _put(
        CatalogueKind.COURSE, course.code, lambda v: codec.encode_course(replace(course, version=v)), at
    )


def put_micro_certification(item: MicroCertification, at: datetime) -> tuple[Loaded, int]:
    """The same for a micro-certification."""
    kind = CatalogueKind.MICRO_CERTIFICATION
    return _put(kind, item.code, lambda v: codec.encode_micro_certification(replace(item, version=v)), at)


def put_framework(framework: Framework, at: datetime) -> tuple[Loaded, int]:
    """The same for a framework."""
    return _put(CatalogueKind.FRAMEWORK, framework.code, lambda _: codec.encode_framework(framework), at)


def put_presidency(presidency: Presidency, at: datetime) -> tuple[Loaded, int]:
    """The same for who presides in a year."""
    encoded = codec.encode_presidency(presidency)
    return _put(CatalogueKind.PRESIDENCY, str(presidency.year), lambda _: encoded, at)


def _put(
    kind: CatalogueKind, code: str, encode: Callable[[int], Mapping[str, Any]], at: datetime
) -> tuple[Loaded, int]:
    current = db.session.scalar(
        select(CatalogueVersionRow).where(
            CatalogueVersionRow.kind == kind,
            CatalogueVersionRow.code == code,
            CatalogueVersionRow.is_current.is_(True),
        )
    )
    if current is not None and json.loads(current.document) == encode(current.version):
        return Loaded.UNCHANGED, current.version
    version = 1 if current is None else current.version + 1
    if current is not None:
        current.is_current = False
        db.session.flush()
    document = json.dumps(encode(version), ensure_ascii=False, sort_keys=True)
    db.session.add(
        CatalogueVersionRow(
            kind=kind, code=code, version=version, is_current=True, document=document, loaded_at=at
        )
    )
    db.session.flush()
    return (Loaded.ADDED if current is None else Loaded.CHANGED), version


def list_courses(as_of: datetime | None = None) -> tuple[Course, ...]:
    """Current versions, by code; or those of an earlier time: of what came later, the first."""
    return tuple(codec.decode_course(document) for document in _versions(CatalogueKind.COURSE, as_of))


def courses_by_code(as_of: datetime | None = None) -> dict[CourseCode, Course]:
    """The same."""
    return {course.code: course for course in list_courses(as_of)}


def list_micro_certifications(as_of: datetime | None = None) -> tuple[MicroCertification, ...]:
    """The same of micro-certifications."""
    documents = _versions(CatalogueKind.MICRO_CERTIFICATION, as_of)
    return tuple(codec.decode_micro_certification(document) for document in documents)


def list_frameworks(as_of: datetime | None = None) -> tuple[Framework, ...]:
    """The same of frameworks."""
    return tuple(codec.decode_framework(document) for document in _versions(CatalogueKind.FRAMEWORK, as_of))


def list_presidencies() -> tuple[Presidency, ...]:
    """Current versions, by year."""
    return tuple(codec.decode_presidency(document) for document in _current(CatalogueKind.PRESIDENCY))


def find_micro_certification(code: str, version: int) -> MicroCertification | None:
    """One version, current or not."""
    document = db.session.scalar(
        select(CatalogueVersionRow.document).where(
            CatalogueVersionRow.kind == CatalogueKind.MICRO_CERTIFICATION,
            CatalogueVersionRow.code == code,
            CatalogueVersionRow.version == version,
        )
    )
    return None if document is None else codec.decode_micro_certification(json.loads(document))


def find_last_moment(code: str, version: int) -> datetime | None:
    """The last moment of a version of a micro-certification before the next was loaded; None: it is current.

    What else came with the next one is not of that moment.
    """
    replaced = db.session.scalar(
        select(CatalogueVersionRow.loaded_at).where(
            CatalogueVersionRow.kind == CatalogueKind.MICRO_CERTIFICATION,
            CatalogueVersionRow.code == code,
            CatalogueVersionRow.version == version + 1,
        )
    )
    return None if replaced is None else replaced - timedelta.resolution


def _versions(kind: CatalogueKind, as_of: datetime | None) -> list[dict[str, Any]]:
    if as_of is None:
        return _current(kind)
    rows = db.session.execute(
        select(CatalogueVersionRow.code, CatalogueVersionRow.document, CatalogueVersionRow.loaded_at)
        .where(CatalogueVersionRow.kind == kind)
        .order_by(CatalogueVersionRow.code, CatalogueVersionRow.version)
    )
    documents: dict[str, str] = {}
    for row in rows:
        if row.code not in documents or row.loaded_at <= as_of:
            documents[row.code] = row.document
    return [json.loads(document) for document in documents.values()]


def _current(kind: CatalogueKind) -> list[dict[str, Any]]:
    documents = db.session.scalars(
        select(CatalogueVersionRow.document)
        .where(CatalogueVersionRow.kind == kind, CatalogueVersionRow.is_current.is_(True))
        .order_by(CatalogueVersionRow.code)
    )
    return [json.loads(document) for document in documents]
