"""Whom a credential is about."""

from enum import StrEnum


class RecipientKind(StrEnum):
    """A person earns by what she completes; an organisation or a team is honoured by a decision."""

    PERSON = "person"
    ORGANISATION = "organisation"
    TEAM = "team"
