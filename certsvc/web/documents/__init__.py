"""Public documents that wallets, verifiers and browsers read."""
