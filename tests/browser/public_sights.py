"""What anyone sees without an account."""

import json

from tests.browser.sights import Reach, Sight, after_sending, by
from tests.browser.village import Village
from tests.browser.visit import Visit

_FOREIGN = json.dumps(
    {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:web:badges.example.edu", "name": "Example University"},
        "validFrom": "2025-05-01T00:00:00Z",
        "credentialSubject": {"name": "Amina Yusuf", "achievement": {"name": "Teamwork"}},
    }
)


def _presented(content: str = "") -> Reach:
    """What a wallet holds, pasted as text; her valid credential unless told."""

    def reach(visit: Visit, village: Village) -> None:
        visit.open("/verify")
        visit.send("form:has(textarea)", text=content or village.valid.signed_bytes.decode())

    return reach


def _presented_transcript(visit: Visit, village: Village) -> None:
    visit.open("/verify")
    visit.send("form:has(textarea)", text=village.transcript.signed_bytes.decode())


def _foreign_form(visit: Visit, village: Village) -> None:
    """A form whose page was made for another browser."""
    visit.open("/sign-in")
    visit.page.context.clear_cookies()
    visit.send(address="somebody@example.org")


CLAIM = Sight("claim", "claim.show_offer", by(lambda v: v.claim_link))
VERDICT = Sight("verdict, valid", "verification pages.show_verdict", by(lambda v: f"/v/{v.valid.code}"))
_VERDICTS = (
    VERDICT,
    Sight("verdict, revoked", VERDICT.endpoint, by(lambda v: f"/v/{v.revoked.code}")),
    Sight("verdict, replaced", VERDICT.endpoint, by(lambda v: f"/v/{v.replaced.code}")),
    Sight("verdict, altered", VERDICT.endpoint, by(lambda v: f"/v/{v.altered.code}")),
    Sight("verdict, transcript", VERDICT.endpoint, by(lambda v: f"/v/{v.transcript.code}")),
    Sight("verdict, honour", VERDICT.endpoint, by(lambda v: f"/v/{v.honour.code}")),
    Sight("verdict, erased", VERDICT.endpoint, by(lambda v: f"/v/{v.erased.code}")),
    Sight("verdict, without results", VERDICT.endpoint, by(lambda v: f"/v/{v.discreet.code}")),
    Sight(
        "file, not shown",
        "documents.get_credential_file",
        by(lambda v: f"/credentials/{v.discreet.id}.pdf"),
        status=403,
    ),
    Sight(
        "file, code needed",
        "documents.get_credential_file",
        by(lambda v: f"/credentials/{v.asking.id}.pdf"),
        status=403,
    ),
    Sight("verdict, unknown code", VERDICT.endpoint, by("/v/0000-0000-0000-0000-0"), status=404),
    Sight("verdict, no code", VERDICT.endpoint, by("/v/hello"), status=400),
)
_VERIFIED = (
    Sight("verify", "verification pages.ask_for_anything", by("/verify")),
    Sight(
        "verify, nothing given", "verification pages.verify_anything", after_sending("/verify"), status=400
    ),
    Sight("presented, valid", "verification pages.verify_anything", _presented()),
    Sight("presented, transcript", "verification pages.verify_anything", _presented_transcript),
    Sight("presented, of others", "verification pages.verify_anything", _presented(_FOREIGN)),
    Sight("presented, malformed", "verification pages.verify_anything", _presented("{")),
)
PUBLIC_SIGHTS = (
    Sight("start", "start.start_page", by("/")),
    Sight("achievement", "achievements.get_achievement", by("/achievements/MC-B1.v1")),
    Sight("start, no code", "start.find_verdict", by("/v?code=hello"), status=400),
    *_VERDICTS,
    *_VERIFIED,
    Sight("interface", "docs.docs_page", by("/api/docs"), languages=("en",)),
    CLAIM,
    Sight("claim, link gone", "claim.show_offer", by("/claim/no-such-link"), status=404),
    Sight(
        "claim, no address",
        "claim.prove_address",
        after_sending(lambda v: v.claim_link, address="nobody"),
        status=400,
    ),
    Sight(
        "claim, mail sent",
        "claim.prove_address",
        after_sending(lambda v: v.claim_link, address="stranger@example.org"),
    ),
    Sight("sign in", "sign-in.ask_for_address", by("/sign-in")),
    Sight("sign in, no address", "sign-in.send_link", after_sending("/sign-in", address="no"), status=400),
    Sight(
        "sign in, mail sent", "sign-in.send_link", after_sending("/sign-in", address="stranger@example.org")
    ),
    Sight("sign in, button", "sign-in.show_button", by("/sign-in/no-such-link")),
    Sight("sign in, link gone", "sign-in.use_link", after_sending("/sign-in/no-such-link"), status=404),
    Sight("form of another site", "sign-in.send_link", _foreign_form, status=403),
)
