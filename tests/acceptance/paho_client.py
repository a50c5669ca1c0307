"""paho-mqtt (1.6 and 2.x) as a client under test: the codes its callbacks are given."""
import queue
import time

from emulator_process import Skip

try:
    import paho.mqtt.client as paho
except ImportError:
    paho = None


class PahoConnection:
    """One connection whose callbacks go to queues. `version` is 4 or 5."""

    def __init__(self, emulator, identity, version, transport):
        arguments = {"client_id": identity.client_id, "transport": transport,
                     "protocol": paho.MQTTv5 if version == 5 else paho.MQTTv311}
        if hasattr(paho, "CallbackAPIVersion"):
            arguments["callback_api_version"] = paho.CallbackAPIVersion.VERSION1
        self.events = {name: queue.Queue() for name in ("connack", "suback", "puback", "message", "disconnect")}
        self.client = paho.Client(**arguments)
        self.client.username_pw_set(identity.user_name, "")
        certificate = identity.certificate
        self.client.tls_set(ca_certs=emulator.ca_file, certfile=certificate and certificate.cert,
                            keyfile=certificate and certificate.key)
        self.client.on_connect = lambda c, u, flags, code, *rest: self.put("connack", number(code))
        self.client.on_subscribe = lambda c, u, mid, codes, *rest: self.put("suback", [number(code) for code in codes])
        self.client.on_message = lambda c, u, message: self.put("message", message)
        self.client.on_disconnect = lambda c, u, code=0, *rest: self.put("disconnect", number(code))
        self.version = version
        self.client.ws_set_options(path="/mqtt")
        self.client.connect("localhost", emulator.mqtt_port if transport == "tcp" else emulator.https_port)
        self.client.loop_start()
        self.connack = self.get("connack")

    def put(self, name, value):
        self.events[name].put(value)

    def get(self, name, seconds=5):
        try:
            return self.events[name].get(timeout=seconds)
        except queue.Empty:
            raise AssertionError(f"paho got no {name} within {seconds} s") from None

    def close(self):
        self.client.on_disconnect = None
        self.client.disconnect()
        self.client.loop_stop()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


def number(code):
    return getattr(code, "value", code)


class Paho:
    def __init__(self, transport="tcp"):
        if paho is None:
            raise Skip("paho-mqtt for Python is not installed")
        self.transport = transport

    def connect(self, emulator, identity, version):
        return PahoConnection(emulator, identity, version, self.transport)

    def connect_code(self, emulator, identity, version):
        with self.connect(emulator, identity, version) as connection:
            return connection.connack

    def subscribe_code(self, emulator, identity, version, topic):
        with self.connect(emulator, identity, version) as connection:
            connection.client.subscribe(topic, 1)
            return connection.get("suback")[0]

    def publish_code(self, emulator, identity, version, topic, quality=1):
        """The PUBACK code, or "closed" (3.1.1) or "DISCONNECT n" (5) when the broker ended the connection instead."""
        with self.connect(emulator, identity, version) as connection:
            answers = queue.Queue()
            keep_reason_codes(connection.client, answers)
            connection.client.publish(topic, "hello", quality)
            deadline = time.monotonic() + 5
            while time.monotonic() < deadline:
                if not answers.empty():
                    packet, code = answers.get()
                    return code if packet == "PUBACK" else f"DISCONNECT {code}"
                if not connection.events["disconnect"].empty():
                    return "closed"
                time.sleep(0.01)
            return "no answer"

    def publish_quality_0_code(self, emulator, identity, version, topic):
        return self.publish_code(emulator, identity, version, topic, quality=0)

    def publish(self, emulator, identity, version, topic, payload):
        with self.connect(emulator, identity, version) as connection:
            connection.client.publish(topic, payload, 1).wait_for_publish()

    def receiver(self, emulator, identity, version, topic):
        return PahoReceiver(self.connect(emulator, identity, version), topic)


def keep_reason_codes(client, answers):
    """paho 1.6 tells no callback the reason code of a PUBACK or of a short DISCONNECT: take it where it is read."""
    for packet, handler, offset in (("PUBACK", "_handle_pubackcomp", 2), ("DISCONNECT", "_handle_disconnect", 0)):
        def handle(*arguments, packet=packet, offset=offset, original=getattr(client, handler)):
            body = bytes(client._in_packet["packet"])
            answers.put((packet, body[offset] if len(body) > offset else 0))
            return original(*arguments)
        setattr(client, handler, handle)


class PahoReceiver:
    """A connection that is subscribed and waits for one message."""

    def __init__(self, connection, topic):
        self.connection = connection
        self.connection.client.subscribe(topic, 1)
        granted = self.connection.get("suback")
        if granted != [1]:
            raise AssertionError(f"SUBACK {granted}")

    def message(self):
        """(topic, payload) of the one message."""
        message = self.connection.get("message", 10)
        self.connection.close()
        return message.topic, message.payload.decode()
