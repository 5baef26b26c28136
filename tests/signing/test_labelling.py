from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError
from certsvc.signing.labelling import Quad, labelled_nquads

nodes = st.sampled_from(["_:a0", "_:a1", "_:a2", "_:a3", "_:a4", "<urn:x:n>"])
# A blank node stands once in a quad: JSON-LD without names for them makes no others.
quads = st.tuples(
    nodes,
    st.sampled_from(["<urn:x:p>", "<urn:x:q>"]),
    nodes | st.just('"x"'),
    st.sampled_from(["", "_:a0", "_:g", "<urn:x:g>"]),
).filter(lambda quad: all(quad.count(part) == 1 for part in quad if part.startswith("_:")))


def text_of(dataset: Sequence[Quad]) -> str:
    return "".join(" ".join(filter(None, quad)) + " .\n" for quad in dataset)


def by_pyld(dataset: Sequence[Quad]) -> str:
    options = {
        "algorithm": "URDNA2015",
        "inputFormat": "application/n-quads",
        "format": "application/n-quads",
    }
    return str(jsonld.normalize(text_of(dataset), options))


@settings(max_examples=600)
@given(st.lists(quads, min_size=1, max_size=7, unique=True))
def test_any_dataset_is_labelled_as_pyld_labels_it(dataset: list[Quad]) -> None:
    assert "".join(labelled_nquads(dataset, KeyAlgorithm.ED25519)) == by_pyld(dataset)


@settings(max_examples=100)
@given(st.lists(quads, min_size=1, max_size=12, unique=True), st.permutations(range(6)))
def test_labels_do_not_depend_on_names_nor_on_order(dataset: list[Quad], places: Sequence[int]) -> None:
    names = {f"_:a{number}": f"_:z{place}" for number, place in enumerate(places)}
    others = [tuple(names.get(part, part) for part in quad) for quad in reversed(dataset)]
    try:
        found = labelled_nquads(dataset, KeyAlgorithm.P384)
    except InvalidInputError:
        return
    assert labelled_nquads(others, KeyAlgorithm.P384) == found  # type: ignore[arg-type]  # tuples of four


def test_the_longer_hash_labels_otherwise() -> None:
    dataset: list[Quad] = [(f"_:n{each}", "<urn:x:p>", f'"{each}"', "") for each in range(6)]
    assert labelled_nquads(dataset, KeyAlgorithm.P256) != labelled_nquads(dataset, KeyAlgorithm.P384)


POISON: dict[str, list[Quad]] = {
    "all beside all": [(f"_:n{i}", "<urn:x:p>", f"_:n{j}", "") for i in range(12) for j in range(12)],
    "a ring": [(f"_:n{i}", "<urn:x:p>", f"_:n{(i + 1) % 400}", "") for i in range(400)],
    "a long chain of pairs": [
        (f"_:{s}{i}", "<urn:x:p>", f"_:{s}{i + 1}", "") for s in "ab" for i in range(900)
    ],
    "like nodes in like graphs": [
        (f"_:n{i}x{j}", "<urn:x:p>", '"x"', f"_:g{i}") for i in range(9) for j in range(9)
    ],
    "a graph full of like nodes beside its twin": [
        (f"_:n{i}x{j}", "<urn:x:p>", '"x"', f"_:g{i}") for i in range(2) for j in range(12)
    ],
}


@pytest.mark.parametrize("dataset", list(POISON.values()), ids=list(POISON))
def test_poison_is_refused(dataset: list[Quad]) -> None:
    with pytest.raises(InvalidInputError) as caught:
        labelled_nquads(dataset, KeyAlgorithm.ED25519)
    assert caught.value.code == "too_complex"
