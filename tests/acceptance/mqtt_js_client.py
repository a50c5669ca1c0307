"""MQTT.js as a client under test: runs mqtt_js/session.cjs and reads what it tells.

The package is installed once into the user's cache directory, outside the source tree.
"""
import json
import os
import pathlib
import subprocess

import npm_packages

FOLDER = pathlib.Path(__file__).resolve().parent / "mqtt_js"


class MqttJs:
    def __init__(self, websocket=False):
        self.packages = npm_packages.install(FOLDER)
        self.websocket = websocket

    def url(self, emulator):
        if self.websocket:
            return f"wss://localhost:{emulator.https_port}/mqtt"
        return f"mqtts://localhost:{emulator.mqtt_port}"

    def command(self, emulator, identity, version, action, topic="", payload=""):
        order = {"action": action, "url": self.url(emulator), "version": version, "clientId": identity.client_id,
                 "userName": identity.user_name, "ca": emulator.ca_file, "topic": topic, "payload": payload}
        if identity.certificate:
            order.update(cert=identity.certificate.cert, key=identity.certificate.key)
        return ["node", str(FOLDER / "session.cjs"), json.dumps(order)]

    def start(self, *arguments):
        return subprocess.Popen(self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                env={**os.environ, "NODE_PATH": str(self.packages / "node_modules")})

    def told(self, *arguments):
        """Everything one session told, merged: the first value of each key."""
        output = self.start(*arguments).communicate(timeout=20)[0]
        merged = {"output": output}
        for line in output.splitlines():
            if line.startswith("{"):
                for key, value in json.loads(line).items():
                    merged.setdefault(key, value)
        return merged

    def connect_code(self, emulator, identity, version):
        told = self.told(emulator, identity, version, "connect")
        return told.get("connack", told)

    def subscribe_code(self, emulator, identity, version, topic):
        told = self.told(emulator, identity, version, "subscribe", topic)
        return told["suback"][0] if "suback" in told else told

    def publish_code(self, emulator, identity, version, topic):
        """The PUBACK code, or "closed" when the broker ended the connection instead."""
        told = self.told(emulator, identity, version, "publish", topic, "hello")
        if "puback" in told:
            return told["puback"]
        return "closed" if "closed" in told else told

    def publish(self, emulator, identity, version, topic, payload):
        told = self.told(emulator, identity, version, "publish", topic, payload)
        if told.get("puback") != 0:
            raise AssertionError(f"MQTT.js publish: {told}")

    def receiver(self, emulator, identity, version, topic):
        return MqttJsReceiver(self.start(emulator, identity, version, "receive", topic))


class MqttJsReceiver:
    """A session that is subscribed and waits for one message."""

    def __init__(self, process):
        self.process = process
        self.wait_for("suback")

    def wait_for(self, key):
        seen = []
        for line in self.process.stdout:
            seen.append(line)
            if line.startswith("{") and key in json.loads(line):
                return json.loads(line)[key]
        raise AssertionError(f"MQTT.js ended without {key}: {''.join(seen)}")

    def message(self):
        """(topic, payload) of the one message."""
        message = self.wait_for("message")
        self.process.communicate(timeout=20)
        return message["topic"], message["payload"]
