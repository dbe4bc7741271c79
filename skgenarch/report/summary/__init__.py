"""From a `Run` to the plain data that a page draws: assemble.py lists its parts.

Everything is computed here, so that each view can be tested without a browser; scores
are "higher is better" throughout, and what is not known is None.
"""
