"""How fits are made: from scikit-learn's own tasks, on all workers, one by one."""
