"""Saving and loading a fitted estimator: weights beside JSON, never pickle.

A saved estimator is a folder with ``estimator.json`` (class, parameters, what fitting
found out) and ``weights.safetensors``. Loading runs no code that the folder brings.
"""

import json
import os
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from sklearn.utils.validation import check_is_fitted

from .._version import __version__
from ..modules import SequenceNet

_FORMAT = 1
_FITTED_ARRAYS = ("classes_", "target_mean_", "target_scale_")
_FITTED_VALUES = (
    "length_",
    "n_features_in_",
    "n_outputs_",
    "_flat",
    "_log_link",
    "resample_negatives_",
)


class SavedEstimator:
    """Mixin with :meth:`save` and :meth:`load`."""

    def save(self, path):
        """Save the fitted estimator into a folder.

        Training histories, callbacks and a RandomState are not saved; an int
        `random_state` is.

        Parameters
        ----------
        path : str or path-like
            Folder; made where it does not exist. An estimator saved there before is
            replaced.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the estimator is not fitted.
        """
        check_is_fitted(self)
        if self.architecture() != self.nets_[0].module_.architecture:
            raise ValueError(
                "Parameters of the net were changed after fit. Fit again before saving."
            )
        params = self.get_params(deep=False)
        params["callbacks"] = None
        params["device"] = str(params["device"])
        if not isinstance(params["random_state"], (int, np.integer, type(None))):
            params["random_state"] = None
        fitted = {k: getattr(self, k) for k in _FITTED_VALUES if hasattr(self, k)}
        arrays = {
            name: {
                "dtype": getattr(self, name).dtype.str,
                "values": getattr(self, name),
            }
            for name in _FITTED_ARRAYS
            if hasattr(self, name)
        }
        record = {
            "format": _FORMAT,
            "skgenarch": __version__,
            "class": type(self).__name__,
            "params": {name: _pack(value) for name, value in params.items()},
            "fitted": fitted,
            "arrays": arrays,
            "n_nets": len(self.nets_),
            "n_logits": self.nets_[0].module_.head[-1].out_features,
        }
        weights = {
            f"{i}.{name}": tensor.detach().cpu().contiguous()
            for i, net in enumerate(self.nets_)
            for name, tensor in net.module_.state_dict().items()
        }
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(record, default=_plain, indent=1)
        _replace(folder / "weights.safetensors", lambda name: save_file(weights, name))
        _replace(folder / "estimator.json", lambda name: name.write_text(text))

    @classmethod
    def load(cls, path):
        """Load an estimator saved by :meth:`save`.

        Parameters
        ----------
        path : str or path-like
            The folder.

        Returns
        -------
        estimator : object
            A fitted estimator of this class; its predictions equal those of the saved
            one.

        Raises
        ------
        FileNotFoundError
            If the folder holds no saved estimator.
        ValueError
            If it holds one of another class or of a newer format.
        """
        folder = Path(path)
        if not (folder / "estimator.json").is_file():
            raise FileNotFoundError(
                f"No saved estimator in {str(folder)!r}: estimator.json is missing. "
                "Give the folder that save() wrote."
            )
        try:
            record = json.loads((folder / "estimator.json").read_text())
            weights = load_file(folder / "weights.safetensors")
            newer = record["format"] > _FORMAT
        except (KeyError, OSError, SafetensorError, ValueError) as error:
            raise ValueError(
                f"The estimator saved in {str(folder)!r} is damaged or incomplete: "
                f"{error}. Save it again."
            ) from error
        if newer:
            raise ValueError(
                f"{str(folder)!r} was saved by skgenarch {record['skgenarch']}, in a "
                "newer format than this version reads. Update skgenarch."
            )
        if record["class"] != cls.__name__:
            raise ValueError(
                f"{str(folder)!r} holds a {record['class']}, not a {cls.__name__}. "
                f"Load it with {record['class']}.load."
            )
        estimator = cls(**{k: _unpack(v) for k, v in record["params"].items()})
        for name, value in record["fitted"].items():
            setattr(estimator, name, value)
        for name, array in record["arrays"].items():
            setattr(estimator, name, np.array(array["values"], dtype=array["dtype"]))
        estimator.nets_ = [
            _restored_net(estimator, record["n_logits"], weights, f"{i}.")
            for i in range(record["n_nets"])
        ]
        return estimator


class LoadedNet:
    """Stands where a trained skorch net would: the module, without a history."""

    def __init__(self, module):
        self.module_ = module
        self.history = []


def _restored_net(estimator, n_logits, weights, prefix):
    module = SequenceNet(estimator.architecture(), estimator.length_, n_logits)
    own = {
        k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)
    }
    module.load_state_dict(own)
    return LoadedNet(module.eval())


def _replace(target, write):
    """Write to a temporary name first: no half-written file under the real name."""
    name = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        write(name)
        os.replace(name, target)
    except BaseException:
        name.unlink(missing_ok=True)
        raise


def _plain(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(
        f"Cannot save a parameter of type {type(value).__name__}: {value!r}."
    )


def _pack(value):
    """Write tuples and dicts so that they come back as what they were."""
    if isinstance(value, tuple):
        return {"tuple": [_pack(part) for part in value]}
    if isinstance(value, dict):
        return {"dict": [[_pack(key), _pack(part)] for key, part in value.items()]}
    return value


def _unpack(value):
    if not isinstance(value, dict):
        return value
    if "tuple" in value:
        return tuple(_unpack(part) for part in value["tuple"])
    return {_unpack(key): _unpack(part) for key, part in value["dict"]}
