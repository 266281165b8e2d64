"""What every form behind a patient's link shares."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from consultations.error_heading import error_heading


class PrivateForm(forms.Form):
    """A form without a token of its own: the address it stands at is the secret (see `private_views.access`)."""

    use_required_attribute = False

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = self.layout()
        return helper

    def layout(self) -> Layout:
        """The fields in order, unless a form says otherwise."""
        return Layout(*self.fields)

    @property
    def error_heading(self) -> str:
        return error_heading(len(self.errors))
