"""What a caller presents over the VC-API is verified, and the verdict said as the VC-API says it.

W3C CCG VC-API, Verifying; problem details of VC Data Model 2.0, 7.2.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from certsvc.domain.verdicts import Check, CheckName, CheckResult, Form, Verdict
from certsvc.errors import InvalidInputError
from certsvc.signing.json_text import write_json
from certsvc.signing.jws import is_compact_jws
from certsvc.verification.expectations import Expectations
from certsvc.workflows.problem_details import problem_type
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_presented

_MUST_BE_MADE = frozenset(
    {
        CheckName.STRUCTURE,
        CheckName.ISSUER,
        CheckName.PROOF,
        CheckName.VALIDITY,
        CheckName.STATUS,
        CheckName.HOLDER,
    }
)
"""What is not verified without having been checked. Whether an issuer is recognised is a warning."""
_CONSEQUENCES = frozenset({"proof_failed", "document_unreadable"})
"""Reasons of checks that were not made because another failed, which is what needs to be said."""
_STATUS_CHECKS = frozenset({"credentialStatus", "status"})


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """``presented``: an object or a token. ``checks``: those that the caller insists on; none: all.

    ``purpose``: what the proof must have been made for, where the caller says so.
    """

    presented: Mapping[str, Any] | str
    expectations: Expectations = field(default_factory=Expectations)
    checks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something is not verified, or not for certain. ``reason``: one of this service's reason codes."""

    check: str
    reason: str
    detail: str
    place: str = ""

    def as_json(self) -> dict[str, str]:
        """A problem detail (VC Data Model 2.0, 7.2; RFC 9457), ours are ``check`` and ``reason``."""
        shown = {
            "type": problem_type(self.check, self.reason),
            "title": self.reason.replace("_", " ").capitalize(),
            "detail": self.detail,
            "check": self.check,
            "reason": self.reason,
        }
        return {**shown, "instance": self.place} if self.place else shown

    def __str__(self) -> str:
        """One line."""
        return f"{self.place} {self.check}: {self.detail} ({self.reason})".strip()


@dataclass(frozen=True, slots=True)
class ApiVerdict:
    """Verified only where there are no problems; warnings say what is not known."""

    document: Mapping[str, Any] | None
    checks: tuple[str, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether nothing was found against it, and everything needed was checked."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """The answer: ``errors`` and ``warnings`` as texts, ``problemDetails`` of both as objects."""
        return {
            "verified": self.verified,
            "document": None if self.document is None else dict(self.document),
            "checks": list(self.checks),
            "warnings": [str(problem) for problem in self.warnings],
            "errors": [str(problem) for problem in self.problems],
            "problemDetails": [problem.as_json() for problem in (*self.problems, *self.warnings)],
        }


def verify_credential_for(services: Services, request: VerifyRequest) -> ApiVerdict:
    """The verdict on one credential. Never raises for what it holds; a presentation is none."""
    verdict = _verify(services, request)
    if isinstance(verdict, ApiVerdict):
        return verdict
    if verdict.form is Form.PRESENTATION:
        return _refused("not_a_credential", "What was sent is a presentation, not a credential.")
    return _api_verdict(verdict, request)


def verify_presentation_for(services: Services, request: VerifyRequest) -> ApiVerdict:
    """The verdict on a presentation and on every credential in it. One that nobody signed is not verified."""
    verdict = _verify(services, request)
    if isinstance(verdict, ApiVerdict):
        return verdict
    if verdict.credential is not None and verdict.form is not Form.PRESENTATION:
        return _refused("not_a_presentation", "What was sent is not a presentation.")
    shown = _api_verdict(verdict, request)
    if verdict.credential is not None and CheckName.PROOF not in {check.check for check in verdict.checks}:
        unsigned = Problem(CheckName.PROOF.value, "proof_missing", "The presentation is not signed.")
        return ApiVerdict(shown.document, shown.checks, (*shown.problems, unsigned), shown.warnings)
    return shown


def _verify(services: Services, request: VerifyRequest) -> Verdict | ApiVerdict:
    """A text is taken for a token and nothing else: not for a code, nor for a link."""
    presented = request.presented
    if isinstance(presented, str):
        content = presented.strip().encode(errors="replace")
        if not is_compact_jws(content):
            return _refused("jwt_malformed", "The text that was sent is no token.")
    else:
        try:
            content = write_json(presented)
        except InvalidInputError as error:
            return _refused(error.code, error.message)
    return verify_presented(services, content, request.expectations)


def _refused(reason: str, detail: str) -> ApiVerdict:
    return ApiVerdict(None, (), (Problem(CheckName.STRUCTURE.value, reason, detail),))


def _api_verdict(verdict: Verdict, request: VerifyRequest) -> ApiVerdict:
    problems: list[Problem] = []
    warnings: list[Problem] = []
    has_failed = any(check.result is CheckResult.FAILED for _, check in _checks_of(verdict))
    for place, check in _checks_of(verdict):
        if has_failed and check.reason in _CONSEQUENCES:
            continue
        problem = Problem(check.check.value, check.reason, check.detail, place)
        if check.result is CheckResult.FAILED:
            problems.append(problem)
        elif check.result is CheckResult.NOT_CHECKED:
            (problems if _is_needed(check, request) else warnings).append(problem)
    problems += _problems_of_expectations(verdict, request.expectations)
    made = tuple(check.check.value for check in verdict.checks if check.result is not CheckResult.NOT_CHECKED)
    return ApiVerdict(verdict.credential, made, tuple(problems), tuple(warnings))


def _checks_of(verdict: Verdict) -> Iterator[tuple[str, Check]]:
    """Those of the whole, then of each part, with the place of the part."""
    for check in verdict.checks:
        yield "", check
    for position, part in enumerate(verdict.parts):
        for check in part.checks:
            yield f"verifiableCredential[{position}]", check


def _is_needed(check: Check, request: VerifyRequest) -> bool:
    """Whether what was not checked stands in the way; a status does not where others alone were asked for."""
    if check.check is CheckName.STATUS and request.checks:
        return not _STATUS_CHECKS.isdisjoint(request.checks)
    return check.check in _MUST_BE_MADE


def _problems_of_expectations(verdict: Verdict, expected: Expectations) -> Iterator[Problem]:
    """What was asked of a credential's proof. Of a presentation's, the verifier has looked at it itself."""
    document = verdict.credential
    if document is None or verdict.form is Form.PRESENTATION:
        return
    proofs = document.get("proof")
    for proof in proofs if isinstance(proofs, list) else [proofs]:
        given = proof if isinstance(proof, dict) else {}
        if expected.purpose is not None and given.get("proofPurpose") != expected.purpose:
            yield _unexpected("proof_purpose", "The proof was made for another purpose than was asked for.")
        if expected.challenge is not None and given.get("challenge") != expected.challenge:
            yield _unexpected("proof_challenge", "The proof does not answer the challenge that was set.")
        domains = given.get("domain")
        if expected.domain is not None and expected.domain not in (
            domains if isinstance(domains, list) else [domains]
        ):
            yield _unexpected("proof_domain", "The proof was made for another place than was asked for.")


def _unexpected(reason: str, detail: str) -> Problem:
    return Problem(CheckName.PROOF.value, reason, detail)
