"""The scene of an attack: an emulator with resources, a pair of bystanders that go on publishing and reading, and what
the server's process takes. Knows no attack."""
import multiprocessing
import os
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "acceptance"))

from emulator_process import Emulator, GROUP_ID  # noqa: E402
from namespaces import Certificate, client_body  # noqa: E402
import mqtt_bytes  # noqa: E402

NAMESPACE_ID = f"{GROUP_ID}/providers/Microsoft.EventGrid/namespaces/hostile"
ROUND_TRIP_SECONDS_MAX = 5.0
PAUSE_SECONDS = 0.005


def bystander_loop(port, context, pipe):
    """One publishes at QoS 1, the other reads; sends [(time, seconds)] when told to stop, or what went wrong."""
    try:
        reader = mqtt_bytes.session(port, context, "bystander-reader", "bystander1")
        reader.send(mqtt_bytes.subscribe("bystander/#", qos=1))
        reader.until(9)
        writer = mqtt_bytes.session(port, context, "bystander-writer", "bystander2")
        pipe.send("ready")
        trips, number = [], 0
        while not pipe.poll():
            number = number % 65535 + 1
            payload, started = b"%d" % number, time.monotonic()
            writer.send(mqtt_bytes.publish("bystander/ping", payload, qos=1, packet_identifier=number))
            body = reader.until(3)
            if not body.endswith(payload):
                raise AssertionError(f"message {number} did not come, but {body!r}")
            topic_bytes = int.from_bytes(body[:2], "big")
            reader.send(mqtt_bytes.puback(int.from_bytes(body[2 + topic_bytes:4 + topic_bytes], "big")))
            writer.until(4)
            trips.append((started, time.monotonic() - started))
            time.sleep(PAUSE_SECONDS)
        pipe.send(trips)
    except Exception as error:  # the parent must hear of it, whatever it was
        pipe.send(f"{type(error).__name__}: {error}")


class Bystanders:
    """A process of its own, so that an attack's own work does not slow its clock."""

    def __init__(self, port, context):
        self.pipe, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=bystander_loop, args=(port, context, theirs), daemon=True)
        self.process.start()
        self.receive("ready")

    def receive(self, expected=None):
        if not self.pipe.poll(30):
            raise AssertionError("the bystanders are stuck")
        said = self.pipe.recv()
        if isinstance(said, str) and said != expected:
            raise AssertionError(f"the bystanders were disturbed: {said}")
        return said

    def stop(self):
        """[(start, seconds)] of all round trips."""
        if not self.pipe.poll():
            self.pipe.send("stop")
        trips = self.receive()
        self.process.join(5)
        return trips


class Stage:
    def __init__(self, directory, options=()):
        # As on a machine with many processors, whatever this one has.
        self.emulator = Emulator(directory, ["--threads", "4", *options]).start()
        self.identity = Certificate(directory, "hostile")
        self.context = mqtt_bytes.tls_context(self.emulator, self.identity)
        put = self.emulator.put
        put(NAMESPACE_ID, {"location": "eastus", "properties": {
            "topicSpacesConfiguration": {"state": "Enabled", "maximumClientSessionsPerAuthenticationName": 100}}})
        for name in ("bystander1", "bystander2", *(f"attacker{number}" for number in range(1, 9))):
            put(f"{NAMESPACE_ID}/clients/{name}", client_body(name, self.identity.thumbprint))
        put(f"{NAMESPACE_ID}/topicSpaces/all", {"properties": {"topicTemplates": ["bystander/#", "flood/#"]}})
        for permission in ("Publisher", "Subscriber"):
            put(f"{NAMESPACE_ID}/permissionBindings/{permission.lower()}", {"properties": {
                "clientGroupName": "$all", "topicSpaceName": "all", "permission": permission}})

    @property
    def port(self):
        return self.emulator.mqtt_port

    def session(self, number, **options):
        """One of the attackers' sessions; 100 for each of the eight names."""
        return mqtt_bytes.session(self.port, self.context, f"attacker-session-{number}", self.user_name(number), **options)

    @staticmethod
    def user_name(number):
        return f"attacker{number % 8 + 1}"

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.emulator.process.pid}/fd"))

    def resident_bytes(self):
        with open(f"/proc/{self.emulator.process.pid}/status", encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    def wait_until(self, condition, what, seconds=20):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"after {seconds} s {what}")
            time.sleep(0.05)


def median_milliseconds(trips, begin, end):
    chosen = [seconds for started, seconds in trips if begin <= started < end]
    return statistics.median(chosen) * 1000 if chosen else float("nan")
