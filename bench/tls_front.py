"""What stands in front of a site with an https address: a small proxy with a certificate of its own."""

import http.client
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BETWEEN_TWO_HOSTS = {"connection", "keep-alive", "transfer-encoding", "date", "server"}


class TlsFront(ThreadingHTTPServer):
    """Hands on each request to a port of this machine and says, as a proxy must, that it came over https."""

    daemon_threads = True

    def __init__(self, port: int, behind: int, context: ssl.SSLContext):
        self.behind = behind
        super().__init__(("127.0.0.1", port), HandOn)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """Whoever speaks http here is sent away without a word."""


class HandOn(BaseHTTPRequestHandler):
    def hand_on(self) -> None:
        forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": self.client_address[0]}
        site = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=30)
        site.request(self.command, self.path, headers=dict(self.headers) | forwarded)
        answer = site.getresponse()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in BETWEEN_TWO_HOSTS:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.read())
        site.close()

    do_GET = do_HEAD = do_OPTIONS = hand_on

    def log_message(self, *args) -> None:
        pass
