"""Wing 2, what a patient gives us. Says at start what it adds to frame, start page, health checks and worker."""

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"
    verbose_name = "What patients send"

    def ready(self):
        from consultations import (
            access_chain,
            access_watch,
            duplicates,
            erasure,
            health,
            keys_in_use,
            limits,
            link_wishes,
            numbers_page,
            outbox,
            overdue_reminders,
            photo_files,
            reply_clock,
            retention_runs,
            start_page,
            visit_reminders,
        )

        keys_in_use.register()
        start_page.register()
        numbers_page.register()
        health.register()
        outbox.register()
        link_wishes.register()
        limits.register()
        visit_reminders.register()
        reply_clock.register()
        overdue_reminders.register()
        duplicates.register()
        erasure.register()
        photo_files.register()
        access_chain.register()
        access_watch.register()
        retention_runs.register()
