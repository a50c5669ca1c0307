"""mosquitto_pub and mosquitto_sub as a client under test: what their debug output and exit codes say."""
import re
import shutil
import subprocess

from emulator_process import Skip

PROTOCOL = {4: "mqttv311", 5: "mqttv5"}


class Mosquitto:
    def __init__(self):
        if not shutil.which("mosquitto_pub"):
            raise Skip("mosquitto-clients is not installed")

    def options(self, emulator, identity, version):
        options = ["-h", "localhost", "-p", str(emulator.mqtt_port), "-V", PROTOCOL[version], "--cafile", emulator.ca_file,
                   "-i", identity.client_id, "-u", identity.user_name, "-d"]
        if identity.certificate:
            options += ["--cert", identity.certificate.cert, "--key", identity.certificate.key]
        return options

    def publish_run(self, emulator, identity, version, topic, payload="hello", quality=1):
        return subprocess.run(["mosquitto_pub", *self.options(emulator, identity, version),
                               "-t", topic, "-m", payload, "-q", str(quality)],
                              capture_output=True, text=True, timeout=15)

    def connect_code(self, emulator, identity, version):
        """The CONNACK code; mosquitto_pub also makes it its exit code, and the two must agree."""
        run = self.publish_run(emulator, identity, version, "contosotopics/topic1", quality=0)
        connack = re.search(r"received CONNACK \((\d+)\)", run.stdout)
        code = int(connack.group(1)) if connack else f"no CONNACK: {run.stdout}{run.stderr}"
        if code != run.returncode:
            return f"CONNACK {code}, exit {run.returncode}: {run.stderr}"
        return code

    def subscribe_code(self, emulator, identity, version, topic):
        """The SUBACK code of one filter."""
        run = subprocess.run(["mosquitto_sub", *self.options(emulator, identity, version), "-t", topic, "-q", "1", "-W", "1"],
                             capture_output=True, text=True, timeout=15)
        suback = re.search(r"Subscribed \(mid: \d+\): (\d+)", run.stdout)
        return int(suback.group(1)) if suback else f"no SUBACK: {run.stdout}{run.stderr}"

    def publish_code(self, emulator, identity, version, topic):
        """The PUBACK code, or "closed" when the broker ended the connection instead (3.1.1 has no codes)."""
        run = self.publish_run(emulator, identity, version, topic)
        puback = re.search(r"received PUBACK \(Mid: \d+, RC:(\d+)\)", run.stdout)
        if puback:
            return int(puback.group(1))
        return "closed" if "connection was lost" in run.stderr else f"no answer: {run.stdout}{run.stderr}"

    def publish(self, emulator, identity, version, topic, payload):
        run = self.publish_run(emulator, identity, version, topic, payload)
        if run.returncode:
            raise AssertionError(f"mosquitto_pub: exit {run.returncode}: {run.stdout}{run.stderr}")

    def receiver(self, emulator, identity, version, topic):
        return MosquittoReceiver(["stdbuf", "-oL", "mosquitto_sub", *self.options(emulator, identity, version),
                                  "-t", topic, "-q", "1", "-C", "1", "-W", "15", "-F", "MESSAGE %t %p"])


class MosquittoReceiver:
    """A mosquitto_sub that is subscribed and waits for one message."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.wait_for("Subscribed (mid")

    def wait_for(self, beginning):
        seen = []
        for line in self.process.stdout:
            if line.startswith(beginning):
                return line
            seen.append(line)
        raise AssertionError(f"mosquitto_sub ended without {beginning!r}: {''.join(seen)}")

    def message(self):
        """(topic, payload) of the one message."""
        topic, payload = self.wait_for("MESSAGE ").split(maxsplit=1)[1].rstrip("\n").split(" ", 1)
        self.process.communicate(timeout=15)
        return topic, payload
