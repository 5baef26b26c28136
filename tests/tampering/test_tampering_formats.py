"""That there are mutants enough, that they are the same every time, and that no place is left out."""

from collections.abc import Callable, Iterator
from itertools import islice
from random import Random

import pytest

from certsvc.domain.keys import KeyAlgorithm
from tests.tampering.engine import Mutant, mutants_of_json, tree_changes
from tests.tampering.formats import FORMATS, USUAL, how_many
from tests.tampering.genuine import FORGER, foreign_credential
from tests.tampering.genuine_tokens import foreign_token
from tests.tampering.tokens import mutants_of_token
from tests.tampering.trees import paths_of


def test_the_usual_run_tries_more_than_twenty_thousand_mutants() -> None:
    assert sum(how_many(name) for name in FORMATS) >= USUAL > 20_000


def test_a_longer_run_tries_more_of_every_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTSVC_MUTANTS", str(4 * USUAL))
    assert all(how_many(name) == 4 * each.share for name, each in FORMATS.items())
    monkeypatch.setenv("CERTSVC_MUTANTS", "5")
    assert all(how_many(name) == each.share for name, each in FORMATS.items())


def test_no_two_formats_share_a_seed() -> None:
    assert len({each.seed for each in FORMATS.values()}) == len(FORMATS)


def test_the_same_seed_gives_the_same_mutants_and_no_two_are_alike() -> None:
    genuine, token = (
        foreign_credential("eddsa-rdfc-2022", KeyAlgorithm.ED25519),
        foreign_token(KeyAlgorithm.P256),
    )
    makers: list[Callable[[int], Iterator[Mutant]]] = [
        lambda seed: mutants_of_json(genuine.document, genuine.twins, Random(seed)),
        lambda seed: mutants_of_token(token.token, token.twin, token.key, FORGER, Random(seed)),
    ]
    for make in makers:
        once, again, other = (list(islice(make(seed), 1_500)) for seed in (1, 1, 2))
        assert once == again != other
        assert len({mutant.content for mutant in once}) == 1_500


def test_every_place_is_changed_before_any_is_changed_again() -> None:
    document = foreign_credential("eddsa-rdfc-2022", KeyAlgorithm.ED25519).document
    places = set(paths_of(document))
    changes = tree_changes(document, Random(3))
    assert {change.path for change in changes[: len(places)]} == places
    assert min(sum(change.path == place for change in changes) for place in places) > 30
