"""`python -m gesso` is the `gesso` command."""

from gesso.cli import main

raise SystemExit(main())
