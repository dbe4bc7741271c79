"""From ``--net`` and ``--set`` to an estimator."""

import ast
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import Any

from .data import is_promoters
from .parsing import Parser, did_you_mean

NETS = {
    "attention": "AttentionNet",
    "promoter": "PromoterNet",
    "deepbind": "DeepBind",
    "deepmotif": "DeepMotif",
    "basset": "Basset",
    "sequence": "SequenceNet",
}
# Options of their own for what is changed most often.
_OPTIONS = {
    "epochs": "max_epochs",
    "batch_size": "batch_size",
    "learning_rate": "learning_rate",
    "ensemble": "n_ensemble",
    "device": "device",
}
# The command line says these itself.
_NOT_TO_SET = {"random_state": "--seed", "verbose": "--quiet", "callbacks": "Python"}


def add_net(parser: Parser, epochs_help: str) -> None:
    """Add the arguments that say what to train."""
    nets = parser.add_argument_group("net")
    nets.add_argument(
        "--net",
        type=_net,
        metavar="NET",
        help=f"{', '.join(NETS)} (default: attention for peaks, promoter for "
        "promoters)",
    )
    nets.add_argument("--epochs", type=int, metavar="N", help=epochs_help)
    nets.add_argument(
        "--batch-size", type=int, metavar="N", help="sequences in one update"
    )
    nets.add_argument("--learning-rate", type=float, metavar="RATE")
    nets.add_argument(
        "--ensemble", type=int, metavar="N", help="nets whose predictions are averaged"
    )
    nets.add_argument("--device", help="auto (the default), cpu, cuda, mps ...")
    nets.add_argument(
        "--set",
        type=setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any other parameter of the net, as in --set n_filters=32 "
        "--set kernel_size=8,16 --set attention=hard; may be repeated",
    )
    nets.add_argument("--seed", type=int, default=0, help="default: 0")


def settings(args: Namespace) -> dict[str, Any]:
    """Return the parameters of the net that were given.

    Raises
    ------
    ValueError
        If one is given twice.
    """
    given = {
        parameter: getattr(args, option)
        for option, parameter in _OPTIONS.items()
        if getattr(args, option) is not None
    }
    for name, value in args.set:
        if name in given:
            raise ValueError(f"--set: {name!r} is given twice. Give it once.")
        given[name] = value
    return given


def make_net(args: Namespace, **defaults: Any):
    """Make the net that was asked for, and check it.

    Parameters
    ----------
    args : Namespace
        With what `add_net` and `add_data` add: promoters need a regressor.
    **defaults : dict
        Parameters with other defaults than the net's own.

    Returns
    -------
    net : estimator
        Not fitted.

    Raises
    ------
    ValueError
        If a parameter is unknown, or out of its range.
    """
    from .. import estimators

    promoters = is_promoters(args)
    name = args.net or ("promoter" if promoters else "attention")
    kind = NETS[name] + ("Regressor" if promoters else "Classifier")
    net_class = getattr(estimators, kind)
    given = settings(args)
    check_names("--set", given, net_class().get_params(), kind, _NOT_TO_SET)
    net = net_class(**{**defaults, **given}, random_state=args.seed)
    # As fit does: before the data are read, and not in each candidate of a search.
    net._validate_params()
    net.architecture().check()
    return net


def check_names(option: str, names, known, owner: str, not_to_set: dict) -> None:
    """Check the names of parameters.

    Parameters
    ----------
    option : str
        The option by which they were given.
    names, known : iterable of str
        Those given, and all there are.
    owner : str
        Whose parameters they are.
    not_to_set : dict
        For some of them, what is to be used instead.

    Raises
    ------
    ValueError
        If one is unknown; names those that come near.
    """
    for name in names:
        if name in not_to_set:
            raise ValueError(
                f"{option}: {name!r} cannot be set so. Use {not_to_set[name]} instead."
            )
        if name not in known:
            free = sorted(set(known) - set(not_to_set))
            near = did_you_mean(name, free)
            hint = near or f" Its parameters are {', '.join(free)}."
            raise ValueError(f"{option}: {name!r} is not a parameter of {owner}.{hint}")


def model_folder(path: Path) -> Path:
    """Return the folder of a saved net: the one given, or ``model`` in it."""
    if not (path / "estimator.json").is_file():
        if (path / "model" / "estimator.json").is_file():
            return path / "model"
    return path


def _net(text):
    if text not in NETS:
        raise ArgumentTypeError(
            f"must be one of {', '.join(NETS)}; got {text!r}.{did_you_mean(text, NETS)}"
        )
    return text


def setting(text: str) -> tuple[str, Any]:
    """Split NAME=VALUE; a value that is no number, tuple or None is text."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ArgumentTypeError(f"must be NAME=VALUE; got {text!r}")
    value = value.strip()
    if value in ("true", "false"):
        return name.strip(), value == "true"
    try:
        return name.strip(), ast.literal_eval(value)
    except (SyntaxError, ValueError):
        return name.strip(), value
