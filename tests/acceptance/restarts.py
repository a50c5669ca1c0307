"""SIGTERM and start with mosquitto's clients: sessions, queued and retained messages and a delayed will are there again;
after kill -9 they are not, and neither is anything older. What cannot be read back is one warning."""
import sqlite3
import subprocess
import time

from emulator_process import Emulator, expect_equal, require_binary, scenario
from mosquitto_client import Mosquitto
from mqtt_clients import Identity
from namespaces import NAMESPACE_ID, TOPIC, Certificate, put_quickstart

WILL_DELAY_SECONDS = 8


class Clients:
    def __init__(self, emulator, certificate):
        self.emulator, self.mosquitto = emulator, Mosquitto()
        self.publisher = Identity("client1-authnID", certificate, "publisher")
        self.mourned = Identity("client1-authnID", certificate, "mourned")
        self.subscriber = Identity("client2-authn-ID", certificate, "subscriber")

    def receive(self, *options, client_id="subscriber", version=5):
        identity = Identity(self.subscriber.user_name, self.subscriber.certificate, client_id)
        lasting = ["-c", "-x", "600"] if version == 5 else ["-c"]
        command = ["mosquitto_sub", *self.mosquitto.options(self.emulator, identity, version), *lasting, "-t", TOPIC, "-q", "1",
                   "-F", "MESSAGE %r %p", *options]
        said = subprocess.run(command, capture_output=True, text=True, timeout=30).stdout
        return [line.split(maxsplit=1)[1] for line in said.splitlines() if line.startswith("MESSAGE ")]

    def mourn(self):
        """A client with a delayed will, which dies."""
        command = ["mosquitto_pub", *self.mosquitto.options(self.emulator, self.mourned, 5), "-t", TOPIC, "-l", "-x", "600", "-q", "1",
                   "--will-topic", TOPIC, "--will-payload", "the will", "--will-qos", "1",
                   "-D", "will", "will-delay-interval", str(WILL_DELAY_SECONDS)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        since = len(self.emulator.log())
        self.emulator.wait_for_log('connected .*sessionName="mourned"')
        process.kill()
        process.communicate()
        self.emulator.wait_for_log('disconnected.*sessionName="mourned"', since=since)
        return time.monotonic()

    def retain(self, payload):
        run = self.mosquitto.publish_run(self.emulator, self.publisher, 5, TOPIC, payload)
        expect_equal(run.returncode, 0, "mosquitto_pub")
        command = ["mosquitto_pub", *self.mosquitto.options(self.emulator, self.publisher, 5), "-t", TOPIC, "-r", "-q", "1", "-m", "retained"]
        expect_equal(subprocess.run(command, capture_output=True, timeout=15).returncode, 0, "mosquitto_pub -r")


def survive_an_orderly_stop(emulator, clients):
    for name, version in (("subscriber", 5), ("old", 4)):
        expect_equal(clients.receive("-E", client_id=name, version=version), [], "messages before any was published")
    clients.retain("queued")
    died_at = clients.mourn()
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")
    emulator.start()
    print(emulator.wait_for_log("brought back 3 sessions and 1 retained messages"))
    expect_equal(clients.receive("-C", "2", "-W", "10", client_id="old", version=4), ["0 queued", "0 retained"],
                 "what waited for the session of version 3.1.1")
    expect_equal(clients.receive("-C", "4", "-W", "20"), ["0 queued", "0 retained", "1 retained", "0 the will"],
                 "what waited for the session, what is retained, the will")
    if time.monotonic() - died_at < WILL_DELAY_SECONDS - 1:
        raise AssertionError("the will came before its delay was over")


def lose_all_by_kill(emulator, clients):
    clients.retain("never seen again")
    emulator.kill()
    since = len(emulator.log())
    emulator.start()
    expect_equal(clients.receive("-W", "2"), [], "what is there after kill -9")
    if "brought back" in emulator.log()[since:]:
        raise AssertionError("kill -9 brought an old state back")


def refuse_what_was_damaged(emulator, clients):
    clients.retain("damaged")
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")
    database = sqlite3.connect(emulator.data / "emulator.db")
    (kept,) = database.execute("SELECT bytes FROM snapshot_chunks").fetchone()
    database.execute("UPDATE snapshot_chunks SET bytes = ?", (kept[:100] + bytes([kept[100] ^ 1]) + kept[101:],))
    database.commit()
    database.close()
    since = len(emulator.log())
    emulator.start()
    print(emulator.wait_for_log("begins without sessions.*its bytes were changed", since=since))
    expect_equal(clients.receive("-W", "2"), [], "what is there of a damaged snapshot")


def run(directory):
    require_binary()
    emulator = Emulator(directory).start()
    certificate = Certificate(directory, "client1")
    put_quickstart(emulator, certificate.thumbprint)
    emulator.put(NAMESPACE_ID, {"location": "eastus", "properties": {"topicSpacesConfiguration": {
        "state": "Enabled", "maximumClientSessionsPerAuthenticationName": 3}}})
    clients = Clients(emulator, certificate)
    survive_an_orderly_stop(emulator, clients)
    lose_all_by_kill(emulator, clients)
    refuse_what_was_damaged(emulator, clients)
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
