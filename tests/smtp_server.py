"""A mail server of the tests, which can refuse and hang up."""

import socket
import threading


class SmtpServer(threading.Thread):
    """A real server on a real socket that speaks as much SMTP as a test needs; `answers` overrides replies by verb."""

    def __init__(self, answers=None, hang_up_after=""):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.answers = {"DATA": "354 go on", ".": "250 taken", "QUIT": "221 bye"} | (answers or {})
        self.hang_up_after = hang_up_after
        self.mails = []

    def run(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line, line.makefile("rwb") as stream:
                self._speak(stream)

    def _speak(self, stream):
        self._say(stream, "220 ready")
        while command := stream.readline().decode().strip():
            verb = command.split()[0].upper()
            self._say(stream, self.answers.get(verb, "250 fine"))
            if verb == "DATA" and self.answers["DATA"].startswith("354"):
                lines = []
                while (text := stream.readline()) not in {b".\r\n", b""}:
                    lines.append(text)
                self.mails.append(b"".join(lines))
                if self.hang_up_after == "DATA":
                    return
                self._say(stream, self.answers["."])
            if verb == "QUIT":
                return

    def _say(self, stream, words):
        stream.write(words.encode() + b"\r\n")
        stream.flush()
