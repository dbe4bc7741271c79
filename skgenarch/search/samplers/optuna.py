"""Let a sampler of Optuna propose the candidates of a Space."""

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import numpy as np

from ..course.trials import Trial
from ..space.choices import Choices
from ..space.domains import Domain
from ..space.space import Space

# Optuna's samplers repeat candidates. After so many in a row one is drawn at random.
_MAX_REPEATS = 10
# Probabilities of 0 and 1 could stand for infinite values.
_TAIL = 1e-6


class OptunaSampler:
    """Propose with Optuna, from trials that it is told anew each time.

    For each proposal a study is made of those trials that lie in the space. So a
    region that was narrowed, widened or edited by hand is no trouble, and a search
    that is resumed goes on as it would have without the interruption.

    Parameters
    ----------
    sampler : {"tpe", "gp"} or optuna.samplers.BaseSampler, default="tpe"
        Tree-structured Parzen estimator [1]_, Gaussian process (which needs torch), or
        any sampler of Optuna's. It is copied, and seeded for each proposal.

    Attributes
    ----------
    name : str
        "tpe", "gp" or the name of the sampler's class.

    Raises
    ------
    ImportError
        In ``propose``, if Optuna is not installed.

    ValueError
        If the name is unknown.

    Notes
    -----
    Lists of numbers are handed over as integers that count them in order, other
    lists as categories, discrete distributions of finite support as integers and all
    others by their probability between 0 and 1, so that any distribution will do.
    In a list of dicts, or with conditions, the dict is one more category, and
    parameters of one name with the same domain are the same parameter. TPE takes them
    all together, in groups; other samplers propose within the dict that TPE suggests,
    from the trials in it.

    References
    ----------
    .. [1] S. Watanabe, "Tree-Structured Parzen Estimator: Understanding Its Algorithm
       Components and Their Roles for Better Empirical Performance",
       arXiv:2304.11127, 2023.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.search import Space
    >>> from skgenarch.search.samplers.optuna import OptunaSampler
    >>> space = Space({"depth": [1, 2, 3]})
    >>> found = OptunaSampler("tpe").propose(space, [], 3, np.random.RandomState(0))
    >>> sorted(params["depth"] for params in found)
    [1, 2, 3]
    """

    def __init__(self, sampler: Any = "tpe"):
        self.sampler = sampler
        self.name = sampler if isinstance(sampler, str) else type(sampler).__name__
        if isinstance(sampler, str) and sampler not in ("tpe", "gp"):
            raise ValueError(
                "The 'sampler' must be 'tpe', 'gp' or a sampler of Optuna's. Got "
                f"{sampler!r} instead."
            )

    def propose(
        self,
        space: Space,
        trials: Sequence[Trial],
        n: int,
        rng: np.random.RandomState,
    ) -> list[dict[str, Any]]:
        """Propose up to `n` candidates, see `Sampler`."""
        optuna = _import_optuna()
        axes = _Axes(space, optuna)
        tried = [trial.params for trial in trials]
        seen = {space.key(params) for params in tried}
        candidates, n_repeats = [], 0
        with _quiet(optuna):
            ask = self._prepare(optuna, axes, trials, rng)
            while len(candidates) < n and n_repeats < _MAX_REPEATS:
                params = ask()
                n_repeats += 1
                if space.key(params) not in seen:
                    seen.add(space.key(params))
                    candidates.append(params)
                    n_repeats = 0
        if len(candidates) < n:
            lacking = n - len(candidates)
            candidates += space.sample(lacking, rng, exclude=tried + candidates)
        return candidates

    def _prepare(self, optuna, axes, trials, rng):
        """Return a function that asks for a candidate, perhaps one that was tried."""

        def study_of(sampler, grid=None):
            study = optuna.create_study(direction="maximize", sampler=sampler)
            study.add_trials(axes.frozen(trials, grid))
            return study

        seed = int(rng.randint(np.iinfo(np.int32).max))
        if axes.n_grids == 1:
            study = study_of(self._make(optuna.samplers, seed))
            return lambda: axes.ask(study, grid=0)
        chooser = study_of(
            optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True)
        )
        if self.sampler == "tpe":
            return lambda: axes.ask(chooser)
        studies = {}

        def ask():
            grid = axes.ask_grid(chooser.ask())
            if grid not in studies:
                studies[grid] = study_of(self._make(optuna.samplers, seed), grid)
            return axes.ask(studies[grid], grid)

        return ask

    def _make(self, samplers, seed):
        if self.sampler == "tpe":
            return samplers.TPESampler(seed=seed)
        if self.sampler == "gp":
            return samplers.GPSampler(seed=seed)
        sampler = deepcopy(self.sampler)
        _seed(sampler, np.random.RandomState(seed))
        return sampler


