"""`make gallery`: every template in every language, with names of every kind, as pictures to look at.

Not a test: typography is judged by eye. Writes ``var/gallery/*.png`` and ``var/gallery/index.html``.
"""
