"""Reports about errors, also the page that DEBUG shows: the place in the code, and nothing of the visitor.

Django's own blank what they take for a secret, by the name of a variable. What a patient types has any name, so ours
hold no local variable, nothing that was sent, no address, and no words of an exception that may repeat them.
"""

from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from practice_site.log_privacy import named


class NothingFromOutside(SafeExceptionReporterFilter):
    """For every reporter, ours and others: no variables, no request, no settings."""

    def get_traceback_frame_variables(self, request, tb_frame) -> list:
        return []

    def get_post_parameters(self, request) -> dict:
        return {}

    def get_safe_cookies(self, request) -> dict:
        return {}

    def get_safe_request_meta(self, request) -> dict:
        return {}

    def get_safe_settings(self) -> dict:
        return {}


class PlaceOnlyReporter(ExceptionReporter):
    """It is told of no request: its address may open a private page."""

    def __init__(self, request, *args, **kwargs):
        super().__init__(None, *args, **kwargs)

    def get_traceback_data(self) -> dict:
        data = super().get_traceback_data()
        for frame in data["frames"]:
            if frame["exc_cause"]:
                frame["exc_cause"] = named(frame["exc_cause"])
        if data["template_info"]:
            data["template_info"] = data["template_info"] | {"message": named(self.exc_value)}
        said = named(self.exc_value) if self.exc_value else ""
        return data | {"exception_value": said, "exception_notes": "", "unicode_hint": ""}
