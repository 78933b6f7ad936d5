"""The org's fiscal years and their quarters: calendar years, until an admin draws others."""

from datetime import date, timedelta

from sandbox.business.story import Story

_QUARTERS = (1, 4, 7, 10)


def write_fiscal_years(story: Story) -> None:
    """Every year of the story and the one after, with a row for the year and for each quarter."""
    settings, periods = story.ids_of("FiscalYearSettings"), story.ids_of("Period")
    stamp = {"SystemModstamp": story.stamps.text(story.stamps.start)}
    for year in range(story.days[0].year, story.days[-1].year + 2):
        of_year, whole = next(settings), (date(year, 1, 1), date(year, 12, 31))
        period = _write_period(story, next(periods), of_year, "Year", whole, None, f"FY {year}")
        story.insert(
            "FiscalYearSettings",
            Id=of_year,
            PeriodId=period,
            StartDate=whole[0].isoformat(),
            EndDate=whole[1].isoformat(),
            Name=str(year),
            IsStandardYear=1,
            YearType="Standard",
            QuarterLabelScheme="NumberByYear",
            PeriodLabelScheme="NumberByYear",
            **stamp,
        )
        for number, month in enumerate(_QUARTERS, 1):
            first = date(year, month, 1)
            last = (first + timedelta(days=93)).replace(day=1) - timedelta(days=1)
            name = f"Q{number} FY {year}"
            _write_period(story, next(periods), of_year, "Quarter", (first, last), number, name)


def _write_period(
    story: Story,
    period_id: str,
    year_id: str,
    kind: str,
    days: tuple[date, date],
    number: int | None,
    label: str,
) -> str:
    story.insert(
        "Period",
        Id=period_id,
        FiscalYearSettingsId=year_id,
        Type=kind,
        StartDate=days[0].isoformat(),
        EndDate=days[1].isoformat(),
        SystemModstamp=story.stamps.text(story.stamps.start),
        IsForecastPeriod=int(kind == "Quarter"),
        Number=number,
        FullyQualifiedLabel=label,
    )
    return period_id
