"""The comparisons that the documentation quotes, for anyone to run again.

What ``skgenarch benchmark`` runs. Four files say what is compared with what, each by a
`Benchmark`:

- ``tfbs``: binding, against published figures, k-mers and gapped k-mers
- ``promoters``: expression, against ridge regression on k-mers (``kmer_ridge``)
- ``search``: the staged search against other optimisers, on tables of real trainings
  (``lookup``)
- ``motifs``: motifs against the names of their factors

The rest is theirs in common: ``running`` runs what is missing, ``rows`` keeps what is
done, ``pairs`` compares, ``page`` shows.
"""
