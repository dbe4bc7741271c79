"""Two methods on the same data sets: who is better, how often, by how much."""

import numpy as np
import pandas as pd
from scipy.stats import wilcoxon


def head_to_head(scores: pd.DataFrame, ours: str) -> pd.DataFrame:
    """Compare one method with each other one.

    Parameters
    ----------
    scores : DataFrame
        Data sets by methods, higher is better; NaN where a method was not run.
    ours : str
        The method to compare with the others.

    Returns
    -------
    table : DataFrame
        For each other method that shares data sets with it: in how many of them ours
        is better, the mean difference, and the p-value of Wilcoxon's signed-rank test
        (two-sided; a dash where all differences are zero).
    """
    table = []
    for rival in scores.columns.drop(ours, errors="ignore"):
        both = scores[[ours, rival]].dropna() if ours in scores else scores[:0]
        if both.empty:
            continue
        gain = (both[ours] - both[rival]).to_numpy()
        table.append(
            {
                "against": rival,
                "better on": f"{(gain > 0).sum()} of {len(gain)}",
                "mean difference": round(gain.mean(), 4),
                "p (Wilcoxon)": f"{wilcoxon(gain).pvalue:.2g}" if np.any(gain) else "–",
            }
        )
    return pd.DataFrame(table)
