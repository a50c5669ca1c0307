"""Starts the servers that are compared, and runs the load generator against one of them.

Both speak TLS 1.3 with client certificates (P-256), pinned to processor 0; the generator is pinned to processor 1. The
emulator runs with its permission checks on: a shared thumbprint, one client resource per connection name, topic spaces of
templates each with a binding for both permissions. Mosquitto checks the chain of the certificate and allows everything.
"""
import contextlib
import http.client
import json
import os
import random
import signal
import socket
import ssl
import subprocess
import sys
import time

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
NAMESPACE = (f"/subscriptions/{SUBSCRIPTION}/resourceGroups/emulator/providers/Microsoft.EventGrid"
             "/namespaces/bench")
API_VERSION = "2025-02-15"
CLIENT_COUNT = 1000
SPACE_COUNT = 10
TEMPLATES_PER_SPACE = 10
# What the generator publishes to; the other templates are there to be passed over.
USED_TEMPLATES = ("bench/+", "bench/+/#", "ret/#", "w/#")
SERVER_PROCESSOR, GENERATOR_PROCESSOR = "0", "1"
# The last two are a carrier's.
FAULTS = ("lost", "errors", "refused", "dropped_connections", "bridge_failures", "not_resumed")


def run(*arguments, **options):
    return subprocess.run(arguments, check=True, capture_output=True, text=True, **options).stdout


def make_certificates(folder):
    """An authority, and a client certificate signed by it: mosquitto wants the chain, the emulator the thumbprint."""
    os.makedirs(folder, exist_ok=True)
    openssl = lambda *arguments: run("openssl", *arguments, cwd=folder)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-subj", "/CN=bench authority", "-keyout", "ca.key", "-out", "ca.crt")
    for name, extension in (("client", ""), ("server", "subjectAltName=DNS:localhost,IP:127.0.0.1")):
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                "-keyout", f"{name}.key", "-out", f"{name}.csr")
        with open(os.path.join(folder, "extensions"), "w", encoding="ascii") as file:
            file.write(extension + "\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", "30", "-extfile", "extensions", "-out", f"{name}.crt")
    digest = openssl("x509", "-in", "client.crt", "-noout", "-fingerprint", "-sha256")
    return digest.split("=")[1].strip().replace(":", "")


