"""Any hyperparameter run, read as a `Run`: reading.py decides which file does it."""
