"""`python -m inspect_cli` is the same as `inspect-cli`."""

import sys

from inspect_cli.app import main

sys.exit(main())
