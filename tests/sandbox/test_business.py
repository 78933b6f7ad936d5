"""The made-up business holds together, and the same seed tells the same story."""

# ruff: noqa: S608 - names in SQL come from the sandbox's own schema

import csv
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox import ids
from sandbox.__main__ import main
from sandbox.business.generate import Size, ensure_business
from sandbox.schema import OBJECTS

UNTIL = datetime(2026, 11, 20, 15, tzinfo=UTC)
LEADS = 6000


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("business")
    found = sqlite3.connect(ensure_business(folder, Size(3, LEADS, None, UNTIL)))
    yield found
    found.close()


def _one(db: sqlite3.Connection, sql: str) -> float:
    return float(db.execute(sql).fetchone()[0] or 0)


def test_there_are_as_many_leads_as_asked(db: sqlite3.Connection) -> None:
    assert _one(db, 'SELECT count(*) FROM "Lead"') == LEADS


@pytest.mark.parametrize("name", list(OBJECTS))
def test_ids_and_references_hold(db: sqlite3.Connection, name: str) -> None:
    sobject = OBJECTS[name]
    for (record_id,) in db.execute(f'SELECT "Id" FROM "{name}"'):
        assert record_id.startswith(sobject.prefix)
        assert ids.long_id(record_id[:15]) == record_id
    for field in sobject.stored:
        known = [target for target in field.targets if target in OBJECTS]
        if not known:
            continue
        parents = " UNION ".join(f'SELECT "Id" FROM "{target}"' for target in known)
        lost = _one(
            db,
            f'SELECT count(*) FROM "{name}" WHERE "{field.name}" IS NOT NULL'
            f' AND "{field.name}" NOT IN ({parents})',
        )
        assert lost == 0, field.name


def test_required_fields_are_filled(db: sqlite3.Connection) -> None:
    for sobject in OBJECTS.values():
        for field in sobject.stored:
            if field.is_required:
                sql = f'SELECT count(*) FROM "{sobject.name}" WHERE "{field.name}" IS NULL'
                assert _one(db, sql) == 0, (sobject.name, field.name)


def test_nothing_happens_after_the_end_or_before_the_beginning(db: sqlite3.Connection) -> None:
    for sobject in OBJECTS.values():
        for name in ("CreatedDate", "SystemModstamp"):
            if sobject.has(name):
                first, last = db.execute(
                    f'SELECT min("{name}"), max("{name}") FROM "{sobject.name}"'
                ).fetchone()
                assert last <= "2026-11-20T15:00:00.000Z", (sobject.name, name)
                assert first >= "2023-11-20", (sobject.name, name)


def test_history_leads_to_the_status_of_each_lead(db: sqlite3.Connection) -> None:
    now: dict[str, str] = {}
    sql = 'SELECT "LeadId", "OldValue", "NewValue" FROM "LeadHistory" WHERE "Field" = \'Status\''
    for lead, old, new in db.execute(sql + ' ORDER BY "CreatedDate"'):
        assert now.get(lead, "Open - Not Contacted") == old
        now[lead] = new
    for lead, status in db.execute('SELECT "Id", "Status" FROM "Lead"'):
        assert now.get(lead, "Open - Not Contacted") == status


def test_conversions_are_whole(db: sqlite3.Connection) -> None:
    broken = _one(
        db,
        'SELECT count(*) FROM "Lead" WHERE "IsConverted" <> ("ConvertedContactId" IS NOT NULL)'
        ' OR "IsConverted" <> ("Status" = \'Closed - Converted\')',
    )
    assert broken == 0
    moved = _one(
        db,
        'SELECT count(*) FROM "CampaignMember" m JOIN "Lead" l ON l."Id" = m."LeadId"'
        ' WHERE l."ConvertedContactId" IS NOT m."ContactId"',
    )
    assert moved == 0


def test_the_last_line_of_history_is_the_opportunity(db: sqlite3.Connection) -> None:
    last: dict[str, tuple[str, float | None]] = {}
    sql = 'SELECT "OpportunityId", "StageName", "Amount" FROM "OpportunityHistory"'
    for deal, stage, amount in db.execute(sql + ' ORDER BY "CreatedDate", rowid'):
        last[deal] = (stage, amount)
    differing = 0
    for deal, stage, amount in db.execute('SELECT "Id", "StageName", "Amount" FROM "Opportunity"'):
        assert last[deal][0] == stage
        differing += last[deal][1] != amount
    assert differing <= 8  # the odd amounts that were put in on purpose


