"""The report as a local page: guard.py lets in, app.py answers, runner.py listens."""
