"""Every form is drawn by the product's own field templates."""

from django.forms.renderers import TemplatesSetting


class ProductRenderer(TemplatesSetting):
    """Label above, help below, error beside the field."""

    form_template_name = "components/form/div.html"
    field_template_name = "components/form/field.html"
