"""The commands for the register of sites."""
