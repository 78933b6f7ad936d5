"""Addresses of newsletters: visitors', a person's own, the staff's."""

from django.urls import URLPattern, URLResolver, include, path

from enquiries.newsletters import own, public, staff

_letter: list[URLPattern | URLResolver] = [
    path("", staff.letter_page, name="newsletter_letter"),
    path("edit/", staff.edit, name="newsletter_edit"),
    path("send/", staff.send, name="newsletter_send"),
    *(
        path(f"{step}/", staff.take_step, {"step": step}, name=f"newsletter_step_{step}")
        for step in ("test", *staff.STEPS)
    ),
]
_staff: list[URLPattern | URLResolver] = [
    path("", staff.newsletters, name="newsletters"),
    path("new/", staff.new, name="newsletter_new"),
    path("<uuid:letter_id>/", include(_letter)),
]
urlpatterns = [
    path("newsletter/", public.subscribe, name="newsletter"),
    path("newsletter/sent/", public.sent, name="newsletter_sent"),
    path("newsletter/confirm/<str:secret>/", public.confirm, name="newsletter_confirm"),
    path("newsletter/choices/<str:secret>/", public.choices, name="newsletter_choices"),
    path("newsletter/stop/<str:token>/", public.stop, name="newsletter_stop"),
    path("newsletter/archive/", public.archive, name="newsletter_archive"),
    path("newsletter/archive/<slug:slug>/", public.archived_letter, name="newsletter_archived"),
    path("accounts/communication/", own.communication, name="communication"),
    path("w/<slug:slug>/enquiries/newsletters/", include(_staff)),
]
