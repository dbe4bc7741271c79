"""One docstring for each public estimator, put together from where things are defined.

A parameter is described once: in the record of its net, or in the base class that
uses it. :func:`documented` joins those numpydoc sections into the class's own text.
"""

import inspect

_JOINED = ("Parameters", "Attributes")
_ORDER = ("Parameters", "Attributes", "See Also", "References", "Examples")


def documented(cls):
    """Class decorator: complete the docstring with the sections of the bases."""
    ancestors = [
        base for base in cls.__mro__[1:] if base.__module__.startswith("skgenarch.")
    ]
    # What distinguishes the net comes first, what all estimators share last.
    ancestors.sort(key=lambda base: not base.__module__.startswith("skgenarch.modules"))
    own = _sections(cls)
    sections = {name: own.get(name, "") for name in ("", *_ORDER)}
    for base in ancestors:
        for name, text in _sections(base).items():
            if name in _JOINED:
                sections[name] = f"{sections[name]}\n{text}".strip()
            elif name == "References":
                sections[name] = sections[name] or text
            elif name == "" and base.__module__.startswith("skgenarch.modules"):
                _, _, details = text.partition("\n\n")
                sections[""] = f"{sections['']}\n\n{details}".strip()
    parts = [sections.pop("")]
    parts += [
        f"{name}\n{'-' * len(name)}\n{text}" for name, text in sections.items() if text
    ]
    cls.__doc__ = "\n\n".join(parts) + "\n"
    return cls


def _sections(cls):
    """Split a numpydoc docstring into its sections; "" is the text before them."""
    sections, title = {}, ""
    lines = inspect.cleandoc(cls.__dict__.get("__doc__") or "").splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line and following == "-" * len(line):
            title = line
        elif line != "-" * len(title) or not title:
            sections.setdefault(title, []).append(line)
    return {name: "\n".join(body).strip() for name, body in sections.items()}
