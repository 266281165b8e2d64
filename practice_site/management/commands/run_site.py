"""`make run`: from whatever is there to a running site."""

import http.client
import os
import socket
import sys
import time

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from practice_site import start_checks
from practice_site.accounts import first_administrator, roles
from practice_site.process_family import Child, Family, end_with_parent
from practice_site.static_collection import collect_if_changed

GRACE = 20  # seconds in which a request that is being answered may finish
MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
LONGEST_START = 60  # seconds until the web server must answer


class Command(BaseCommand):
    help = "Prepare what is missing, then run the web server and the worker until Ctrl-C."
    requires_system_checks = []  # `make lint` and `make dev` check; a start should take no longer than it must

    def add_arguments(self, parser):
        parser.add_argument("--autoreload", action="store_true", help="restart the web server when code changes")
        parser.add_argument("--end-with-parent", action="store_true", help="stop when the calling process is gone")

    def handle(self, *, autoreload, **options):
        os.umask(0o027)
        if options["end_with_parent"]:
            end_with_parent(os.getppid())
        bind, port = settings.ENVIRONMENT.bind, settings.ENVIRONMENT.port
        try:
            # Taken before anything is written, so that a second start by mistake changes nothing.
            with reserved_socket(bind, port) as listener:
                self.prepare()
                web = development_server(listener) if autoreload else web_server(listener)
                code = self.run_family(web, listener)
        except KeyboardInterrupt:
            code = 0
        except OperationalError as problem:
            raise CommandError(f"The database does not answer. {problem}".strip()) from None
        except ImproperlyConfigured as problem:
            raise CommandError(str(problem)) from None
        sys.exit(code)

    def prepare(self) -> None:
        self.say("Data", str(settings.DATA_DIR))
        for folder, mode in [("media", 0o750), ("static", 0o750), ("keys", 0o700), ("mail", 0o700), ("private", 0o700)]:
            (settings.DATA_DIR / folder).mkdir(mode=mode, parents=True, exist_ok=True)
        (settings.DATA_DIR / "keys").chmod(0o700)
        self.say("Database", self.migrate())
        for note in start_checks.run():
            self.say(note.topic, note.text)
        roles.sync_roles()
        if not settings.DEBUG and collect_if_changed():
            self.say("Files", "styles, scripts and fonts collected")
        if not apps.get_model("procedures", "Page").objects.exists():
            self.say("Pages", "loading the starter content")
            call_command("load_starter_content", verbosity=0)
        connection.close()  # children must not share it

    def migrate(self) -> str:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if waiting:
            call_command("migrate", interactive=False, verbosity=0)
        state = f"{waiting} changes applied" if waiting else "up to date"
        return f"{connection.display_name}, {state}"

    def run_family(self, web: Child, listener: socket.socket) -> int:
        worker = Child("worker", [*MANAGE, "run_worker"], is_vital=False)
        family = Family([web, worker], lambda text: self.say("", text), patience=GRACE + 5)

        def welcome() -> None:
            listener.close()  # it is the web server's now
            if self.is_answering(web, family):
                self.say_where()

        return family.run(when_started=welcome)

    def is_answering(self, web: Child, family: Family) -> bool:
        """Wait until the web server answers. False if it ended, or if we were asked to end."""
        deadline = time.monotonic() + LONGEST_START
        while web.is_alive() and not family.is_ending() and time.monotonic() < deadline:
            if answers(settings.ENVIRONMENT.bind, settings.ENVIRONMENT.port):
                return True
            time.sleep(0.1)
        return False

    def say_where(self) -> None:
        environment = settings.ENVIRONMENT
        self.say("Site", settings.SITE_URL + "/")
        self.say("Staff", settings.SITE_URL + reverse("admin:index"))
        if environment.is_https:
            self.say("Listens", f"on {environment.bind}, port {environment.port}, for the proxy in front of it")
        if link := first_administrator.link():
            self.say("", "Nobody can sign in yet. Create the first administrator here (once, within 48 hours):")
            self.say("", link)
        connection.close()
        self.say("", "Ctrl-C stops everything.")

    def say(self, topic: str, text: str) -> None:
        self.stdout.write(f"{topic:9} {text}" if topic else text)
        self.stdout.flush()


def reserved_socket(bind: str, port: int) -> socket.socket:
    """A socket that holds the address but does not listen yet. Raises `CommandError` when the address cannot be had."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((bind, port))
        listener.listen()  # two sockets may be bound to one port until one of them listens
    except OSError as problem:
        listener.close()
        advice = f"Stop what uses the port, or choose another one: PORT={port % 65535 + 1} make run"
        raise CommandError(f"The site cannot listen on {bind}, port {port} ({problem.strerror}). {advice}") from None
    return listener


def web_server(listener: socket.socket) -> Child:
    environment = settings.ENVIRONMENT
    # The heartbeat files of gunicorn belong on a disk in memory: on a slow one they stall the workers.
    in_memory = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []
    arguments = [
        *(sys.executable, "-m", "gunicorn", "practice_site.wsgi:application"),
        *("--chdir", str(settings.BASE_DIR)),
        *("--bind", f"fd://{listener.fileno()}"),
        *("--worker-class", "gthread", "--preload"),
        *("--workers", str(environment.web_workers), "--threads", str(environment.web_threads)),
        *("--timeout", "60", "--graceful-timeout", str(GRACE), "--keep-alive", "5"),
        *("--limit-request-line", "4094", "--limit-request-fields", "60", "--limit-request-field_size", "8190"),
        *("--forwarded-allow-ips", ""),  # Django alone decides which proxies to believe
        *("--log-level", "warning", "--no-control-socket"),
        *("--logger-class", "practice_site.log_lines.GunicornLogger"),
        *in_memory,
    ]
    return Child("web server", arguments, is_vital=True, keep_open=(listener.fileno(),))


def development_server(listener: socket.socket) -> Child:
    listener.close()  # Django's own server takes no open socket
    bind, port = settings.ENVIRONMENT.bind, settings.ENVIRONMENT.port
    address = f"[{bind}]:{port}" if ":" in bind else f"{bind}:{port}"
    return Child("web server", [*MANAGE, "runserver", address], is_vital=True)


def answers(bind: str, port: int) -> bool:
    """Whether a web server answers there, whatever it says."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)
    visitor = http.client.HTTPConnection(host, port, timeout=2)
    try:
        visitor.request("GET", reverse("healthz"), headers={"Host": settings.ENVIRONMENT.host})
        return visitor.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        visitor.close()
