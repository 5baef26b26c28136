"""HTTP in, HTTP out: REST under ``/api``, pages for people, public documents.

Law: no rule and no SQL; a view reads the request, calls one workflow and shows what came back.
Errors become RFC 9457 problems in ``problems.py`` and nowhere else.
"""
