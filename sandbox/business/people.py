"""Made-up people and the made-up companies they work for."""

from dataclasses import dataclass
from random import Random

from sandbox.business import words
from sandbox.schema.picklists import INDUSTRIES

_REGIONS = ("North America", "Europe", "Other")
_PRODUCTS = ("Sensors", "Sensors", "Gateways", "Fleet Software", "Calibration")


@dataclass(frozen=True, slots=True)
class Company:
    """A company; `fit` moves the odds that its people buy."""

    name: str
    domain: str
    industry: str
    employees: int
    revenue: float | None
    region: str
    city: str
    state: str | None
    postal: str
    country: str
    dialling: str
    currency: str
    fit: float


@dataclass(frozen=True, slots=True)
class Person:
    """A person at a company."""

    first: str
    last: str
    title: str
    email: str
    phone: str
    street: str
    product: str
    company: Company


class People:
    """Draws people; the same company may come again, as companies do."""

    def __init__(self, random: Random, size: int) -> None:
        self._random = random
        self._companies: dict[int, Company] = {}
        kinds = len(words.COMPANY_HEADS) * len(words.COMPANY_TAILS) * len(words.COMPANY_KINDS)
        self._pool = max(20, min(kinds, int(size * 0.55)))
        self._step = kinds // self._pool

    def draw(self, region: str | None) -> Person:
        """A new person; with a region, mostly from there."""
        random = self._random.random
        company = self._company(int(random() * self._pool))
        if region is not None and company.region != region and random() < 0.8:
            # Another try keeps regional campaigns regional without making companies for them.
            company = self._company(int(random() * self._pool))
        first = words.FIRST_NAMES[int(random() * len(words.FIRST_NAMES))]
        last = words.LAST_NAMES[int(random() * len(words.LAST_NAMES))]
        number = int(random() * 100)
        return Person(
            first,
            last,
            words.TITLES[int(random() * len(words.TITLES))],
            f"{first.lower()}.{last.lower()}@{company.domain}",
            f"{company.dialling}{number:02d}",
            f"{1 + int(random() * 900)} {words.STREETS[number % len(words.STREETS)]} Street",
            _PRODUCTS[int(random() * len(_PRODUCTS))],
            company,
        )

    def _company(self, number: int) -> Company:
        found = self._companies.get(number)
        if found is None:
            found = self._companies[number] = self._make(number * self._step)
        return found

    def _make(self, number: int) -> Company:
        number, kind = divmod(number, len(words.COMPANY_KINDS))
        number, tail = divmod(number, len(words.COMPANY_TAILS))
        head = words.COMPANY_HEADS[number % len(words.COMPANY_HEADS)]
        name = f"{head}{words.COMPANY_TAILS[tail]} {words.COMPANY_KINDS[kind]}"
        random = self._random
        region = random.choices(_REGIONS, (0.72, 0.23, 0.05))[0]
        city, state, postal, country, dialling = random.choice(words.PLACES[region])
        employees = int(random.lognormvariate(5.0, 1.1)) + 3
        revenue = float(round(employees * random.uniform(90_000, 260_000), -3))
        return Company(
            name,
            name.lower().replace(" ", "-") + ".example",
            random.choice(INDUSTRIES),
            employees,
            revenue if random.random() > 0.3 else None,
            region,
            city,
            state,
            postal,
            country,
            dialling,
            "EUR" if region == "Europe" else "USD",
            min(1.7, max(0.4, random.lognormvariate(0.0, 0.3))),
        )