def free_port():
    """Below those that the system gives to clients: a storm of connections leaves many of these behind, not free for a while."""
    for port in random.sample(range(20000, 32000), 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    return sys.exit("no port from 20000 to 32000 is free")


def status_kb(pid, name):
    """A row of the process's status; 0 once its memory is gone."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next((int(line.split()[1]) for line in file if line.startswith(name)), 0)


def resident_kb(pid):
    return status_kb(pid, "VmRSS")


def cpu_seconds(pid):
    """Of the threads that run; the scheduler's own count, which is finer than the ticks of stat."""
    nanoseconds = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
            nanoseconds += int(file.read().split()[0])
    return nanoseconds / 1e9


class Server:
    """A process that listens on `port` of `host`, on `websocket_port` for MQTT over WebSocket, and whose authority is in the
    file `ca`."""

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


@contextlib.contextmanager
def stopped_on_failure(server):
    """A server that could not be made ready has nobody else to stop it."""
    try:
        yield
    except BaseException:
        server.stop()
        raise


class Emulator(Server):
    name = "emulator"

    def __init__(self, binary, folder, thumbprint, client_count=CLIENT_COUNT, space_count=SPACE_COUNT, options=(),
                 processors=SERVER_PROCESSOR, prefix=(), host="127.0.0.1"):
        self.data = os.path.join(folder, "data")
        self.host = host
        self.process = subprocess.Popen(
            [*prefix, "taskset", "-c", processors, binary, "serve", "--data-dir", self.data, "--bind", host,
             "--mqtt-port", "0", "--https-port", "0", "--quotas", "off", "--log-level", "error", *options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        with stopped_on_failure(self):
            self.read_and_configure(thumbprint, client_count, space_count)

    def read_and_configure(self, thumbprint, client_count, space_count):
        ready = json.loads(self.process.stdout.readline())
        self.port, self.https_port = ready["mqttPort"], ready["httpsPort"]
        self.websocket_port = self.https_port
        self.ca = ready["caFile"]
        self.configure(thumbprint, client_count, space_count)

    def configure(self, thumbprint, client_count, space_count):
        context = ssl.create_default_context(cafile=self.ca)
        context.check_hostname = False  # it is reached by its address
        connection = http.client.HTTPSConnection(self.host, self.https_port, context=context)

        def put(path, properties, location=None):
            body = {"properties": properties, **({"location": location} if location else {})}
            connection.request("PUT", f"{NAMESPACE}{path}?api-version={API_VERSION}", json.dumps(body),
                               {"Authorization": "Bearer bench", "Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            if answer.status >= 300:
                sys.exit(f"PUT {path}: {answer.status} {text.decode()}")

        put("", {"topicSpacesConfiguration": {"state": "Enabled", "maximumClientSessionsPerAuthenticationName": 100}},
            "eastus")
        for number in range(space_count):
            templates = [f"bench{number}/t{template}/#" for template in range(TEMPLATES_PER_SPACE)]
            if number == space_count - 1:
                templates[-len(USED_TEMPLATES):] = USED_TEMPLATES
            put(f"/topicSpaces/space{number}", {"topicTemplates": templates})
            for permission in ("Publisher", "Subscriber"):
                put(f"/permissionBindings/binding{number}-{permission}", {
                    "clientGroupName": "$all", "topicSpaceName": f"space{number}", "permission": permission})
        for number in range(client_count):
            put(f"/clients/c{number}", {"authenticationName": f"c{number}", "clientCertificateAuthentication": {
                "validationScheme": "ThumbprintMatch", "allowedThumbprints": [thumbprint]}})
        connection.close()


class Mosquitto(Server):
    name = "mosquitto"

    def __init__(self, folder, persistence=False, prefix=(), host="127.0.0.1", over_websocket=False, no_delay=False):
        """The listener for WebSocket is there only when asked for: mosquitto serves it in each turn of its loop. One for TLS is
        there always, since it does not start without."""
        self.ca = os.path.join(folder, "ca.crt")
        self.host, self.port, self.websocket_port = host, free_port(), free_port()
        listeners = [(self.port, "mqtt")] + ([(self.websocket_port, "websockets")] if over_websocket else [])
        configuration = os.path.join(folder, "mosquitto.conf")
        with open(configuration, "w", encoding="ascii") as file:
            for port, protocol in listeners:
                file.write(f"listener {port} {host}\nprotocol {protocol}\ncafile {folder}/ca.crt\n"
                           f"certfile {folder}/server.crt\nkeyfile {folder}/server.key\nrequire_certificate true\n")
            file.write("allow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 1000\nlog_type none\nuser root\n")
            if persistence:
                file.write(f"persistence true\npersistence_location {folder}/\n")
            if no_delay:
                file.write("set_tcp_nodelay true\n")
        self.process = subprocess.Popen([*prefix, "taskset", "-c", SERVER_PROCESSOR, "mosquitto", "-c", configuration],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with stopped_on_failure(self):
            for port, _ in listeners:
                self.await_listener(port)

    def await_listener(self, port):
        end = time.monotonic() + 20
        while True:
            try:
                socket.create_connection((self.host, port), 1).close()
                return
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > end:
                    sys.exit(f"mosquitto does not listen on {self.host}:{port}: {error}")
                time.sleep(0.02)


def measure(server, arguments, folder, generator, seconds):
    """One run of the load generator; what `arguments` name goes before the defaults."""
    defaults = {
        "--host": server.host, "--port": server.port, "--tls": 1, "--tls-version": 13, "--cert": f"{folder}/client.crt",
        "--key": f"{folder}/client.key", "--cafile": server.ca, "--sni": "localhost", "--mqtt": 5, "--payload": 256,
        "--username": "c%i", "--duration": seconds, "--server-pid": server.process.pid}
    command = ["taskset", "-c", GENERATOR_PROCESSOR, generator, *arguments]
    for option, value in defaults.items():
        if option not in arguments:
            command += [option, str(value)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if not result.stdout.strip():
        sys.exit(f"{' '.join(command)}: {result.stderr}")
    return json.loads(result.stdout.strip().splitlines()[-1])


def faults(figures):
    """What makes a run worthless: a run counts only when all of these are 0."""
    return {name: figures[name] for name in FAULTS if figures.get(name)}
