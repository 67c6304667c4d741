"""The words that the code looks up by a key, where `pybabel extract` cannot see them. Nothing imports this file."""  # noqa: INP001

from inspect_cli.messages import _

STATES = (_("found"), _("fixed"), _("failed"), _("closed"), _("transferred"), _("voided"))
EVENTS = (_("inspected"), _("fixed"), _("verified"))
