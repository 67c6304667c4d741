"""The commands for illegal activities, kept as counts."""
