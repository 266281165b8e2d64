"""Wing 1, what the public reads. Says at start what it adds to the frame and to the staff's start page."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = "What patients read"

    def ready(self):
        from procedures import archive_jobs, navigation, start_page, system_checks  # noqa: F401  (checks register themselves)

        navigation.register()
        start_page.register()
        archive_jobs.register()
