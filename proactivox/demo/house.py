"""The demo's house: Alice works at Proactivox, too, gives demos, and has announced a webinar."""

from datetime import datetime, time, timedelta

from accounts.errors import Refused
from accounts.services.house import open_house
from proactivox.demo.story import Person, Say
from proactivox.demo.visitor import Visitor

_HOUSE = "/w/proactivox/enquiries/"
_TITLE = "What your campaigns earn, down to the deal"
_WEBINAR = {
    "title_en": _TITLE,
    "title_da": "Hvad dine kampagner tjener, helt ned til ordren",
    "description_en": (
        "We follow a year of advertising from the first click to the won deal, in the demo’s own "
        "data.\n\nBring your questions: half of the time is for them."
    ),
    "description_da": (
        "Vi følger et års annoncering fra det første klik til den vundne ordre, i demoens egne "
        "data.\n\nTag dine spørgsmål med: halvdelen af tiden er til dem."
    ),
    "length_minutes": "45",
    "seats": "50",
    "join_url": "https://meet.example/webinar",
}


def furnish_house(visitor: Visitor, person: Person, say: Say) -> None:
    """As who runs the servers lets the first of the staff in, and by the staff's own pages."""
    try:
        open_house(email=person.email)
    except Refused:
        # An earlier try, or somebody by hand, did.
        pass
    else:
        say("Opening Proactivox’s own workspace: hours for demos, a webinar ...")
    if visitor.reaches(f"{_HOUSE}bookings/hours/"):
        visitor.submit(visitor.form_with("join_url"), {"join_url": "https://meet.example/demo"})
        _announce(visitor)


def _announce(visitor: Visitor) -> None:
    if _TITLE in visitor.open(f"{_HOUSE}webinars/").words(5000):
        return
    visitor.open(f"{_HOUSE}webinars/new/")
    day = datetime.now().astimezone() + timedelta(days=14)
    day += timedelta(days=(2 - day.weekday()) % 7)  # a Wednesday
    starts_at = datetime.combine(day.date(), time(10)).strftime("%Y-%m-%dT%H:%M")
    visitor.submit(visitor.form_with("title_en"), {**_WEBINAR, "starts_at": starts_at})
    publish = [form for form in visitor.page.forms if form.action.endswith("/publish/")]
    visitor.submit(publish[0], {})
