"""Anything presented -> the credential's own bytes, or a code or link that leads to one.

Law: tells what it is by its content, never by its name; checks nothing and fetches nothing. Time and
memory are bounded for whatever is sent, and PDF files are parsed in another process.
"""
