import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.catalogue.read import SHIPPED, read_catalogue
from certsvc.domain.catalogue import (
    AllOf,
    AtLeast,
    Course,
    CoursePassed,
    MicroCertification,
    Requirement,
    Rule,
)
from certsvc.domain.catalogue_codec import (
    decode_course,
    decode_framework,
    decode_micro_certification,
    decode_partner,
    decode_presidency,
    encode_course,
    encode_framework,
    encode_micro_certification,
    encode_partner,
    encode_presidency,
)
from certsvc.domain.competencies import Competency, CompetencyRef, Framework
from certsvc.domain.identifiers import CompetencyCode, CourseCode, FrameworkCode, LanguageTag
from certsvc.domain.partners import Partner, Presidency
from certsvc.domain.texts import Texts
from certsvc.errors import InvalidInputError
from tests.builders import a_course, a_micro_certification, some_texts

DECODERS: list[Callable[[Mapping[str, Any]], object]] = [
    decode_course,
    decode_framework,
    decode_micro_certification,
    decode_partner,
    decode_presidency,
]

names = st.text(min_size=1, max_size=20)
texts = st.builds(
    lambda english, others: Texts({**others, LanguageTag("en"): english}),
    names,
    st.dictionaries(st.sampled_from(["ar", "uz-Cyrl", "zh"]).map(LanguageTag), names),
)
refs = st.builds(
    CompetencyRef,
    framework=st.sampled_from(["AI-CFT", "DCF"]).map(FrameworkCode),
    competency=st.sampled_from(["1.1", "2.3"]).map(CompetencyCode),
)
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**6)
rules: st.SearchStrategy[Rule] = st.recursive(
    st.sampled_from(["A", "B", "C"]).map(lambda code: CoursePassed(CourseCode(code))),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.builds(AtLeast, st.integers(1, 3), st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
)
requirements = st.builds(
    Requirement,
    rule=rules,
    minimum_score=st.none() | numbers,
    minimum_hours=st.none() | numbers,
    within_months=st.none() | st.integers(1, 600),
    completed_from=st.none() | st.dates(),
    completed_until=st.none() | st.dates(),
)


@given(
    st.builds(
        Course,
        titles=texts,
        hours=numbers,
        pass_mark=numbers,
        competencies=st.lists(refs, max_size=3).map(tuple),
    )
)
def test_a_course_comes_back_from_json_as_it_was(course: Course) -> None:
    assert decode_course(json.loads(json.dumps(encode_course(course)))) == course


@given(
    st.builds(
        MicroCertification,
        titles=texts,
        descriptions=texts,
        criteria=texts,
        requirement=requirements,
        competencies=st.lists(refs, max_size=3).map(tuple),
    )
)
def test_a_micro_certification_comes_back_from_json_as_it_was(certification: MicroCertification) -> None:
    encoded = json.loads(json.dumps(encode_micro_certification(certification)))

    assert decode_micro_certification(encoded) == certification


@given(
    st.builds(
        Framework, competencies=st.lists(st.builds(Competency, ref=refs, names=texts), max_size=3).map(tuple)
    )
)
def test_a_framework_comes_back_from_json_as_it_was(framework: Framework) -> None:
    assert decode_framework(json.loads(json.dumps(encode_framework(framework)))) == framework


@given(st.builds(Partner, names=texts))
def test_a_partner_comes_back_from_json_as_it_was(partner: Partner) -> None:
    assert decode_partner(json.loads(json.dumps(encode_partner(partner)))) == partner


@given(st.builds(Presidency))
def test_a_presidency_comes_back_from_json_as_it_was(presidency: Presidency) -> None:
    assert decode_presidency(json.loads(json.dumps(encode_presidency(presidency)))) == presidency


def test_the_whole_shipped_catalogue_comes_back_from_json_as_it_was() -> None:
    catalogue = read_catalogue(SHIPPED)

    assert tuple(decode_course(encode_course(one)) for one in catalogue.courses) == catalogue.courses
    assert (
        tuple(
            decode_micro_certification(encode_micro_certification(one))
            for one in catalogue.micro_certifications
        )
        == catalogue.micro_certifications
    )
    assert (
        tuple(decode_framework(encode_framework(one)) for one in catalogue.frameworks) == catalogue.frameworks
    )
    assert tuple(decode_partner(encode_partner(one)) for one in catalogue.partners) == catalogue.partners
    assert (
        tuple(decode_presidency(encode_presidency(one)) for one in catalogue.presidencies)
        == catalogue.presidencies
    )


def test_equal_courses_are_written_alike() -> None:
    one = a_course(hours=Decimal("24.00"), titles=some_texts())
    other = a_course(hours=Decimal(24), titles=Texts(dict(reversed(list(some_texts())))))

    assert one == other
    assert json.dumps(encode_course(one)) == json.dumps(encode_course(other))


@pytest.mark.parametrize(
    ("number", "written"), [("24", "24"), ("7.50", "7.5"), ("1E+3", "1000"), ("0.00", "0"), ("100", "100")]
)
def test_numbers_are_written_exactly_and_without_trailing_zeros(number: str, written: str) -> None:
    assert encode_course(a_course(hours=Decimal(number)))["hours"] == written


def test_dates_are_written_as_iso_8601() -> None:
    requirement = Requirement(CoursePassed(CourseCode("B1")), completed_from=date(2024, 1, 1))

    encoded = encode_micro_certification(a_micro_certification(requirement=requirement))

    assert encoded["requirement"]["completed_from"] == "2024-01-01"
    assert encoded["requirement"]["rule"] == {"course": "B1"}


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(st.sampled_from(DECODERS), json_values)
def test_what_is_not_ours_is_refused_by_name(
    decode: Callable[[Mapping[str, Any]], object], encoded: Mapping[str, Any]
) -> None:
    with pytest.raises(InvalidInputError, match="not in the form"):
        decode(encoded)


@given(st.sampled_from(sorted(encode_micro_certification(a_micro_certification()))), json_values)
def test_a_record_with_one_field_exchanged_is_decoded_or_refused(field: str, value: object) -> None:
    encoded = encode_micro_certification(a_micro_certification()) | {field: value}

    try:
        decoded = decode_micro_certification(encoded)
    except InvalidInputError as error:
        assert error.code == "malformed_entry"  # noqa: PT017  # either of two ends is right
    else:
        assert isinstance(decoded, MicroCertification)
