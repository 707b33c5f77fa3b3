"""Results as data classes: what `dataclasses` and those who go by it, pandas among them, want to know of a class."""

from __future__ import annotations

from . import _annotations as t

_ATTRIBUTES = ("__dataclass_fields__", "__dataclass_params__", "__signature__")


def describe(result: type, required: t.Sequence[str], given: t.Sequence[str], derived: t.Sequence[str]) -> None:
    """Completes a class of results: its constructor takes the fields `given`, from which others are `derived`."""
    for attribute in _ATTRIBUTES:
        setattr(result, attribute, _Described(attribute, required, given, derived))
    # Classes of the native part compare in every way or in none. These are equal or not, and have no order.
    for name in ("__lt__", "__le__", "__gt__", "__ge__"):
        delattr(result, name)


class _Described:
    """An attribute that is made at the first look: to import `dataclasses` takes as long as a first answer."""

    def __init__(self, attribute: str, *names: t.Sequence[str]) -> None:
        self._attribute = attribute
        self._names = names

    def __get__(self, instance: object, result: type) -> object:
        from dataclasses import MISSING, field, make_dataclass
        from inspect import Parameter, signature

        required, given, derived = self._names
        fields = [(name, object, field(default=MISSING if name in required else None)) for name in given]
        fields += [(name, object, field(init=False)) for name in derived]
        described: t.Any = make_dataclass(result.__name__, fields, frozen=True, repr=False, eq=False, kw_only=True)
        made = signature(described)
        plain = [parameter.replace(annotation=Parameter.empty) for parameter in made.parameters.values()]
        described.__signature__ = made.replace(parameters=plain, return_annotation=made.empty)
        for attribute in _ATTRIBUTES:
            setattr(result, attribute, getattr(described, attribute))
        return getattr(result, self._attribute)


def plain(value: t.Any) -> object:
    """A value that JSON has no form of, as one that it has."""
    return value.to_dict() if hasattr(value, "to_dict") else list(value)


def made(result: t.Callable[..., object], fields: dict[str, object]) -> object:
    """A result from its fields: out of a pickle."""
    return result(**fields)
