"""What ``certsvc bulk reissue`` would change, old and new one under the other."""

from collections.abc import Iterator

from certsvc.cli.printing import counted, hanging, one_line, shortened
from certsvc.workflows.preview_reissue import Difference, ReissuePreview

_LONGEST = 300
"""Columns of a value; a narrative is longer."""


def preview_lines(preview: ReissuePreview) -> Iterator[str]:
    """How many would change, and some of them; nothing where nothing was looked at."""
    looked_at = preview.looked_at
    if not looked_at:
        return
    yield f"Of {f'the first {looked_at:,}' if preview.not_looked_at else 'these'}:"
    yield f"  {counted(preview.changed, 'certificate')} would say something else"
    if preview.unchanged:
        place = "in a new place" if preview.takes_same else "and stay"
        yield f"  {counted(preview.unchanged, 'certificate')} would say the same, {place}"
    if preview.left_out:
        left = counted(preview.left_out, "certificate")
        yield f"  {left} would stay: no longer earned, expired, or impossible to make anew"
    if preview.transcripts:
        yield f"  {counted(preview.transcripts, 'transcript')} would hold the new ones"
    if not preview.most_replaced:
        yield "Nothing would change: mend the catalogue or the record first."
    for sample in preview.samples:
        yield f"{sample.code}  {one_line(sample.name)}"
        for difference in sample.differences:
            yield from _side_by_side(difference)


def _side_by_side(difference: Difference) -> Iterator[str]:
    of = f" ({one_line(difference.of)})" if difference.of else ""
    yield f"  {difference.what}{of}"
    for sign, text in (("-", difference.before), ("+", difference.after)):
        yield from hanging(f"    {sign} ", shortened(one_line(text), _LONGEST) or "(nothing)")
