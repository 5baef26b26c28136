"""Everything that a reader would see change is named; nothing that is drawn anew each time is."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from certsvc.credentials.codes import new_code
from certsvc.credentials.compose import compose_credential
from certsvc.credentials.conferred import INSTITUTION, TEAM_MEMBER
from certsvc.credentials.differences import Difference, Part, differences_between
from certsvc.domain.identifiers import CredentialId
from certsvc.domain.records import StatusEntry
from tests.builders import (
    NOW,
    a_certification,
    a_learner,
    a_predecessor,
    a_whole_certification,
    an_award,
)

BADGE = dict(compose_credential(a_whole_certification()).document)
DRAWN = re.compile(
    r"""id | name | validFrom | credentialSubject\.licenseNumber | credentialStatus\..* | .*\.salt
    | evidence\.1\.(id|name|narrative|type\.0)
    | credentialSubject\.achievement\.(id | resultDescription\.[01]\.id)""",
    re.VERBOSE,
)
"""Of a credential and of its predecessor; title, version and course are parts of their own."""
UNSEEN = re.compile(
    r"""credentialSubject\.(identifier\.\d\.(type|identityType) | result\.\d\.(type\.0|resultDescription))
    | evidence\.0\.(id|type\.0)""",
    re.VERBOSE,
)
"""What the lint lets be one thing only, or what follows from another part."""


def leaves(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts: Iterator[tuple[Any, object]] = iter(())
    if isinstance(value, dict):
        parts = iter(value.items())
    elif isinstance(value, list):
        parts = iter(enumerate(value))
    for step, part in parts:
        if isinstance(part, str):
            yield (*path, step)
        else:
            yield from leaves(part, (*path, step))


def changed(document: Mapping[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    result = copy.deepcopy(dict(document))
    holder: Any = result
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = "9" + holder[path[-1]]
    return result


def test_a_change_of_any_text_is_named_unless_it_is_drawn_anew_each_time() -> None:
    paths = [path for path in leaves(BADGE) if not UNSEEN.fullmatch(".".join(map(str, path)))]
    assert len(paths) > 100
    for path in paths:
        written = ".".join(map(str, path))
        found = differences_between(BADGE, changed(BADGE, path))
        assert bool(found) == (DRAWN.fullmatch(written) is None), written


def test_the_same_made_anew_differs_in_nothing() -> None:
    for certified in (a_certification(), a_whole_certification()):
        first = compose_credential(certified).document
        second = compose_credential(
            replace(
                certified,
                credential_id=CredentialId("019ab4f2-6c00-7a11-8c22-3d334e440000"),
                code=new_code(b"another co"),
                status=StatusEntry(7, 3),
                issued_at=NOW.replace(hour=23),
                email_salt="another salt",
                predecessor=a_predecessor(number=3),
            )
        ).document
        assert first != second
        assert differences_between(first, second, email=certified.award.learner.email) == ()
        assert [one.what for one in differences_between(first, second)] == [Part.EMAIL]


def test_an_address_that_comes_or_goes_or_is_another_is_named_by_its_hash() -> None:
    documents = {
        email: compose_credential(a_certification(award=an_award(learner=a_learner(email=email)))).document
        for email in ("", "a@abu.example", "b@abu.example")
    }
    for before, after in (("", "a@abu.example"), ("a@abu.example", ""), ("a@abu.example", "b@abu.example")):
        [found] = differences_between(documents[before], documents[after], email=after)
        assert (bool(found.before), bool(found.after)) == (bool(before), bool(after))
        assert "@" not in found.before + found.after


def test_members_of_a_team_and_institutions_have_their_names() -> None:
    document = copy.deepcopy(BADGE)
    for kind, text in ((TEAM_MEMBER, "Ana"), (TEAM_MEMBER, "Budi"), (INSTITUTION, "ABU"), ("ext:other", "X")):
        document["credentialSubject"]["identifier"].append(
            {"type": "IdentityObject", "hashed": False, "identityHash": text, "identityType": kind}
        )
    assert differences_between(BADGE, document) == (
        Difference(Part.INSTITUTION, "", "ABU"),
        Difference(Part.MEMBERS, "", "Ana; Budi"),
        Difference(Part.OTHER, "", "X", "ext:other"),
    )


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"credentialSubject": "x", "evidence": 7},
        {"credentialSubject": {"identifier": [1], "achievement": [], "result": "x"}},
    ],
)
def test_what_is_misshapen_is_compared_as_far_as_it_goes(document: dict[str, Any]) -> None:
    assert differences_between(document, document) == ()
    assert differences_between(document, BADGE)
    assert differences_between(BADGE, document)
