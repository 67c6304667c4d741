"""The only place for the site and the campaign that were typed, and the files of sites, as commands settle them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from inspect_cli import messages, prompts, render, settings
from inspect_cli.commands import options
from inspect_cli.messages import _, listing, plural, spell
from inspect_cli.rules import catalog, names, words
from inspect_cli.store import campaigns, places, queries, territory
from inspect_cli.store.database import Database, Row

if TYPE_CHECKING:
    from inspect_cli.store.registering import Known, Noted
    from inspect_cli.transfer.site_files import SiteRows

_TOLD = 5  # of a kind that are named
_PAIRS = 20  # kinds of places that are named


def settle_place(ledger: Database, township: str, site: str | None, village: str | None) -> dict[str, str | None]:
    """Site and village of a visit as the register spells them, or as typed where it has no site of that name.

    township: a code. On a terminal a part of one name asks whether that is meant. Of a site of the register its
    village holds where none was typed; another one that was typed stays, and is told.
    """
    row = _find_site(ledger, township, site)
    tell_village(row, village)
    return {"site": row["name"], "village": village or row["village"]} if row else {"site": site, "village": village}


def tell_village(row: Row | None, typed: str | None) -> None:
    """Say that the register has a site, a row of it, in another village than the one that was typed."""
    if row and row["village"] and typed and names.plain(typed) != names.plain(row["village"]):
        sentence = _("By the register {site} is in {village}; {typed} was taken, as typed.")
        render.put(sentence.format(site=row["name"], village=row["village"], typed=names.shorten(typed)))


def _find_site(ledger: Database, township: str, typed: str | None) -> Row | None:
    if typed is None or not names.plain(typed):
        return None
    register = places.read_names(ledger, township)
    row = places.pick_site(register, typed) or places.pick_renamed(ledger, register, typed)
    if row and places.is_former(row, typed):
        options.tell_renamed(typed, row["name"])
    return row or ask_part(register, typed)


def tell_site(ledger: Database, township: str, site: str | None, day: date) -> None:
    """Of the site of a visit that was written: that a register with sites has none such, or that it was no more.

    site: as `settle_place` gave it.
    """
    if site is None or not names.plain(site):
        return
    register = places.read_names(ledger, township)
    row = places.pick_site(register, site)
    if register and row is None:
        tell_unknown(register, queries.township_names(ledger).get(township, township), site)
    if row and queries.is_ended(row, day):
        render.tell(_("{site} is no more since {day}, by the register.").format(site=row["name"], day=row["ended_on"]))


def settle_campaign(ledger: Database, typed: str | None) -> str | None:
    """The campaign of a visit as the register spells it, told when that is more than was typed; else as typed."""
    meant = campaigns.find_meant(ledger, typed)
    if typed is not None and meant is not None:
        options.tell_meant(typed, meant)
    return meant


def tell_ended_owner(ledger: Database, day: date, owner: str | None) -> None:
    """Say that who is to mend the hazards is a department that was no more on that day, and what took over."""
    row = territory.find_ended(ledger, "department", owner, day) if owner is not None else None
    if row is None:
        return
    render.tell(_("{name} is no more since {day}.").format(name=row["name"], day=row["ended_on"]))
    if row["successor"]:
        render.tell(
            _("{name} took over; see: {command}").format(
                name=row["successor"],
                command=spell(("handover", row["name"], row["successor"], "--from", str(day))),
            )
        )


def ask_part(register: list[Row], typed: str) -> Row | None:
    """The one site whose name has this in it, if somebody is there and says that it is meant."""
    known = {row["code"]: row for row in register}
    found = names.find(typed, {code: (row["name"],) for code, row in known.items()})
    if len(found) != 1 or not prompts.is_terminal():
        return None
    return known[found[0]] if prompts.confirm_site(known[found[0]]["name"]) else None


def tell_unknown(register: list[Row], township: str, typed: str, kinds: Sequence[str] = ()) -> None:
    """Say that the register has no such site: what is nearest, and how it is taken in.

    township: its name; kinds: keys of the kinds of place that somebody typed.
    """
    near = listing(places.nearest_sites(register, typed))
    render.tell(_("The register has no site {site}; nearest: {near}").format(site=names.shorten(typed), near=near))
    said = [part for kind in kinds for part in ("--kind", words.word("place_kind", kind, messages.language))]
    command = spell(("site", "add", township, typed, *said))
    render.tell(_("To take it in: {command}").format(command=command))


def tell_taken(taken: Mapping[str, str]) -> None:
    """Which names a file has only in part, and what each was taken for."""
    for written, name in list(taken.items())[:_TOLD]:
        render.tell(_("“{written}” is taken as {name}.").format(written=written, name=name))
    if len(taken) > _TOLD:
        render.tell(plural("{count} more like this.", "{count} more like this.", len(taken) - _TOLD))


def tell_noted(noted: Noted, townships: Mapping[str, str]) -> None:
    """What of the sites of a file was guessed, was written for nothing, or may be meant otherwise.

    townships: the names of the register by their codes.
    """
    if noted.undated:
        told = plural(
            "{count} state has no day in the file: it holds since today, {day}.",
            "{count} states have no day in the file: they hold since today, {day}.",
            noted.undated,
            day=settings.today(),
        )
        render.tell(told)
    for known in noted.known[:_TOLD]:
        tell_known_state(known)
    if (more := len(noted.known) - _TOLD) > 0:
        render.tell(plural("{count} more like this.", "{count} more like this.", more))
    if noted.moved:
        first, of = noted.moved[0], townships.get(noted.moved[0].of, noted.moved[0].of)
        shown = [f"{each.code} {each.called} ({townships.get(each.of, each.of)})" for each in noted.moved[:_TOLD]]
        told = plural(
            "{count} new site has the code of one in another township: {sites}.",
            "{count} new sites have the codes of some in another township: {sites}.",
            len(noted.moved),
            sites=listing([*shown, *(["…"] if len(noted.moved) > _TOLD else [])]),
        )
        render.tell(told)
        command = spell(("site", "end", of, first.code))
        render.tell(_("If it moved, it stands in both now; to end it there: {command}").format(command=command))


def tell_known_state(known: Known) -> None:
    """Say that a state was not written, since the site is in it already on that day."""
    state = words.word("site_state", known.state, messages.language)
    sentence = _("{name} is {state} since {since} already; nothing was written of {day}.")
    render.tell(sentence.format(name=known.name, state=state, since=known.since, day=known.told))


def tell_regulator(ledger: Database, typed: str | None, day: date) -> None:
    """Say that a site's regulator is none of the departments that stand, where there are any, and which are nearest."""
    standing = territory.standing(territory.read_register(ledger, "department"), day) if typed else []
    labels = {row["name"]: (row["name"],) for row in standing}
    if typed and labels and names.plain(typed) not in map(names.plain, labels):
        near = listing(names.nearest(typed, labels))
        render.tell(_("The register has no department {name}; nearest: {near}").format(name=typed, near=near))


def tell_left_out(read: SiteRows) -> None:
    """How a file of sites was read: rows that are none, columns that have no place, kinds that no list knows."""
    for sentence in read.news:
        render.tell(sentence)
    tell_taken(read.taken)
    if read.kinds:
        pairs = [_("{old} → {new}").format(old=text, new=name) for text, name in list(read.kinds.items())[:_PAIRS]]
        told = _("Kinds of places by other names: {pairs}")
        render.tell(told.format(pairs=listing([*pairs, *(["…"] if len(read.kinds) > _PAIRS else [])])))
    if read.left_out:
        render.tell(_("The register has no place for these columns: {columns}").format(columns=listing(read.left_out)))
    for kind, count in read.unknown.items():
        near = listing(f"{key} {catalog.kinds()[key].zh}" for key in catalog.nearest_kinds(kind))
        told = plural(
            "No list knows the kind of place {kind} ({count} site); it is taken as it is. Nearest: {near}",
            "No list knows the kind of place {kind} ({count} sites); it is taken as it is. Nearest: {near}",
            count,
            kind=kind,
            near=near,
        )
        render.tell(told)
