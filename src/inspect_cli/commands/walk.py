"""The command that goes through a checklist: walk."""
