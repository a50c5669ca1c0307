"""The release binary as a test sees it: started on free ports in a directory of its own, asked over HTTPS, stopped.

Knows the process, its ready line, its log and plain ARM requests; knows nothing of az or of MQTT clients.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import http.client

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("EMULATOR_UNDER_TEST", str(ROOT / "build/release/eventgrid-emulator"))
IS_SANITIZED = bool(os.environ.get("EMULATOR_UNDER_TEST_IS_SANITIZED"))  # its memory and slowness say nothing of what ships
QUICKSTART = ROOT / "testdata/quickstart"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
TENANT = "00000000-0000-0000-0000-0000000000aa"
GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/emulator"


class Skip(Exception):
    """This machine lacks something the scenario needs; the text says what."""


def clean_environment(**additions):
    """The caller's environment without settings of another emulator or another sign-in."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("EVENTGRID_EMULATOR_", "AZURE_", "ARM_"))}
    return {**kept, **additions}


def sanitizer_report(log):
    """What a sanitized binary found in itself, from there to the log's end; empty when it found nothing."""
    text = log.read_text(errors="replace")
    found = re.search(r"^.*(?:: \w+Sanitizer\b|: runtime error: )", text, re.MULTILINE)
    return text[found.start():] if found else ""


def fail_on_reports(directory):
    if any(sanitizer_report(log) for log in directory.rglob("emulator.log")):
        raise AssertionError("a sanitizer reports an error of the emulator")


def scenario(run):
    """Runs a scenario with a scratch directory and turns its end into what ctest understands."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="eventgrid-acceptance-"))
    try:
        run(directory)
        fail_on_reports(directory)
    except Skip as reason:
        print(f"SKIP: {reason}")
        sys.exit(77)
    except Exception:
        traceback.print_exc()
        for log in directory.rglob("emulator.log"):
            print(f"--- the last lines of {log.name}", file=sys.stderr)
            print("\n".join(log.read_text(errors="replace").splitlines()[-40:]), file=sys.stderr)
            print(sanitizer_report(log), file=sys.stderr)
        sys.exit(1)
    finally:
        Emulator.kill_all()
        shutil.rmtree(directory, ignore_errors=True)


def expect_equal(actual, expected, what):
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


class Emulator:
    """One running emulator. `data` survives stop and kill, so that start() again finds what was stored."""

    running = set()

    def __init__(self, directory, options=()):
        self.directory = pathlib.Path(directory)
        self.data = self.directory / "data"
        self.log_file = self.directory / "emulator.log"
        self.options = list(options)
        self.process = None
        self.mqtt_port = self.https_port = 0  # any free ones at first; kept when started again

    def start(self, seconds=15):
        self.directory.mkdir(parents=True, exist_ok=True)
        command = [BINARY, "serve", "--data-dir", str(self.data), "--mqtt-port", str(self.mqtt_port),
                   "--https-port", str(self.https_port), *self.options]
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                                            env=clean_environment())
        Emulator.running.add(self.process)
        self.read_ready_line(first_line(self.process, seconds))
        return self

    def read_ready_line(self, line):
        ready = json.loads(line)
        expect_equal(ready["event"], "ready", "the first line on standard output")
        self.mqtt_port, self.https_port = ready["mqttPort"], ready["httpsPort"]
        self.ca_file = ready["caFile"]
        self.arm = f"https://localhost:{self.https_port}"

    def stop(self, seconds=10):
        """SIGTERM; returns the exit code and fails when more than the ready line stood on standard output."""
        self.process.send_signal(signal.SIGTERM)
        rest = self.process.communicate(timeout=seconds)[0]
        Emulator.running.discard(self.process)
        expect_equal(rest, b"", "standard output after the ready line")
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.communicate()
        Emulator.running.discard(self.process)

    @classmethod
    def kill_all(cls):
        for process in cls.running:
            process.kill()
        cls.running.clear()

    def log(self):
        return self.log_file.read_text(errors="replace")

    def wait_for_log(self, pattern, seconds=5, since=0):
        """The first log line after character `since` that matches; fails when none comes."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in self.log()[since:].splitlines():
                if re.search(pattern, line, re.IGNORECASE):
                    return line
            time.sleep(0.05)
        raise AssertionError(f"no log line matches {pattern!r}; logged since: {self.log()[since:]!r}")

    def connection(self):
        context = ssl.create_default_context(cafile=self.ca_file)
        return http.client.HTTPSConnection("localhost", self.https_port, timeout=10, context=context)

    def request(self, method, path, body=None, version="2025-02-15", connection=None):
        """One ARM request; returns the status and the parsed answer."""
        connection = connection or self.connection()
        headers = {"Authorization": "Bearer any", "Content-Type": "application/json"}
        text = None if body is None else json.dumps(body)
        connection.request(method, f"{path}?api-version={version}", text, headers)
        answer = connection.getresponse()
        return answer.status, self.parse(answer)

    @staticmethod
    def parse(answer):
        content = answer.read()
        return json.loads(content) if content else None

    def put(self, path, body, version="2025-02-15", connection=None):
        status, answer = self.request("PUT", path, body, version, connection)
        if status not in (200, 201):
            raise AssertionError(f"PUT {path}: {status} {answer}")
        return answer


def first_line(process, seconds):
    """The ready line, or an error when it does not come in time or the process ends."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    line = process.stdout.readline()
    timer.cancel()
    if not line:
        raise AssertionError(f"the emulator ended with {process.wait()} before its ready line, or took over {seconds} s")
    return line


def require_binary():
    if not os.access(BINARY, os.X_OK):
        raise AssertionError(f"{BINARY} is not built; build the preset release first")
