"""How a search goes on, stage by stage, and what is written down of it.

course.py decides where to look, proposals.py what to try, candidates.py has it fitted
and scored. heats.py lets go of what is lost early, reopening.py takes back what was
narrowed too far, decisions.py is what people decided. Everything is in the journal
(journal.py), and is only continued where its fingerprint.py is the same.
"""
