"""Addresses of the registers, and the public form for complaints."""

from django.urls import path
from django.urls.resolvers import URLPattern

from privacy.registers import views
from privacy.registers.book import Book
from privacy.registers.complaints import public

app_name = "privacy_registers"


def _pages(book: Book) -> list[URLPattern]:
    place, known = f"w/<slug:slug>/settings/privacy/registers/{book.slug}/", {"book": book.slug}
    name, one = book.register.value, f"{place}<uuid:entry_id>/"
    return [
        path(place, views.listing, known, name=f"{name}_list"),
        path(f"{place}new/", views.new, known, name=f"{name}_new"),
        path(f"{place}export/", views.export, known, name=f"{name}_export"),
        path(one, views.detail, known, name=name),
        *(
            path(f"{one}{step}/", views.take_step, {**known, "step": step}, name=f"{name}_{step}")
            for step in book.steps
        ),
    ]


urlpatterns = [
    path("privacy/<slug:slug>/complaint/", public.complain, name="complain"),
    path("privacy/<slug:slug>/complaint/sent/", public.sent, name="complained"),
    *(page for book in views.BOOKS.values() for page in _pages(book)),
]
