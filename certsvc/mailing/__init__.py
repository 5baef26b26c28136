"""A letter, an address -> a message that a mail server took, or a file in the outbox.

Law: what is not certain is said. A mail was taken, was refused, may be tried again, or nobody knows; nothing
here tries twice. No error and no log line holds an address.
"""
