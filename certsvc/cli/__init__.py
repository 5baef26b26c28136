"""The command line: one file a group of commands.

Law: reads arguments, calls one workflow, prints. Every error is one line on stderr and an exit code.
"""
