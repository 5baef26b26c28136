"""Mutants shown to the verifier: none of them may be taken for what it is not.

A mutant is *accepted* where issuer, proof and trust have passed (of a presentation, holder and proof),
whatever the other checks say: then it says the same as the genuine document, by an oracle that is not the
verifier's. And the verdict is always said well: no exception, every check named once, every reason listed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from certsvc.domain.verdicts import CheckName, CheckResult, Finding, Verdict, VerdictKind
from certsvc.verification.reasons import Reason
from tests.tampering.engine import Mutant
from tests.tampering.formats import FORMATS, how_many

_CODES = {reason.value for reason in Reason}
_GENUINE = {CheckName.ISSUER, CheckName.PROOF, CheckName.TRUST}
_SHOWN = {CheckName.HOLDER, CheckName.PROOF}


@dataclass(frozen=True)
class Trial:
    """Of the format ``name``. ``verify``: bytes to a verdict. ``says_same``: asked of the accepted."""

    name: str
    verify: Callable[[bytes], Verdict]
    says_same: Callable[[bytes, Verdict], bool]

    def run(self, mutants: Callable[[Random], Iterator[Mutant]]) -> int:
        """Try as many as the format asks for, made by its seed; how many were accepted."""
        wanted, seed = how_many(self.name), FORMATS[self.name].seed
        tried = accepted = 0
        for number, mutant in enumerate(islice(mutants(Random(seed)), wanted)):
            try:
                accepted += self._try(mutant)
            except Exception as error:
                error.add_note(f"{self.name}, seed {seed}, mutant {number}: {mutant.how}\n{mutant.content!r}")
                raise
            tried += 1
        assert tried == wanted, f"{self.name}, seed {seed}: only {tried} mutants of {wanted}"
        return accepted

    def _try(self, mutant: Mutant) -> bool:
        verdict = self.verify(mutant.content)
        check_well_said(verdict)
        if not (is_accepted(verdict) or verdict.kind is VerdictKind.VALID):
            return False
        assert self.says_same(mutant.content, verdict), "accepted, and it says something else"
        return True


def is_accepted(verdict: Verdict) -> bool:
    """Whether it is taken for a document by the one whom it names, and they are one who counts."""
    passed = {check.check for check in verdict.checks if check.result is CheckResult.PASSED}
    return passed >= _GENUINE or passed >= _SHOWN


def check_well_said(verdict: Verdict) -> None:
    names = [check.check for check in verdict.checks]
    assert len(set(names)) == len(names)
    for check in verdict.checks:
        assert check.reason in _CODES, check.reason
        assert check.detail
        assert check.detail.isprintable()
    assert (verdict.finding is Finding.VALID) == (verdict.kind is VerdictKind.VALID)
    for part in verdict.parts:
        check_well_said(part)
