"""The only place where SQL that looks up the journal, the registers, batches and pictures is written."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)

from inspect_cli.store.entry import CITY
from inspect_cli.store.expressions import (
    STATEMENTS,
    Query,
    among,
    answer,
    batch,
    campaign,
    category,
    chain,
    counter,
    department,
    duty,
    former_name,
    has,
    hazard,
    head,
    illegal_case,
    inspection,
    journal,
    photo,
    report,
    responsibility,
    series,
    site,
    site_state,
    spot_check,
    statement,
    store,
    township,
    village,
    zone,
)


@statement
def townships() -> Query:
    """The register of townships."""
    filters = {"code": township.c.township == bindparam("code")}
    return Query(select(township), filters=filters, orders={"code": (township.c.township,)})


@statement
def sites() -> Query:
    """The register of sites with the names of their townships."""
    source = site.outerjoin(township, township.c.township == site.c.township)
    return Query(
        select(*site.c, township.c.name.label("township_name")).select_from(source),
        filters={"township": site.c.township == bindparam("township"), "name": site.c.name == bindparam("name")},
        orders={"code": (site.c.township, site.c.code)},
    )


@statement
def site_states() -> Query:
    """Since when sites have been producing or stopped."""
    of_site = and_(site_state.c.township == bindparam("township"), site_state.c.code == bindparam("code"))
    newest = (site_state.c.township, site_state.c.code, site_state.c.since.desc())
    in_township = site_state.c.township == bindparam("township")
    return Query(select(site_state), filters={"site": of_site, "township": in_township}, orders={"newest": newest})


@statement
def former_names() -> Query:
    """Names that sites had, what those are called now, and when they ended; not where a site is called so now."""
    own, other = former_name.c, site.alias("other").c
    source = former_name.join(site, and_(site.c.township == own.township, site.c.code == own.code))
    called = (other.township == own.township, other.name == own.name)
    taken = select(literal_column("1")).where(*called).correlate(former_name).exists()
    return Query(
        select(*own, site.c.name.label("now"), site.c.ended_on).select_from(source).where(~taken),
        filters={"township": own.township == bindparam("township")},
        orders={"name": (own.township, own.name, own.code)},
    )


@statement
def former_townships() -> Query:
    """Names that townships had, by the code of the township."""
    own = former_name.c
    of_city = own.township == literal_column(f"'{CITY}'")
    return Query(select(own.code, own.name).where(of_city), orders={"code": (own.code, own.name)})


@statement
def site_names() -> Query:
    """What a site is called, by its code, and the sites of that name."""
    key = site.c.township == bindparam("township")
    filters = {
        "code": and_(key, site.c.code == bindparam("code")),
        "name": and_(key, site.c.name == bindparam("name")),
    }
    return Query(select(site.c.code, site.c.name), filters=filters)


@statement
def visits_at() -> Query:
    """Visits to sites, by the names of these."""
    own = inspection.c
    there = (own.township == bindparam("township"), among(own.site, "sites"))
    return Query(select(own.id, own.site, own.site_then).where(*there))


@statement
def hazards_at() -> Query:
    """Hazards at sites, by the names of these."""
    own = hazard.c
    there = (own.township == bindparam("township"), among(own.site, "sites"))
    return Query(select(own.id, own.site, own.site_then).where(*there))


@statement
def posts_at() -> Query:
    """Who answers for sites that were renamed, and for sites of these names."""
    own = responsibility.c
    there = (own.township == bindparam("township"), own.layer == literal_column("'site'"))
    named = or_(own.place_then.is_not(None), among(own.place, "sites"))
    return Query(select(own.id, own.place, own.place_then).where(*there, named))


@statement
def site_visits() -> Query:
    """Visits by the sites they went to and their categories: the last, how many, how many found any, how much."""
    key = (inspection.c.site, inspection.c.category)
    found = inspection.c.found
    counts = (
        func.max(inspection.c.inspected_on).label("last"),
        func.count().label("visits"),
        func.count().filter(found > literal_column("0")).label("wanting"),
        cast(func.sum(found), BigInteger).label("found"),
    )
    return Query(
        select(*key, *counts).where(inspection.c.site.is_not(None)).group_by(*key),
        filters={"township": inspection.c.township == bindparam("township")},
        orders={"category": (inspection.c.category, inspection.c.site)},
    )


@statement
def categories() -> Query:
    """Which categories somebody began or ceased to use here."""
    return Query(select(category), orders={"key": (category.c.key,)})


@statement
def entries() -> Query:
    """Rows of the journal."""
    return Query(
        select(journal),
        filters={
            "township": journal.c.township == bindparam("township"),
            "ids": among(journal.c.id, "ids"),
            "subjects": among(journal.c.subject, "subjects"),
            "kinds": among(journal.c.kind, "kinds"),
            "between": journal.c.seq.between(bindparam("first"), bindparam("last")),
            "batch": journal.c.batch == bindparam("batch"),
            "after": journal.c.at > bindparam("after"),
        },
        orders={"arrival": (journal.c.township, journal.c.seq)},
    )


@statement
def entries_naming() -> Query:
    """Entries in which the parameter `text`, a pattern, stands somewhere, or whose author has it in the name."""
    own = journal.c
    return Query(select(own.kind, own.by, own.body).where(or_(has(own.body, "text"), has(own.by, "text"))))


@statement
def last_entries() -> Query:
    """The day of the last entry about each of these hazards; undone: how many of its entries take something back."""
    latest = func.max(journal.c.at).label("at")
    undone = func.count().filter(journal.c.kind == literal_column("'undone'")).label("undone")
    return Query(
        select(journal.c.subject, latest, undone).group_by(journal.c.subject),
        filters={
            "township": journal.c.township == bindparam("township"),
            "subjects": among(journal.c.subject, "subjects"),
        },
    )


@statement
def raw_entries() -> Query:
    """The journal as it lies there: a day and an instant as the very text that a file holds."""
    raw = (type_coerce(c, String).label(c.name) if c.name in ("at", "recorded_at") else c for c in journal.c)
    return Query(select(*raw), orders={"arrival": (journal.c.township, journal.c.seq)})


@statement
def township_heads() -> Query:
    """The heads; one of them when a township is named."""
    return Query(
        select(head),
        filters={"township": head.c.township == bindparam("township")},
        orders={"township": (head.c.township,)},
    )


@statement
def chains() -> Query:
    """What a device's next entry in a township is chained to."""
    mine = and_(chain.c.township == bindparam("township"), chain.c.device == bindparam("device"))
    return Query(select(chain), {"mine": mine}, orders={"key": (chain.c.township, chain.c.device)})


