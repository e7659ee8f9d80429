"""Regular expressions that are compiled when they are first used.

Compiling costs a fraction of a millisecond each; a server that starts would pay for hundreds that its first hour needs
not at all. Used by modules that hold many.
"""

import re
from typing import Any, cast


class _Late:
    """Stands for a compiled pattern; asked for anything but its source it compiles, and from then on is as quick."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        vars(self).update((method, getattr(compiled, method)) for method in _METHODS)
        return getattr(compiled, name)


_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, made at its first use; a wrong pattern raises re.error then.

    Asked itself, not handed to functions of `re`, and never compared: the `re` of a match is the compiled one.
    """
    return cast("re.Pattern[str]", _Late(pattern, flags))