def test_rates_are_believable(db: sqlite3.Connection) -> None:
    won = _one(db, 'SELECT count(*) FROM "Opportunity" WHERE "IsWon" = 1')
    lost = _one(db, 'SELECT count(*) FROM "Opportunity" WHERE "IsClosed" = 1 AND "IsWon" = 0')
    converted = _one(db, 'SELECT count(*) FROM "Lead" WHERE "IsConverted" = 1')
    assert 0.2 < won / (won + lost) < 0.5
    assert 0.08 < converted / LEADS < 0.25
    empty = _one(db, 'SELECT count(*) FROM "Opportunity" WHERE "Amount" IS NULL')
    assert 0 < empty / (won + lost) < 0.2
    cycle = _one(
        db,
        'SELECT avg(julianday("CloseDate") - julianday(substr("CreatedDate", 1, 10)))'
        ' FROM "Opportunity" WHERE "IsWon" = 1',
    )
    assert 30 < cycle < 100


def test_weekends_are_quiet_and_campaigns_differ(db: sqlite3.Connection) -> None:
    sql = 'SELECT strftime(\'%w\', substr("CreatedDate", 1, 10)), count(*) FROM "Lead" GROUP BY 1'
    by_day = dict(db.execute(sql).fetchall())
    assert by_day["0"] + by_day["6"] < 0.5 * (by_day["2"] + by_day["3"])
    rates = {
        name: won / leads
        for name, won, leads in db.execute(
            'SELECT "Name", "NumberOfWonOpportunities", "NumberOfLeads" + "NumberOfContacts"'
            ' FROM "Campaign" WHERE "NumberOfLeads" > 60'
        )
    }
    assert rates["Google | Brand | US"] > 2 * rates["Meta | Lookalike | US"]


def test_spend_names_campaigns_as_salesforce_does(db: sqlite3.Connection) -> None:
    lost = _one(
        db,
        'SELECT count(*) FROM _spend s LEFT JOIN "Campaign" c ON c."Name" = s.campaign'
        ' AND c."CurrencyIsoCode" = s.currency AND c."Ad_Platform__c" = s.platform'
        ' WHERE c."Id" IS NULL',
    )
    assert lost == 0
    assert _one(db, "SELECT count(*) FROM _spend WHERE impressions < clicks") == 0
    assert _one(db, "SELECT count(DISTINCT platform) FROM _spend") == 3


def test_incidents_are_in_the_data(db: sqlite3.Connection) -> None:
    price = (
        "SELECT sum(spend) / sum(clicks) FROM _spend WHERE campaign = 'Google | Competitor | US'"
    )
    before = _one(db, f"{price} AND day < '2026-06-01'")
    after = _one(db, f"{price} AND day > '2026-07-01'")
    assert after > 1.8 * before
    outage = "'2026-03-14' AND '2026-03-21'"
    none = _one(
        db,
        'SELECT count(*) FROM "Lead" WHERE "LeadSource" IS NULL'
        f' AND substr("CreatedDate", 1, 10) BETWEEN {outage}',
    )
    assert none > 5


def test_ties_and_odd_values_are_there(db: sqlite3.Connection) -> None:
    stamps = Counter(row[0] for row in db.execute('SELECT "SystemModstamp" FROM "Lead"'))
    assert max(stamps.values()) > 20
    for where in ("\"LastName\" = 'None'", "\"Email\" LIKE '%o''brien@%'", "\"Company\" = '007'"):
        assert _one(db, f'SELECT count(*) FROM "Lead" WHERE {where}') > 0
    assert _one(db, 'SELECT count(*) FROM "Lead" WHERE instr("Description", char(0))') > 0
    outside = _one(db, 'SELECT count(*) FROM "Lead" WHERE lower("Email") NOT LIKE \'%.example\'')
    assert outside == 0


def test_the_same_seed_tells_the_same_story(tmp_path: Path) -> None:
    dumps = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        found = sqlite3.connect(ensure_business(folder, Size(5, 400, None, UNTIL)))
        dumps.append(list(found.iterdump()))
        found.close()
    assert dumps[0] == dumps[1]


def test_the_spend_file_is_written_by_a_command(tmp_path: Path) -> None:
    out = tmp_path / "spend.csv"
    words = ["spend", "--dir", str(tmp_path), "--leads", "500", "--until", UNTIL.isoformat()]
    assert main([*words, "--out", str(out)]) == 0
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "date", "platform", "campaign", "impressions", "clicks", "spend", "currency",
    ]  # fmt: skip
    assert rows[-1]["date"] == "2026-11-20"
    assert {row["currency"] for row in rows} == {"USD", "EUR"}
