"""What can go wrong in the lab, told so that the person at the terminal can mend it."""

from gesso.base.errors import GessoError


class LabError(GessoError):
    """Something given to the lab is not usable: a row, a behaviour, a file, a name. The message says what to do."""

    status, code = 422, "lab"
