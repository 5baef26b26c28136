"""A verdict as a page shows it: what was found, each check in the reader's language, what was certified."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from certsvc.credentials.codes import is_code
from certsvc.domain.people import Visibility
from certsvc.domain.verdicts import (
    Check,
    CheckName,
    CheckResult,
    Finding,
    Form,
    Remains,
    Successor,
    Verdict,
    VerdictKind,
    Withdrawn,
)
from certsvc.verification.findings import headline
from certsvc.verification.reasons import Reason
from certsvc.web.pages import wording
from certsvc.web.pages.certified import Certified, certified, is_transcript
from certsvc.web.pages.earned import code_of
from certsvc.web.pages.speech import Speech

_WITHHELD = frozenset({Finding.TAMPERED, Finding.MALFORMED, Finding.COMPROMISED})
_CONFIRMED = frozenset(
    {Finding.VALID, Finding.REVOKED, Finding.SUSPENDED, Finding.EXPIRED, Finding.NOT_YET_VALID}
)
_EVERYTHING = tuple(wording.DOWNLOADS)
_DOWNLOADS = {
    Finding.VALID: _EVERYTHING,
    Finding.EXPIRED: _EVERYTHING,
    Finding.NOT_YET_VALID: _EVERYTHING,
    Finding.UNVERIFIED: _EVERYTHING,
    Finding.REVOKED: (".json",),
    Finding.SUSPENDED: (".json",),
}
"""A revoked certificate is handed out as evidence, no longer to be framed; an altered one not at all."""
_LEADING_HERE = ("/qr.svg", "/qr.png")
_EXPLAINED = frozenset({Finding.UNRECOGNISED, Finding.ERASED})
"""Whose own sentence says already what the check that decided would say."""
_SENTENCES = {reason.value: reason.sentence for reason in Reason}


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """One check. ``sentence`` is in the reader's language; ``detail`` in English, empty if nothing is new."""

    name: Markup
    result: CheckResult
    result_name: Markup
    sentence: str
    detail: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One verdict. ``shown`` is None where nothing could be read, or where it is withheld.

    ``confirmed``: its words are those that an issuer known here signed. ``prefix``: for the ids of the page;
    ``tone``: how it looks. ``has_figure``: our record has this very document, and so its figure.
    """

    prefix: str
    finding: Finding
    tone: str
    headline: wording.Headline
    why: ShownCheck | None
    checks: tuple[ShownCheck, ...]
    shown: Certified | None
    withheld: bool
    confirmed: bool
    carrier: str | None
    is_token: bool
    downloads: tuple[tuple[str, str], ...]
    has_figure: bool
    parts: tuple["Seen", ...]
    is_transcript: bool
    page_code: str
    """The code of the page that a certificate of this register has; empty for any other."""
    successor: Successor | None
    remaining: "Remaining | None"
    hides_results: bool
    """Our own copy has results that its holder does not show: they are not in ``shown``."""


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is still known of a certificate that was erased. ``language``: of the ``issuer``'s name."""

    issuer: str
    language: str
    issued_at: datetime
    valid_until: datetime | None


def seen(verdict: Verdict, speech: Speech, *, is_stored: bool, prefix: str = "") -> Seen:
    """What a reader is shown of ``verdict``; ``is_stored``: it is on our own copy, which can be downloaded.

    What an altered document says is withheld: nobody knows which of its words are true, and a picture
    of a forged name on this domain is what a forger would want.
    """
    deciding = _deciding_check(verdict)
    is_presentation = verdict.form is Form.PRESENTATION
    is_whole = is_transcript(verdict.credential) and not is_presentation
    finding = headline(verdict.checks) if is_whole else verdict.finding
    is_withheld = finding in _WITHHELD
    document = None if is_presentation or is_withheld else verdict.credential
    said = {id(check): _said(check, verdict, speech) for check in verdict.checks}
    return Seen(
        prefix=prefix,
        finding=finding,
        tone=_tone(verdict, finding, is_presentation=is_presentation),
        headline=wording.headline_of(verdict, deciding.reason if deciding else "", finding=finding),
        why=said[id(deciding)] if deciding and finding not in _EXPLAINED else None,
        checks=tuple(said.values()),
        shown=None if document is None else certified(document),
        withheld=is_withheld and verdict.credential is not None and not is_presentation,
        confirmed=finding in _CONFIRMED,
        carrier=wording.CARRIERS[verdict.carrier] if verdict.carrier else None,
        is_token=verdict.form is Form.JWT,
        downloads=_downloads(verdict, finding, is_transcript=is_whole) if is_stored and document else (),
        has_figure=document is not None and not is_whole and _is_recorded(verdict),
        parts=tuple(_parts(verdict, speech)),
        is_transcript=is_whole,
        page_code=_page_code(verdict),
        successor=verdict.superseded_by if finding is Finding.REVOKED else None,
        remaining=_remaining(verdict.remains, speech),
        hides_results=verdict.shown is Visibility.WITHOUT_RESULT,
    )


