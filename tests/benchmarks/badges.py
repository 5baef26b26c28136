"""Signed bytes -> a baked badge, in seconds of this process's processor time; each of another credential."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.rendering.badge import badge_png, badge_svg
from certsvc.rendering.baking import bake_png, bake_svg
from tests.benchmarks.awards import certifications
from tests.benchmarks.issuing import issuer, rate_over
from tests.benchmarks.measuring import Figure


def figures() -> Iterator[Figure]:
    """PNG and SVG with the credential inside, and their largest size."""
    contents = map(issuer(Ed25519PrivateKey.generate()), certifications("MC-B1", ["B1"]))
    sizes: list[int] = []

    def bake(content: bytes) -> None:
        sizes.append(len(bake_png(badge_png(content), content)))

    yield Figure("baked PNG badges of 512 pixels", rate_over(contents, bake), "/s")
    yield Figure("the largest of them", max(sizes) / 1000, "kB")
    svgs = rate_over(contents, lambda content: bake_svg(badge_svg(content), content))
    yield Figure("baked SVG badges", svgs, "/s")
    thumbnails = rate_over(contents, lambda content: badge_png(content, size=128))
    yield Figure("PNG badges of 128 pixels", thumbnails, "/s")
