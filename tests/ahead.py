"""The program on a clock that a test moves: `python -m tests.ahead FILE serve`.

FILE says by how many seconds that clock is ahead of the machine's; it is read at every look at the clock.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path

from gesso.base import clock

_machine = clock.system_clock
_file = Path(sys.argv.pop(1))


def _ahead() -> datetime:
    return _machine() + timedelta(seconds=float(_file.read_text()))


clock.system_clock = _ahead  # before the modules that take it by name

if __name__ == "__main__":
    from gesso.cli import main

    raise SystemExit(main())