def _remaining(remains: Remains | None, speech: Speech) -> Remaining | None:
    if remains is None:
        return None
    names, tag = remains.issuer_names, speech.language.tag
    return Remaining(
        issuer=remains.issuer if names is None else names.in_language(tag),
        language="" if names is None else names.language_for(tag),
        issued_at=remains.issued_at,
        valid_until=remains.valid_until,
    )


def _page_code(verdict: Verdict) -> str:
    """Only of what our record has: a code in a credential of others leads nowhere here, or to another.

    The page of one that was erased shows less than the copy that was presented.
    """
    is_erased = any(check.reason == Reason.RECORD_DIGEST_MATCHES for check in verdict.checks)
    code = code_of(verdict.credential) if _is_recorded(verdict) and not is_erased else ""
    return code if is_code(code) else ""


def _tone(verdict: Verdict, finding: Finding, *, is_presentation: bool) -> str:
    if is_presentation:
        return wording.TONES[verdict.kind]
    if finding is Finding.VALID and verdict.kind is not VerdictKind.VALID:  # a part of it is not
        return Finding.UNVERIFIED.value
    return finding.value


def _is_recorded(verdict: Verdict) -> bool:
    return any(
        check.check is CheckName.RECORD and check.result is CheckResult.PASSED for check in verdict.checks
    )


def _downloads(verdict: Verdict, finding: Finding, *, is_transcript: bool) -> tuple[tuple[str, str], ...]:
    """Endings, and what they are called. No file leaves out what its holder does not show."""
    named = wording.OF_A_TRANSCRIPT if is_transcript else wording.DOWNLOADS
    endings = [ending for ending in _DOWNLOADS.get(finding, ()) if ending in named]
    if verdict.shown is Visibility.WITHOUT_RESULT:
        endings = [ending for ending in endings if ending in _LEADING_HERE]
    query = f"?code={_page_code(verdict)}" if verdict.shown is Visibility.CODE_ONLY else ""
    return tuple((ending + query, named[ending]) for ending in endings)


def _parts(verdict: Verdict, speech: Speech) -> Iterator[Seen]:
    for number, part in enumerate(verdict.parts, start=1):
        yield seen(part, speech, is_stored=False, prefix=f"part-{number}-")


def _said(check: Check, verdict: Verdict, speech: Speech) -> ShownCheck:
    """In English the detail says it all; elsewhere the reason's sentence, and what it leaves out is added.

    When and why our record has it as revoked is said in every language, as far as it is shown.
    """
    general = _SENTENCES.get(check.reason)
    sentence: str | None = None if general is None else speech.find(general)
    if check.reason == Reason.REVOKED and check.check is CheckName.STATUS and verdict.withdrawn is not None:
        sentence, detail = _revocation(verdict.withdrawn, speech), ""
    elif speech.language.tag == "en":
        sentence, detail = check.detail or general or "", ""
    elif sentence is None:
        sentence, detail = "", check.detail
    else:
        detail = "" if check.detail == general else check.detail
    return ShownCheck(
        name=speech.say(wording.CHECKS[check.check]),
        result=check.result,
        result_name=speech.say(wording.RESULTS[check.result]),
        sentence=sentence,
        detail=detail,
    )


def _revocation(withdrawn: Withdrawn, speech: Speech) -> str:
    if not withdrawn.reason:
        return speech.say(wording.REVOCATION_ALONE, day=speech.day(withdrawn.at))
    quoted = Markup("<bdi>{}</bdi>").format(withdrawn.reason)
    return speech.say(wording.REVOCATION, day=speech.day(withdrawn.at), reason=quoted)


def _deciding_check(verdict: Verdict) -> Check | None:
    """The first check that failed, else the first that was not made; None when all passed."""
    for result in (CheckResult.FAILED, CheckResult.NOT_CHECKED):
        for check in verdict.checks:
            if check.result is result:
                return check
    return None
