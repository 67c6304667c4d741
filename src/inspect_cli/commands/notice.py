"""The command that prints what is handed to a place: notice."""
