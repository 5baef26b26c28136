"""Signed credential -> QR code and PDF certificate.

Law: from the signed bytes alone. The same bytes give the same sheet for ever.
"""
