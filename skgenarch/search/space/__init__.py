"""What is searched: parameters with their domains, restricted by rules.

A `Space` (space.py) has a domain for each parameter (domains.py): choices.py or
ranges.py, narrowed through truncation.py. Conditions (conditions.py) split it into
parts (parts.py), a `Rule` (rules.py) restricts it. Rules and conditions are read from
text by expressions.py and conjunctions.py, after sentences.py has made expressions of
printed sentences.
"""
