"""``/vc-api``: issuing and verifying in the shapes of the W3C CCG's VC-API."""
