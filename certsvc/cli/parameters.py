"""Kinds of arguments: codes, languages, countries; and options that several commands share."""

import re
from datetime import UTC, date, datetime
from enum import StrEnum

import click

from certsvc.domain.identifiers import LanguageTag, PartnerCode

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?")


class OneOf(click.Choice[StrEnum]):
    """A member of an enumeration by its value, as it stands in files and in the API; case is forgiven."""

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__(choices, case_sensitive=False)

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """The value; click would take the member's name."""
        return super().normalize_choice(str(choice), ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002  # click's signature
        """The values as they are; click would show how it compares them, in lower case."""
        return f"[{'|'.join(self.choices)}]"

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:  # noqa: ARG002  # click's signature
        """The same."""
        return f"{value!r} is not one of {', '.join(self.choices)}."


class Code(click.ParamType[str, str]):
    """The code of a partner or course; lower case is forgiven."""

    name = "code"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """In capitals."""
        code = value.strip().upper()
        if not _CODE.fullmatch(code):
            self.fail("a code is up to 32 of A-Z, 0-9 and hyphens, such as NG.", param, ctx)
        return code


class Country(click.ParamType[str, str]):
    """An ISO 3166-1 alpha-2 code."""

    name = "country"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """In capitals."""
        country = value.strip().upper()
        if not _COUNTRY.fullmatch(country):
            self.fail("a country is two letters (ISO 3166-1), such as NG.", param, ctx)
        return country


class Language(click.ParamType[LanguageTag, str]):
    """A BCP 47 tag of language, script and region."""

    name = "language"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> LanguageTag:
        """In canonical case (RFC 5646, section 2.1.1)."""
        match = _LANGUAGE.fullmatch(value.strip())
        if match is None:
            self.fail("a language is a BCP 47 tag, such as fr, ar or uz-Cyrl.", param, ctx)
        language, script, region = match.groups(default="")
        return LanguageTag("-".join(filter(None, (language.lower(), script.title(), region.upper()))))


class Text(click.ParamType[str, str]):
    """One line that says something."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Without spaces around."""
        text = value.strip()
        if not text.isprintable() or not text:
            self.fail("must be one line, not empty and without control characters.", param, ctx)
        return text


class Day(click.ParamType[date, str]):
    """A day of the calendar."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """From ISO 8601."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value.strip(), "%Y-%m-%d").replace(tzinfo=UTC).date()
        except ValueError:
            self.fail("a day is written YYYY-MM-DD, such as 2026-11-24.", param, ctx)


class WebAddress(click.ParamType[str, str]):
    """An absolute http(s) address."""

    name = "url"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """As given."""
        if not re.fullmatch(r"https?://[^\s/]+\S*", value):
            self.fail("a web address begins with https:// and names a host.", param, ctx)
        return value


class EmailAddress(click.ParamType[str, str]):
    """An office's address."""

    name = "email"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """As given."""
        if not re.fullmatch(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+", value):
            self.fail("an e-mail address looks like office@university.example.", param, ctx)
        return value


class Reference(click.ParamType[str, str]):
    """A credential's id or verification code."""

    name = "id|code"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Without spaces around."""
        text = value.strip()
        if not text:
            self.fail("give a credential's id or its verification code.", param, ctx)
        return text


centre_option = click.option(
    "--centre", type=Code(), metavar="CODE", help="The code of a national centre, such as NG."
)


def partner_code(code: str | None) -> PartnerCode | None:
    """The code as an identifier, if there is one."""
    return PartnerCode(code) if code else None
