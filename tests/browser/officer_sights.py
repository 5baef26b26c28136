"""What an officer sees in her browser."""

from tests.browser.sights import Reach, Sight, after_sending, by
from tests.browser.village import Village, Who
from tests.browser.visit import Visit


def _desk(
    name: str, endpoint: str, reach: Reach | str, *, who: Who = Who.OFFICER, status: int = 200
) -> Sight:
    return Sight(name, endpoint, by(reach) if isinstance(reach, str) else reach, who, status)


def _preview(visit: Visit, village: Village) -> None:
    visit.open("/officer/reissue")
    visit.page.locator("[name=course]").select_option("B1")
    visit.send(reason="A word was misspelt.")


def _going_on(visit: Visit, village: Village) -> None:
    """The page comes again by itself; this one stays, to be looked at."""
    path = f"/officer/reissue/{village.open_batch_id}"
    client = village.house.app.test_client()
    for name, value in village.cookies[Who.OFFICER].items():
        client.set_cookie(name, value)
    answer = client.get(path, query_string={"lang": visit.language})
    headers = {name: value for name, value in answer.headers.items() if name != "Refresh"}
    visit.page.route(
        f"**{path}*",
        lambda route: route.fulfill(status=answer.status_code, headers=headers, body=answer.data),
    )
    visit.open(path)


_CASE = "officer corrections.show_correction"
OFFICER_SIGHTS = (
    _desk("officer, sign in", "officer.ask_for_key", "/officer/sign-in", who=Who.STRANGER),
    _desk(
        "officer, wrong key",
        "officer.sign_in",
        after_sending("/officer/sign-in", api_key="no such key"),
        who=Who.STRANGER,
        status=403,
    ),
    _desk("desk", "officer.show_desk", "/officer"),
    _desk("waiting corrections", "officer corrections.show_corrections", "/officer/corrections"),
    _desk(
        "approved corrections", "officer corrections.show_corrections", "/officer/corrections?state=approved"
    ),
    _desk("waiting correction", _CASE, by(lambda v: f"/officer/corrections/{v.waiting}")),
    _desk("decided correction", _CASE, by(lambda v: f"/officer/corrections/{v.decided}")),
    _desk(
        "declined without a word",
        "officer corrections.decide",
        after_sending(lambda v: f"/officer/corrections/{v.waiting}"),
        status=400,
    ),
    _desk("reissue", "officer reissue.ask_which", "/officer/reissue", who=Who.SECRETARIAT),
    _desk(
        "reissue, nothing said",
        "officer reissue.preview_or_begin",
        after_sending("/officer/reissue"),
        status=400,
    ),
    _desk("reissue, preview", "officer reissue.preview_or_begin", _preview),
    _desk("reissue, done", "officer reissue.show_progress", by(lambda v: f"/officer/reissue/{v.batch_id}")),
    _desk(
        "reissue, going on",
        "officer reissue.show_progress",
        _going_on,
    ),
)
