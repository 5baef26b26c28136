"""Completions -> awards.

Law: pure rules. The same completions earn the same awards, whenever and wherever they are asked.
"""
