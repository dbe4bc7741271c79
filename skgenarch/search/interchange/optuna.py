"""Trials as an Optuna study, for its dashboard and its samplers."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from ..space.choices import Choices
from ..space.ranges import Range
from ..space.space import Space
from ..space.values import full_text, is_number, is_plain
from .reading import Record


def to_optuna(records: Iterable[Record], space: Space) -> Any:
    """Build a study that holds trials as if Optuna had run them.

    Parameters
    ----------
    records : iterable of Record
        The trials.

    space : Space
        Where they were searched for.

    Returns
    -------
    study : optuna.Study
        In memory, to be maximised. Ranges become float or integer distributions, as
        wide as the trials need; lists become categories, in which objects stand as
        their printed text. The scores on the folds are the user attribute
        "split_scores".

    Raises
    ------
    ImportError
        If Optuna is not installed.

    Examples
    --------
    >>> from skgenarch.search import Space
    >>> from skgenarch.search.interchange.reading import Record
    >>> from skgenarch.search.interchange.optuna import to_optuna
    >>> records = [Record({"depth": 1}, 0.5), Record({"depth": 2}, 0.75)]
    >>> to_optuna(records, Space({"depth": [1, 2, 3]})).best_params
    {'depth': 2}
    """
    try:
        import optuna
    except ImportError as error:
        raise ImportError(
            'A study needs Optuna: pip install "skgenarch[optuna]".'
        ) from error

    records = list(records)
    distributions = {
        name: _distribution(
            optuna.distributions,
            space.domains(name) if name in space.params else [],
            [r.params[name] for r in records if name in r.params],
        )
        for name in dict.fromkeys(name for r in records for name in r.params)
    }
    study = optuna.study.create_study(
        storage=optuna.storages.InMemoryStorage(), direction="maximize"
    )
    for record in records:
        failed = math.isnan(record.score)
        state = optuna.trial.TrialState
        study.add_trial(
            optuna.trial.create_trial(
                state=state.FAIL if failed else state.COMPLETE,
                value=None if failed else record.score,
                params={name: _category(v) for name, v in record.params.items()},
                distributions={name: distributions[name] for name in record.params},
                user_attrs=_attributes(record),
            )
        )
    return study


def _distribution(module: Any, domains: Sequence[Any], seen: Sequence[Any]) -> Any:
    ranges = [domain for domain in domains if isinstance(domain, Range)]
    if not ranges or not all(map(is_number, seen)):
        listed = [v for d in domains if isinstance(d, Choices) for v in d.values]
        values = Choices(map(_category, [*listed, *seen])).values
        return module.CategoricalDistribution(values)
    ends = [end for domain in ranges for end in (domain.low, domain.high)]
    numbers = [end for end in ends if math.isfinite(end)] + list(seen)
    low, high = min(numbers), max(numbers)
    if all(d.discrete for d in ranges) and all(value == int(value) for value in seen):
        return module.IntDistribution(int(low), int(high))
    log = low > 0 and all(domain.log for domain in ranges)
    return module.FloatDistribution(float(low), float(high), log=log)


def _category(value: Any) -> Any:
    """Return a value as Optuna can store it."""
    value = value.item() if hasattr(value, "item") and is_number(value) else value
    return value if is_plain(value) else full_text(value)


def _attributes(record: Record) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    if record.split_scores:
        attributes["split_scores"] = list(record.split_scores)
    if record.failed:
        attributes["failed"] = record.failed
    return attributes
