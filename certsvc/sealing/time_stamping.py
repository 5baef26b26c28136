"""Time-stamps (RFC 3161) from the one authority that the operator configured."""

import time
from typing import Final

import urllib3
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

_SECONDS: Final = 5.0
_LARGEST_ANSWER = 64 * 1024
_PAUSE: Final = 60.0
"""Seconds in which an authority that failed is not asked again."""
_REQUEST, _ANSWER = "application/timestamp-query", "application/timestamp-reply"


class ConfiguredAuthority(TimeStamper):
    """The authority at ``url``, asked over HTTP (RFC 3161, section 3.4): no redirects, proxies or cookies."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = url
        self._pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(total=_SECONDS), maxsize=4)
        self._rests_until = 0.0

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Its answer. Raises TimestampRequestError."""
        if time.monotonic() < self._rests_until:
            raise TimestampRequestError("The time-stamping authority failed a moment ago.")
        try:
            return self._ask(req.dump())
        except TimestampRequestError:
            self._rests_until = time.monotonic() + _PAUSE
            raise

    def _ask(self, request: bytes) -> tsp.TimeStampResp:
        try:
            answer = self._pool.request(
                "POST",
                self._url,
                body=request,
                headers={"Content-Type": _REQUEST},
                redirect=False,
                preload_content=False,
            )
            content = answer.read(_LARGEST_ANSWER + 1)
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise TimestampRequestError("The time-stamping authority does not answer.") from error
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != _ANSWER or len(content) > _LARGEST_ANSWER:
            raise TimestampRequestError("What the time-stamping authority answers is no time-stamp.")
        try:
            return tsp.TimeStampResp.load(content, strict=True)
        except (ValueError, TypeError) as error:
            raise TimestampRequestError("What the authority answers is no time-stamp.") from error
