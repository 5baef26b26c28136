"""certsvc: the micro-certification learning record service.

Records course completions from national centres, issues signed Open Badges 3.0 credentials and
verifies them in public. ``app.create_app`` joins the rooms; README.md draws the plan of the house.
"""
