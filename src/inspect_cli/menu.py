"""The only place for which commands there are: where each is, the panel it stands in, its help."""

from __future__ import annotations

from typing import NamedTuple

from inspect_cli.messages import _

Words = tuple[str, ...]
ALIASES: dict[Words, Words] = {("plan", "coverage"): ("coverage",)}  # `plan` takes numbers, and this is none


class Entry(NamedTuple):
    """A command: where its function is, the panel it stands in, its help."""

    module: str
    function: str
    panel: str
    help: str


def commands() -> dict[str, Entry]:
    """Every command by its name; a blank parts a group from its command."""
    return {**_recording(), **_seeing(), **_acting(), **_answering(), **_reporting(), **_keeping()}


def _recording() -> dict[str, Entry]:
    record = _("Record")
    return {
        "add": Entry("record", "add_visit", record, _("Record one visit and the hazards it found.")),
        "walk": Entry("walk", "walk_checklist", record, _("Go through a checklist at a place, one key an answer.")),
        "import": Entry("importing", "import_files", record, _("Import ledgers from CSV and Excel files, or folders.")),
        "mapping save": Entry("importing", "save_mapping", record, _("Keep how somebody's files are to be read.")),
        "mapping list": Entry("importing", "list_mappings", record, _("The mappings that were saved.")),
        "mapping show": Entry("importing", "show_mapping", record, _("What a mapping says.")),
        "case add": Entry(
            "case", "add_case", record, _("Record illegal activities as counts of cases and boxes, never who did it.")
        ),
        "case list": Entry("case", "list_cases", record, _("Illegal activities that were recorded, with the total.")),
    }


def _seeing() -> dict[str, Entry]:
    see = _("See")
    return {
        "open": Entry("see", "show_open", see, _("The home screen: what is open in each township, worst first.")),
        "today": Entry(
            "today", "show_today", see, _("What there is to do today, each with the command that shows it.")
        ),
        "list": Entry("see", "list_hazards", see, _("List hazards, the open ones unless --status says otherwise.")),
        "show": Entry("see", "show_hazards", see, _("Show the whole card of hazards with their history.")),
        "gaps": Entry("gaps", "find_gaps", see, _("What nobody answers for, visits or covers, and what mends it.")),
        "coverage": Entry("gaps", "show_coverage", see, _("Visits that sites ask for and got.")),
    }


def _acting() -> dict[str, Entry]:
    act = _("Act")
    return {
        "fix": Entry("act", "fix_hazards", act, _("Record that somebody says the hazards are fixed.")),
        "verify": Entry("act", "verify_hazards", act, _("Record that somebody else saw them fixed: they are closed.")),
        "extend": Entry("act", "extend_hazards", act, _("Give a later deadline; the first one stays and is counted.")),
        "assign": Entry("act", "assign_hazards", act, _("Name somebody else who must fix the hazards.")),
        "grade": Entry("act", "grade_hazards", act, _("Change the severity, with the reason.")),
        "plan": Entry("major", "plan_hazards", act, _("Write down the five-part plan of a major.")),
        "list-for-supervision": Entry("major", "list_hazards", act, _("Put hazards under listed supervision.")),
        "delist": Entry("major", "delist_hazards", act, _("Take hazards off the list of supervision.")),
        "suspend": Entry("major", "suspend_hazards", act, _("Record that work or use is stopped.")),
        "resume": Entry("major", "resume_hazards", act, _("Record that the stop is lifted.")),
        "transfer": Entry(
            "leave", "transfer_hazards", act, _("Hand hazards over to another body, or note its answer.")
        ),
        "notice": Entry("notice", "print_notice", act, _("Print what is handed to the place about its hazards.")),
        "void": Entry("leave", "void_hazards", act, _("Strike out wrong entries; they are kept and not counted.")),
        "link": Entry("leave", "link_hazards", act, _("Set right which closed hazard a rebound repeats.")),
        "note": Entry("act", "note_hazards", act, _("Add a remark or pictures.")),
        "recheck": Entry("recheck", "recheck_hazards", act, _("Go through what waits for a second look in a place.")),
        "sample": Entry("recheck", "draw_sample", act, _("Draw closed hazards for a second look.")),
        "undo": Entry("undo", "undo_last", act, _("Take back the last command; again, and it is back.")),
        "batch list": Entry("undo", "list_batches", act, _("What commands wrote, newest first.")),
        "batch undo": Entry("undo", "undo_batch", act, _("Take back what one command or import wrote.")),
    }


