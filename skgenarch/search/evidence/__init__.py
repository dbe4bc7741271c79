"""What trials say: which regions are good, what matters, and how sure that is.

Trials become a table (table.py), a tree with good leaves (trees.py), and with the
evidence from held-out trials (significance.py) regions (regions.py). importance.py and
interactions.py say what matters, overtuning.py what the winner is worth.
"""
