"""Uploaded files, kept by their content until they are no longer needed.

Law: knows files and their SHA-256, nothing of what is in them. A file that has its name is whole.
"""