@statement
def numbers_used() -> Query:
    """The highest number behind each device code."""
    return Query(
        select(series), filters={"code": series.c.code == bindparam("code")}, orders={"code": (series.c.code,)}
    )


_no_start_last = case((campaign.c.start.is_(None), literal_column("1")), else_=literal_column("0"))


@statement
def campaigns() -> Query:
    """The register of campaigns."""
    return Query(
        select(campaign),
        filters={"name": campaign.c.name == bindparam("name")},
        orders={"name": (_no_start_last, campaign.c.start, campaign.c.name)},
    )


@statement
def batches() -> Query:
    """What commands wrote, a row for each township they wrote in."""
    return Query(
        select(batch),
        filters={
            "ids": among(batch.c.batch, "ids"),
            "undoes": among(batch.c.undoes, "undone"),
            "own": and_(batch.c.township == bindparam("township"), batch.c.batch == bindparam("batch")),
        },
        orders={"newest": (batch.c.batch.desc(), batch.c.township)},
    )


@statement
def batch_ids() -> Query:
    """The ids of batches, each once."""
    return Query(
        select(batch.c.batch).distinct(),
        filters={
            "device": batch.c.device == bindparam("device"),
            "ending": batch.c.batch.like(bindparam("ending")),
        },
        orders={"newest": (batch.c.batch.desc(),)},
    )


@statement
def photos() -> Query:
    """Pictures of hazards, with the numbers of the hazards."""
    source = photo.join(hazard, and_(hazard.c.township == photo.c.township, hazard.c.id == photo.c.hazard))
    return Query(
        select(*photo.c, hazard.c.series, hazard.c.serial, hazard.c.inspection).select_from(source),
        filters={
            "sha256s": among(photo.c.sha256, "sha256s"),
            "hazards": and_(photo.c.township == bindparam("township"), among(photo.c.hazard, "hazards")),
        },
        orders={"hazard": (hazard.c.series, hazard.c.serial, photo.c.entry, photo.c.sha256)},
    )


@statement
def store_facts() -> Query:
    """What this store is."""
    return Query(select(store), orders={"key": (store.c.key,)})


def _lists(table: Table) -> None:
    """`all_TABLE` is the whole table in the order of its key, to compare it with another copy."""
    STATEMENTS[f"all_{table.name}"] = lambda: Query(select(table), orders={"key": tuple(table.primary_key.columns)})


_visits = (photo, answer, counter, hazard, inspection)
_sites = (former_name, site_state, site, illegal_case)
_registers = (*_sites, village, zone, department, responsibility, duty, spot_check, report)


def _counts(table: Table) -> None:
    """`count_TABLE` is how many rows the table has."""
    STATEMENTS[f"count_{table.name}"] = lambda: Query(select(func.count().label("total")).select_from(table))


for _table in (answer, counter, illegal_case, photo):
    _counts(_table)
for _table in (*_visits, *_registers, category, township, campaign, series, batch):
    _lists(_table)
