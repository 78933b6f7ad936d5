"""The preview of one upload: shows what was guessed or chosen, and takes other choices."""

from dataclasses import replace
from pathlib import PurePath
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from accounts.advising import advise
from accounts.doors import MemberRequest
from accounts.errors import Trouble
from integrations.files.choices import Choices
from integrations.files.fields import Kind
from integrations.files.guessing import SAMPLE_BYTES, guess_choices, take_sample
from integrations.files.preview import Preview, make_preview
from integrations.files.problems import FileProblem
from integrations.files.store import Upload
from integrations.forms import DialectForm, PreviewForm
from integrations.models import Source
from integrations.services import files
from integrations.views.links import crumbs, file_steps


class PreviewPage:
    """One request about one upload."""

    def __init__(self, request: MemberRequest, upload: Upload) -> None:
        self.request = request
        self.upload = upload
        self.sources = list(files.file_sources())
        self.source, self.choices = self._known()

    def _known(self) -> tuple[Source | None, Choices]:
        source, choices = files.suggest_source(upload=self.upload)
        if self.upload.choices.get("is_settled"):
            choices = Choices.from_json(self.upload.choices)
        return source, choices

    def show(self, form: PreviewForm | None = None, status: int = 200) -> HttpResponseBase:
        """The page; with the form that came back, where it did."""
        try:
            preview = make_preview(self.upload, self.choices)
        except FileProblem as problem:
            return self._show_unreadable(problem)
        form = form or self._form(preview)
        context = {
            "preview": preview,
            "form": form,
            "earlier": files.earlier_import(self.upload),
            "is_performance": preview.choices.kind is Kind.PERFORMANCE,
            **self._around(),
        }
        return render(self.request, "integrations/preview.html", context, status=status)

    def _show_unreadable(self, problem: FileProblem) -> HttpResponseBase:
        form = DialectForm(initial=self.choices.as_json())
        context = {"problem": problem, "form": form, **self._around()}
        return render(self.request, "integrations/preview_unreadable.html", context)

    def _around(self) -> dict[str, object]:
        return {
            "upload": self.upload,
            "steps": file_steps(1),
            "breadcrumbs": crumbs(self.request),
        }

    def _form(self, preview: Preview, data: object = None) -> PreviewForm:
        name = PurePath(self.upload.name).stem.replace("_", " ")[:80]
        return PreviewForm(
            data,
            choices=preview.choices,
            header=preview.header,
            sources=self.sources,
            initial=PreviewForm.initial_for(preview.choices, self.source, name),
        )

    def settle(self, *, is_import: bool) -> HttpResponseBase:
        """Keep the choices; begin the import when that was asked and nothing stands against it."""
        if self._is_other_dialect():
            return self._read_anew()
        preview = make_preview(self.upload, self.choices)
        form = self._form(preview, self.request.POST)
        if not form.is_valid():
            return self.show(form, 422)
        self.choices = form.chosen()
        self.upload = files.settle_choices(
            upload=self.upload, choices=self.choices, header=preview.header
        )
        preview = make_preview(self.upload, self.choices)
        if not is_import or preview.problem is not None:
            return self.show(form if preview.problem else None)
        return self._start(form, preview)

    def _is_other_dialect(self) -> bool:
        posted = DialectForm(self.request.POST)
        if not posted.is_valid():
            return False
        wanted = (posted.cleaned_data["encoding"], posted.cleaned_data["delimiter"])
        return wanted != (self.choices.encoding, self.choices.delimiter)

    def _read_anew(self) -> HttpResponseBase:
        """Another encoding or separator makes other columns, so all is guessed again."""
        posted = DialectForm(self.request.POST)
        posted.is_valid()
        self.choices = replace(self.choices, **posted.cleaned_data)
        start = self.upload.start(SAMPLE_BYTES)
        try:
            sample = take_sample(
                start, self.choices.dialect, is_whole=len(start) == self.upload.size
            )
        except FileProblem as problem:
            return self._show_unreadable(problem)
        guess = guess_choices(
            self.choices.kind, sample, self.choices.dialect, self.choices.currency
        )
        self.upload = files.settle_choices(
            upload=self.upload,
            choices=replace(guess, platform=self.choices.platform),
            header=sample.header,
        )
        return redirect("integrations:preview_file", self.request.workspace.slug, self.upload.id)

    def _start(self, form: PreviewForm, preview: Preview) -> HttpResponseBase:
        chosen = form.cleaned_data["source"]
        wanted = files.FileImport(
            source_id=None if chosen == "new" else UUID(chosen),
            source_name=form.cleaned_data["source_name"],
        )
        try:
            run = files.start_import(upload=self.upload, header=preview.header, wanted=wanted)
        except Trouble as trouble:
            form.add_error(None, advise(self.request, trouble))
            return self.show(form, 422)
        return redirect("integrations:run", self.request.workspace.slug, run.source_id, run.pk)
