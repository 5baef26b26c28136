"""Signed credential -> QR code, figure, PDF certificate and badge.

Law: from the signed bytes alone. The same bytes give the same sheet for ever: its words, colour, figure and
emblems come from them. Logos and signatures, which no credential holds, are picked from the operator's folder
by what is signed: a partner's code, a signatory's name, the day of signing; see ``marks.py``.
"""
