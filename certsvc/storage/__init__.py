"""The only room that knows SQL: tables, transaction, one file an aggregate.

Law: functions never commit; a workflow writes ``with transaction():``. They return domain objects,
never table rows, and an integrity error becomes one of our own errors by its constraint's name.
"""
