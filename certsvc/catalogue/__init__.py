"""Catalogue files -> frameworks, partners, courses and micro-certifications, with every error named.

Law: reads files and nothing else; what it returns refers only to what it also returns.
"""
