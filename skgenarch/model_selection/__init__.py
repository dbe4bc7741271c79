"""How well outputs are predicted for rows that a model has not seen, and by which.

`cross_val_predict_scores` predicts each row by a model trained without it, `compare`
says whether one model is better than another on the same rows, and
`SingleTaskRegressor` trains one model per output, to be compared with one for all.
"""

from .comparison import Comparison, compare
from .cross_validation import cross_val_predict_scores
from .scores import PredictionScores, score_predictions
from .single_task import SingleTaskRegressor

__all__ = [
    "Comparison",
    "PredictionScores",
    "SingleTaskRegressor",
    "compare",
    "cross_val_predict_scores",
    "score_predictions",
]