def _answering() -> dict[str, Entry]:
    answer = _("Answer for")
    return {
        **_answering_with_people(answer),
        **_answering_for_places(answer),
        **_answering_for_sites(answer),
        **_answering_on_duty(answer),
        **_answering_in_campaigns(answer),
    }


def _answering_on_duty(answer: str) -> dict[str, Entry]:
    return {
        "duty list": Entry("duty", "list_shifts", answer, _("The duty roster of the week from today on.")),
        "duty add": Entry("duty", "add_shift", answer, _("Write who is on duty for a unit on a day.")),
        "duty set": Entry("duty", "set_shifts", answer, _("Write the phone or post of somebody on duty.")),
        "duty cancel": Entry("duty", "cancel_shifts", answer, _("Take shifts off the roster.")),
        "duty import": Entry("duty", "import_shifts", answer, _("Take a roster in from a CSV file or a workbook.")),
        "duty gaps": Entry("watch", "find_gaps", answer, _("Hours and units without anybody on duty.")),
        "duty check": Entry("watch", "check_duty", answer, _("Record whether somebody was there when you looked.")),
        "duty checks": Entry("watch", "list_checks", answer, _("How often duty was kept when somebody looked.")),
    }


def _answering_in_campaigns(answer: str) -> dict[str, Entry]:
    return {
        "campaign list": Entry("campaign", "list_campaigns", answer, _("The register of campaigns, what runs first.")),
        "campaign start": Entry(
            "campaign", "start_campaign", answer, _("Enter a campaign with its first and last day.")
        ),
        "campaign set": Entry("campaign", "set_campaign", answer, _("Change what the register says of one.")),
        "campaign end": Entry("campaign", "end_campaign", answer, _("Write the last day of a campaign.")),
        "campaign import": Entry(
            "campaign", "import_campaigns", answer, _("Take them in from a CSV file or a workbook.")
        ),
        "campaign status": Entry(
            "campaign", "show_status", answer, _("How campaigns go, and what will miss the end, and why.")
        ),
    }


def _answering_with_people(answer: str) -> dict[str, Entry]:
    take_in = _("Take them in from a CSV file or a workbook.")
    return {
        "who": Entry("who", "show_who", answer, _("Who answers for a place, or what somebody answers for.")),
        "responsible list": Entry("responsible", "list_responsible", answer, _("Who answers for what.")),
        "responsible add": Entry("responsible", "add_responsible", answer, _("Write who answers for a place.")),
        "responsible set": Entry("responsible", "set_responsible", answer, _("Set right what is said of one.")),
        "responsible end": Entry("responsible", "end_responsible", answer, _("Write until when somebody answers.")),
        "responsible import": Entry("responsible", "import_responsible", answer, take_in),
        "handover": Entry(
            "handover", "hand_over", answer, _("Hand over what somebody answers for, with a sheet to be signed.")
        ),
    }


def _answering_for_places(answer: str) -> dict[str, Entry]:
    registers = {
        "department": ("departments", _("The register of departments."), _("Take a department into the register.")),
        "township": ("townships", _("The register of townships."), _("Take a township into the register.")),
        "village": ("villages", _("The register of villages."), _("Take a village into the register.")),
        "zone": ("zones", _("The register of hills, zones and grids."), _("Take a hill, a zone or a grid in.")),
    }
    entries: dict[str, Entry] = {}
    for one, (several, listed, added) in registers.items():
        entries |= {
            f"{one} list": Entry("place", f"list_{several}", answer, listed),
            f"{one} add": Entry("place", f"add_{one}", answer, added),
            f"{one} set": Entry("place", f"set_{one}", answer, _("Change what the register says of one.")),
            f"{one} end": Entry("place", f"end_{one}", answer, _("Write that one is no more.")),
            f"{one} import": Entry(
                "place", f"import_{several}", answer, _("Take them in from a CSV file or a workbook.")
            ),
        }
    return entries


