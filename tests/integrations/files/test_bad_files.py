"""Files that are wrong: a clear message, and nothing of them is half-imported."""

import gzip
import io
import zipfile

import pytest

from accounts.errors import Refused
from accounts.tenancy import inside
from integrations.files import reading, store
from integrations.files.fields import Kind
from integrations.files.problems import REASONS, FileProblem, reason_of_many
from integrations.files.rejects import as_csv, read_rejects
from integrations.models import Campaign, CampaignDay, Opportunity, SyncRun
from integrations.services import files
from tests.budget import at_length
from tests.integrations.files.conftest import Importer

pytestmark = pytest.mark.django_db
HEAD = "date,campaign,clicks,spend\n"


def nothing_imported(importer: Importer) -> bool:
    with inside(importer.cast.acme):
        return not (
            Campaign.objects.exists()
            or CampaignDay.objects.exists()
            or Opportunity.objects.exists()
        )


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", HEAD)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"  \n\n ", "empty", id="blanks"),
        pytest.param(HEAD.encode(), "header_only", id="header"),
        # Named: an archive carries the moment of its making, and every worker must collect alike.
        pytest.param(zipped(), "not_csv", id="zip"),
        pytest.param(gzip.compress(HEAD.encode()), "not_csv", id="gzip"),
        pytest.param(b"%PDF-1.7 ...", "not_csv", id="pdf"),
        pytest.param(
            ",".join(f"c{n}" for n in range(501)).encode() + b"\n1\n", "too_many_columns", id="501"
        ),
        pytest.param(b"a," * 1_000_000 + b"\n1,2\n", "too_many_columns", id="million"),
        pytest.param(b'date,"campaign\n' + b"x" * 200_000, "field_too_long", id="long"),
        pytest.param(HEAD.encode() + b"2026-01-01,a\0b,1,2\n", "nul", id="nul"),
        pytest.param(HEAD.encode() + b'2026-01-01,"never closed,1,2\n', "cut_off", id="open"),
    ],
)
def test_a_file_that_is_none_is_refused_at_the_door(
    importer: Importer, content: bytes, code: str
) -> None:
    with pytest.raises(FileProblem) as caught:
        importer.upload(content)
    assert caught.value.code == code
    assert caught.value.message
    assert store.pending(importer.cast.acme.pk) == []
    assert list(store.folder(importer.cast.acme.pk).iterdir()) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("day,name\n2026-01-01,x\n", "missing_columns"),
        (HEAD + "2026-01-01,a,1,2\n" + "x," * 3_000_000, "line_too_long"),
        (HEAD + "2026-01-01,a,1,999999999999\n" * 10, "too_large"),
        *at_length(
            ("date,clicks\n2026-01-01,5\n", "missing_columns"),
            ("date,campaign\n2026-01-01,x\n", "missing_columns"),
            (HEAD + "2026-01-01,a,1,2\n2026-01-02,b," + "9" * 140_000 + ",1\n", "field_too_long"),
            (
                "date,campaign,spend,currency\n2026-01-01,a,1,DKK\n2026-01-01,a,1,EUR\n",
                "mixed_currency",
            ),
            (HEAD + "soon,a,1,1\nlater,b,1,1\n", "rejects"),
        ),
    ],
)
def test_a_file_that_cannot_be_loaded_changes_nothing(
    importer: Importer, monkeypatch: pytest.MonkeyPatch, content: str, code: str
) -> None:
    monkeypatch.setattr("integrations.files.preview.SAMPLE_BYTES", 60)
    run = importer(content, identical="each")
    assert (run.state, run.error_code) == (SyncRun.State.FAILED, code)
    assert run.error_text
    assert nothing_imported(importer)


