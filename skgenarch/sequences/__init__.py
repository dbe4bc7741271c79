"""Sequences as text, as codes and as one-hot; their other strand; and their shuffles.

Inside the package a sequence is one byte per base. The codes are defined in
`skgenarch.sequences.alphabet`, and no other folder knows them.
"""

from .alphabet import N_BASES, PAD, UNKNOWN, one_hot_table
from .deepbind import SeqRecords, read_seq
from .encoding import decode, encode, lengths, one_hot
from .fasta import FastaRecords, iter_fasta, read_fasta
from .regions import RegionRecords, read_regions
from .shuffling import dinucleotide_shuffle
from .strands import reverse_complement
from .tss import TssRecords, TssWindows, cut_tss_windows, read_tss
from .views import CodesView

__all__ = [
    "N_BASES",
    "PAD",
    "UNKNOWN",
    "CodesView",
    "FastaRecords",
    "RegionRecords",
    "SeqRecords",
    "TssRecords",
    "TssWindows",
    "cut_tss_windows",
    "decode",
    "dinucleotide_shuffle",
    "encode",
    "iter_fasta",
    "lengths",
    "one_hot",
    "one_hot_table",
    "read_fasta",
    "read_regions",
    "read_seq",
    "read_tss",
    "reverse_complement",
]