def _answering_for_sites(answer: str) -> dict[str, Entry]:
    return {
        "site list": Entry("site", "list_sites", answer, _("The register of sites.")),
        "site show": Entry("site", "show_site", answer, _("Show the card of a site.")),
        "site add": Entry("site", "add_site", answer, _("Take a site into the register.")),
        "site set": Entry("site", "set_site", answer, _("Change what the register says of a site.")),
        "site end": Entry("site", "end_site", answer, _("Write that a site is no more.")),
        "site import": Entry("site", "import_sites", answer, _("Take in sites from a CSV file or a workbook.")),
    }


def _reporting() -> dict[str, Entry]:
    report = _("Report")
    return {
        "summary": Entry(
            "report", "show_summary", report, _("Counts and rates by township, category, month and more.")
        ),
        "export": Entry("report", "export_ledger", report, _("Write the ledger so that it can be imported again.")),
        **_reporting_again(report),
        "report page": Entry("page", "print_page", report, _("Make the page for the meeting, with its charts.")),
        "profile list": Entry("profile", "list_profiles", report, _("The forms of superiors that there are.")),
        "profile show": Entry("profile", "show_profile", report, _("What the columns of a form are taken from.")),
        "profile check": Entry(
            "profile", "check_profile", report, _("Which required cells of a form are empty, and what fills each.")
        ),
    }


def _reporting_again(report: str) -> dict[str, Entry]:
    return {
        "report daily": Entry("brief", "report_daily", report, _("The brief of a day, due at 18:00.")),
        "report weekly": Entry("brief", "report_weekly", report, _("A week, and so far this year.")),
        "report monthly": Entry("brief", "report_monthly", report, _("A month, by industry and by township.")),
        "report campaign": Entry("brief", "report_campaign", report, _("A campaign, its last days and so far.")),
        "report sent": Entry("outbox", "mark_sent", report, _("Write down that a report was sent.")),
        "report log": Entry("outbox", "show_log", report, _("What was made and sent, how late, and what is missing.")),
        "report lag": Entry("outbox", "show_lag", report, _("How long it takes until visits are written down.")),
    }


def _keeping() -> dict[str, Entry]:
    keep = _("Keep")
    return {
        "init": Entry("keep", "init_ledger", keep, _("Make the ledger, name this device, fill the registers.")),
        "check": Entry("keep", "check_ledger", keep, _("Look for damage and broken rules, and say what mends each.")),
        "demo": Entry("keep", "show_demo", keep, _("Build a fictional city in a ledger of its own and show it.")),
        **_keeping_lists(keep),
    }


def _keeping_lists(keep: str) -> dict[str, Entry]:
    return {
        "category list": Entry("category", "list_categories", keep, _("The categories and their checklists.")),
        "category show": Entry("category", "show_category", keep, _("What a checklist asks, and by which rule.")),
        "category kinds": Entry("category", "list_kinds", keep, _("The kinds of places, and which lists ask there.")),
        "category template": Entry("category", "write_template", keep, _("Write a list of your own to begin with.")),
        "category check": Entry("category", "check_categories", keep, _("Name all that is wrong in checklists.")),
        "category enable": Entry("category", "enable_categories", keep, _("Use further categories from now on.")),
        "category disable": Entry("category", "disable_categories", keep, _("Offer categories no longer.")),
    }


def groups() -> dict[str, str]:
    """What each group of commands is about."""
    return {
        "mapping": _("How somebody's files are to be read."),
        "case": _("Illegal activities, as counts."),
        "batch": _("What commands wrote."),
        "responsible": _("Who answers for what."),
        "department": _("Departments."),
        "township": _("Townships."),
        "village": _("Villages and communities."),
        "zone": _("Hills, forest zones and grids."),
        "site": _("Sites."),
        "duty": _("The duty roster."),
        "campaign": _("Campaigns and special periods."),
        "report": _("Reports for superiors and meetings."),
        "profile": _("The forms of superiors."),
        "category": _("Checklists."),
    }
