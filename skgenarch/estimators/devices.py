"""Where nets compute."""

import torch


def choose_device(name, owner):
    """Return the device of a name; "auto" is an accelerator, where there is one.

    Raises
    ------
    ValueError
        If torch cannot use the device; names `owner`, whose parameter it is.
    """
    if str(name) != "auto":
        try:
            device = torch.device(name)
            torch.empty(0, device=device)
        except (AssertionError, RuntimeError) as error:
            raise ValueError(
                f"The 'device' parameter of {owner} must be 'auto' or what torch can "
                f"use here. Got {name!r} instead: {str(error).splitlines()[0]}"
            ) from error
        return device
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")
