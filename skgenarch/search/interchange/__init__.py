"""Runs of other searches, in and out: tables, Optuna studies, scikit-learn's."""
