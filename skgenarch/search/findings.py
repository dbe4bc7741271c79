"""What a search has found out, beyond its best candidate."""

from functools import partial

import numpy as np
from sklearn.utils.validation import check_is_fitted

from .evidence.importance import Importance, parameter_importances
from .evidence.interactions import Interaction, pairwise_interactions
from .evidence.overtuning import Overtuning, held_out_score
from .evidence.winner import LEAST_TRIALS, find_winner
from .interchange.optuna import to_optuna
from .interchange.reading import trials_from
from .interchange.results_table import results_frame


class Findings:
    """Questions to a search that has been fitted.

    A part of `SequentialSearchCV`.
    """

    def importances(self) -> list[Importance]:
        """Say which parameters decide whether a trial is a top one, stage by stage.

        Returns
        -------
        importances : list of Importance
            See `parameter_importances`. ``pandas.DataFrame`` takes the list as it is.
        """
        check_is_fitted(self, "trials_")
        return parameter_importances(
            self.branches_[0].space,
            self.trials_,
            quantile=self.quantile,
            rng=np.random.RandomState(0),
        )

    def interactions(self) -> list[Interaction]:
        """Rank all pairs of parameters by how much they decide together.

        Returns
        -------
        interactions : list of Interaction
            The strongest pair first, see `pairwise_interactions`.
        """
        check_is_fitted(self, "trials_")
        return pairwise_interactions(
            self.branches_[0].space, self.trials_, rng=np.random.RandomState(0)
        )

    @property
    def overtuning_(self) -> Overtuning:
        """The winner's score on folds that it was not chosen on.

        If `refit` is a callable, whose choice cannot be repeated, the best score wins.
        """
        check_is_fitted(self, "cv_results_")
        metric = "score"
        if self.multimetric_:
            names = [key for key in self.cv_results_ if key.startswith("mean_test_")]
            named = isinstance(self.refit, str)
            metric = self.refit if named else names[0].removeprefix("mean_test_")
        folds = range(self.n_splits_)
        scores = np.column_stack(
            [self.cv_results_[f"split{k}_test_{metric}"] for k in folds]
        )
        n_complete = np.isfinite(scores).all(axis=1).sum()
        choose = None
        if self.smooth and not callable(self.refit) and n_complete >= LEAST_TRIALS:
            space, candidates = self.branches_[0].space, self.cv_results_["params"]
            choose = partial(find_winner, space, candidates)
        return held_out_score(scores, choose)

    def results_frame(self):
        """Return ``cv_results_`` as a tidy DataFrame, one row for each candidate.

        Returns
        -------
        table : DataFrame
            Write it with ``to_csv``; `from_results` reads such a file.
        """
        check_is_fitted(self, "cv_results_")
        return results_frame(self.cv_results_)

    def to_optuna(self):
        """Return the trials as an Optuna study, for its plots and its dashboard.

        Returns
        -------
        study : optuna.Study
            With one completed or failed trial for each candidate.

        Raises
        ------
        ImportError
            If Optuna is not installed.
        """
        check_is_fitted(self, "cv_results_")
        return to_optuna(trials_from(self), self.branches_[0].space)
