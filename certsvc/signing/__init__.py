"""Linted document -> signed credential; canonicalization, cryptosuites, key ring.

Law: signs nothing but a ``LintedCredential``; a check that fails raises ``ProofError``. Private
keys live in the key ring's folder, encrypted, and are never shown.
"""
