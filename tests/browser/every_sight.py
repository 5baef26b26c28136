"""All of them."""

from tests.browser.officer_sights import OFFICER_SIGHTS
from tests.browser.public_sights import PUBLIC_SIGHTS
from tests.browser.record_sights import RECORD_SIGHTS

SIGHTS = (*PUBLIC_SIGHTS, *RECORD_SIGHTS, *OFFICER_SIGHTS)