def test_a_wrong_byte_behind_the_sample_is_named_by_its_line(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.files.preview.SAMPLE_BYTES", 100)
    good = HEAD.encode() + b"2026-01-01,a,1,2\n" * 5000
    run = importer(good + b"2026-01-02,caf\xe9,1,2\n", identical="each")
    assert run.error_code == "encoding"
    assert "Line 5002" in run.error_text
    assert nothing_imported(importer)
    # The upload waits, so that another encoding can be chosen.
    (waiting,) = store.pending(importer.cast.acme.pk)
    again = importer.work(importer.start(waiting, encoding="cp1252", identical="each"))
    assert again.state == SyncRun.State.SUCCEEDED
    with inside(importer.cast.acme):
        assert Campaign.objects.filter(name="café").exists()
    assert store.pending(importer.cast.acme.pk) == []


def test_rows_that_cannot_be_read_are_left_out_with_line_column_value_and_reason(
    importer: Importer,
) -> None:
    text = HEAD + "".join(f"2026-01-{day:02},a,{day},1.5\n" for day in range(1, 29)) * 3
    text += "2026-02-30,a,1,1\n2026-02-01,a,-4,1\n2026-02-01,a,1.5,1\n2026-02-01,a,1,=1+1\n"
    text += "2026-02-01,,1,1\n2026-02-01,a,1\n2026-02-01,b,1,2,3\n"
    run = importer(text, identical="each")
    assert (run.state, run.rows_loaded, run.rows_rejected) == (SyncRun.State.PARTIAL, 84, 7)
    found = [(r.line, r.column, r.value, r.code) for r in read_rejects(files.rejects_of(run))]
    assert found == [
        (86, "date", "2026-02-30", "date"),
        (87, "clicks", "-4", "negative"),
        (88, "clicks", "1.5", "count"),
        (89, "spend", "=1+1", "number"),
        (90, "campaign", "", "missing"),
        (91, "", "3", "ragged"),
        (92, "", "5", "ragged"),
    ]
    lines = list(as_csv(["Line"], read_rejects(files.rejects_of(run))))
    assert "89,spend,'=1+1," in lines[4]


def test_too_many_rejects_refuse_the_file_until_a_person_says_import_the_rest(
    importer: Importer,
) -> None:
    upload = importer.upload(HEAD + "2026-01-01,a,1,2\n" * 4 + "nonsense,a,1,2\n")
    run = importer.work(importer.start(upload, identical="each"))
    assert (run.error_code, run.rows_rejected) == ("rejects", 1)
    assert nothing_imported(importer)
    run = importer.work(importer.start(upload, identical="each", allow_rejects=True))
    assert (run.state, run.rows_loaded) == (SyncRun.State.PARTIAL, 4)


def test_formulas_stay_text(importer: Importer) -> None:
    importer(HEAD + '2026-01-01,"=HYPERLINK(""http://x"")",1,2\n')
    with inside(importer.cast.acme):
        assert Campaign.objects.get().name == '=HYPERLINK("http://x")'


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1", "＋1",
     "－1", "＠1", "=cmd|' /C calc'!A0"],
)  # fmt: skip
def test_exported_rejects_hold_no_formula(importer: Importer, text: str) -> None:
    from integrations.files.rejects import escape_formula

    assert escape_formula(text).startswith("'")
    assert escape_formula("7.5") == "7.5"


def test_identical_rows_count_once_unless_a_person_says_otherwise(importer: Importer) -> None:
    rows = "".join(f"2026-01-{day:02},a,1,2\n" for day in range(1, 21))
    run = importer(HEAD + rows + "2026-01-05,a,1,2\n")
    assert (run.rows_loaded, run.rows_rejected) == (20, 1)
    (reject,) = read_rejects(files.rejects_of(run))
    assert (reject.line, reject.code, reject.detail) == (22, "same_row", "6")
    with inside(importer.cast.acme):
        assert CampaignDay.objects.get(on="2026-01-05").clicks == 1
    importer(HEAD + rows + "2026-01-05,a,1,2\n", identical="each")
    with inside(importer.cast.acme):
        assert CampaignDay.objects.get(on="2026-01-05").clicks == 2


def test_an_id_that_stands_twice_is_taken_from_its_last_line(importer: Importer) -> None:
    rows = "".join(f"{number},Open,1\n" for number in range(20))
    run = importer("id,stage,amount\n" + rows + "7,Won,9\n", Kind.OPPORTUNITIES)
    assert (run.rows_loaded, run.rows_rejected) == (20, 1)
    with inside(importer.cast.acme):
        deal = Opportunity.objects.get(external_id="7")
        assert (deal.is_won, deal.amount_micros) == (True, 9_000_000)


def test_at_most_five_files_wait_in_a_workspace(importer: Importer) -> None:
    for number in range(5):
        importer.upload(HEAD + f"2026-01-01,a,{number},2\n")
    with pytest.raises(Refused):
        importer.upload(HEAD + "2026-01-01,a,6,2\n")
    assert len(store.pending(importer.cast.acme.pk)) == 5


def test_a_field_as_long_as_the_limit_is_refused_without_reading_the_file_whole() -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            buffer[:] = b"x" * len(buffer)
            self.taken += len(buffer)
            return len(buffer)

    stream = Endless()
    endless = io.BufferedReader(stream)  # type: ignore[type-var]
    with pytest.raises(FileProblem):
        list(reading.rows(endless, reading.Dialect()))
    assert stream.taken < 3 * reading.LINE_LIMIT


def test_reasons_of_many_rows_name_no_single_values() -> None:
    for code in REASONS:
        assert "%" not in reason_of_many(code)
        assert "…" not in reason_of_many(code)
    assert reason_of_many("ragged") == "The row has more or fewer cells than the header."
