"""The form in which she asks for a correction: every field with what stands now, and what she typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import request

from certsvc.domain.completions import Completion, Learner
from certsvc.domain.corrections import OF_A_RESULT, CorrectedField
from certsvc.domain.identifiers import CompletionId, CourseCode
from certsvc.opening.attachment import LARGEST
from certsvc.workflows.ask_correction import Correctable, Wanted
from certsvc.workflows.corrected_fields import text_of_learner, text_of_result

FILE = "attachment"


@dataclass(frozen=True, slots=True)
class Box:
    """A field of the form. ``name``: in the form; ``before``: as it stands; ``value``: as she typed it."""

    name: str
    field: CorrectedField
    before: str
    value: str
    completion_id: CompletionId | None = None


@dataclass(frozen=True, slots=True)
class ResultBoxes:
    """The fields of one result."""

    course: CourseCode
    cohort: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class CorrectionForm:
    """``of_her``: as her centre has her in its books. ``attachment``: the file that she sent, if any."""

    of_her: tuple[Box, ...]
    of_results: tuple[ResultBoxes, ...]
    why: str = ""
    attachment: bytes | None = None

    @property
    def boxes(self) -> Iterator[Box]:
        """All of them, in the order of the page."""
        yield from self.of_her
        for result in self.of_results:
            yield from result.boxes

    @property
    def wanted(self) -> list[Wanted]:
        """What she wants to be something else. What stands as it was is not read again."""
        return [
            Wanted(box.field, box.value, box.completion_id) for box in self.boxes if box.value != box.before
        ]


def box_name(field: CorrectedField, completion_id: CompletionId | None = None) -> str:
    """What a field is called in the form."""
    return field if completion_id is None else f"{field}-{completion_id}"


def form_of(correctable: Correctable) -> CorrectionForm:
    """Filled in with what stands."""
    return _form(correctable, {})


def read_form(correctable: Correctable) -> CorrectionForm:
    """As this request sends it; a field that it leaves out stands as it was."""
    file = request.files.get(FILE)
    content = b"" if file is None else file.stream.read(LARGEST + 1)  # enough to tell that it is too large
    form = _form(correctable, request.form)
    why = request.form.get("why", "").replace("\r\n", "\n")
    return CorrectionForm(form.of_her, form.of_results, why, content or None)


def _form(correctable: Correctable, sent: Mapping[str, str]) -> CorrectionForm:
    return CorrectionForm(
        tuple(_box(field, before, sent) for field, before in _values_of_her(correctable.learner)),
        tuple(
            ResultBoxes(
                record.completion.course,
                record.completion.cohort,
                tuple(
                    _box(field, before, sent, record.id)
                    for field, before in _values_of_result(record.completion)
                ),
            )
            for record in correctable.completions
        ),
    )


def _box(
    field: CorrectedField, before: str, sent: Mapping[str, str], completion_id: CompletionId | None = None
) -> Box:
    name = box_name(field, completion_id)
    return Box(name, field, before, sent.get(name, before), completion_id)


def _values_of_her(learner: Learner) -> Iterator[tuple[CorrectedField, str]]:
    for field in CorrectedField:
        if field not in OF_A_RESULT:
            yield field, text_of_learner(learner, field)


def _values_of_result(completion: Completion) -> Iterator[tuple[CorrectedField, str]]:
    for field in CorrectedField:
        if field in OF_A_RESULT:
            yield field, text_of_result(completion, field)