class _Axes:
    """The parameters of a space as those of Optuna studies.

    The number of the grid is one as well. A parameter shares its axis with that of
    the same name in an earlier grid, if the domain is the same.
    """

    def __init__(self, space: Space, optuna: Any):
        self._space, self._optuna = space, optuna
        self.n_grids = len(space.grids)
        names = Choices(f"grid {number}" for number in range(self.n_grids))
        self._grid = _Axis("(grid)", names, optuna)
        self._axes: list[dict[str, _Axis]] = []
        for number, grid in enumerate(space.grids):
            axes = {}
            for name, domain in grid.items():
                same = [i for i in range(number) if space.grids[i].get(name) == domain]
                label = f"{name} (grid {number})" if number else name
                axes[name] = (
                    self._axes[same[0]][name] if same else _Axis(label, domain, optuna)
                )
            self._axes.append(axes)

    def ask_grid(self, trial: Any) -> int:
        """Return the number of the grid that a study's sampler suggests."""
        return self._grid.distribution.choices.index(self._grid.suggest(trial))

    def ask(self, study: Any, grid: int | None = None) -> dict[str, Any]:
        """Return a candidate that a study's sampler suggests, from a grid or any."""
        trial = study.ask()
        axes = self._axes[self.ask_grid(trial) if grid is None else grid]
        return {name: axis.decode(axis.suggest(trial)) for name, axis in axes.items()}

    def frozen(self, trials: Sequence[Trial], grid: int | None) -> Iterator[Any]:
        """Yield the trials in a grid, or in any of the space, as Optuna's."""
        states = self._optuna.trial.TrialState
        for trial in trials:
            key = self._space.key(trial.params)
            if key is None or grid not in (None, key[0]):
                continue
            state, score = states.COMPLETE, trial.score
            if trial.failed:
                state, score = states.FAIL, None
            elif np.isnan(score):
                state, score = states.RUNNING, None
            axes = self._axes[key[0]]
            cells = [(axes[name], value) for name, value in trial.params.items()]
            cells.append((self._grid, self._grid.domain.values[key[0]]))
            yield self._optuna.trial.create_trial(
                state=state,
                value=score,
                params={axis.label: axis.encode(value) for axis, value in cells},
                distributions={axis.label: axis.distribution for axis, _ in cells},
            )


class _Axis:
    """A domain as Optuna knows it, under a name of its own."""

    def __init__(self, label: str, domain: Domain, optuna: Any):
        self.label, self.domain = label, domain
        made = optuna.distributions
        self._order = None
        if isinstance(domain, Choices) and not domain.numeric:
            self._kind = "category"
            self.distribution = made.CategoricalDistribution(range(domain.size))
        elif isinstance(domain, Choices):
            self._kind = "number in a list"
            self._order = np.argsort(np.array(domain.values, dtype=float)).tolist()
            self.distribution = made.IntDistribution(0, domain.size - 1)
        elif math.isfinite(domain.size):
            self._kind = "integer"
            self.distribution = made.IntDistribution(
                int(domain.low), int(domain.high), log=domain.log and domain.low >= 1
            )
        else:
            self._kind = "probability"
            self.distribution = made.FloatDistribution(_TAIL, 1 - _TAIL)

    def suggest(self, trial: Any) -> float | int:
        known = self.distribution
        if self._kind == "category":
            return trial.suggest_categorical(self.label, known.choices)
        if self._kind == "probability":
            return trial.suggest_float(self.label, known.low, known.high)
        return trial.suggest_int(self.label, known.low, known.high, log=known.log)

    def encode(self, value: Any) -> float | int:
        if self._kind == "category":
            return self.domain.key(value)
        if self._kind == "number in a list":
            return self._order.index(self.domain.key(value))
        if self._kind == "integer":
            return int(value)
        return float(np.clip(self.domain.dist.cdf(value), _TAIL, 1 - _TAIL))

    def decode(self, code: float | int) -> Any:
        if self._kind == "category":
            return self.domain.values[code]
        if self._kind == "number in a list":
            return self.domain.values[self._order[code]]
        if self._kind == "integer":
            return code
        value = self.domain.dist.ppf(code)
        return int(value) if self.domain.discrete else float(value)


def _import_optuna() -> Any:
    try:
        import optuna
    except ImportError as error:
        raise ImportError(
            "The samplers 'tpe' and 'gp' and all others of Optuna need it: "
            'pip install "skgenarch[optuna]".'
        ) from error
    return optuna


@contextmanager
def _quiet(optuna: Any) -> Iterator[None]:
    """Keep out of the logs that studies are made, one for each proposal.

    And Optuna's warnings, such as that groups may change or that a Gaussian process
    clips infinite scores: there is nothing that the user of a search could do.
    """
    verbosity = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(max(verbosity, optuna.logging.ERROR))
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="optuna")
            yield
    finally:
        optuna.logging.set_verbosity(verbosity)


def _seed(sampler: Any, rng: np.random.RandomState) -> None:
    """Seed a sampler, and those inside of it.

    Optuna has no public way to do so once a sampler is made; `reseed_rng` takes fresh
    entropy. But they all keep their generators in the same wrapper.
    """
    for value in vars(sampler).values():
        generator = getattr(value, "rng", None)
        if isinstance(generator, np.random.RandomState):
            generator.seed(rng.randint(np.iinfo(np.int32).max))
        elif hasattr(value, "reseed_rng"):
            _seed(value, rng)
