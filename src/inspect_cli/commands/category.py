"""The commands for checklists: category list, show, check, enable, disable."""
