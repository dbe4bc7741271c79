import numpy as np
import pandas as pd
from scipy.stats import wilcoxon

from skgenarch.benchmarks.pairs import head_to_head


def test_wins_differences_and_test_by_hand():
    scores = pd.DataFrame(
        {
            "ours": [0.9, 0.8, 0.7, 0.6, 0.5],
            "near": [0.8, 0.85, 0.6, 0.4, np.nan],
            "same": [0.9, 0.8, 0.7, 0.6, 0.5],
            "elsewhere": [np.nan] * 5,
        }
    )
    table = head_to_head(scores, "ours").set_index("against")
    assert list(table.index) == ["near", "same"]
    assert table.loc["near", "better on"] == "3 of 4"
    assert table.loc["near", "mean difference"] == 0.0875
    p = wilcoxon([0.1, -0.05, 0.1, 0.2]).pvalue
    assert float(table.loc["near", "p (Wilcoxon)"]) == float(f"{p:.2g}")
    assert list(table.loc["same"]) == ["0 of 5", 0.0, "–"]


def test_nothing_to_compare():
    assert head_to_head(pd.DataFrame({"other": [1.0]}), "ours").empty
