"""Documents of others, fetched from the public internet for whoever asks.

Law: HTTPS only, to public addresses only, and to the very address that was checked; every fetch ends
in bounded time and bounded memory. What comes back is bytes: nothing here believes or reads them.
"""
