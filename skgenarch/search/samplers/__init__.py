"""Where candidates come from: at random, from a forest, from Optuna, or your own."""
