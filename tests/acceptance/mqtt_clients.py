"""The MQTT clients by name, and who connects. All offer the same calls; see each for what a code means."""
import dataclasses

from mosquitto_client import Mosquitto
from mqtt_js_client import MqttJs
from namespaces import Certificate
from paho_client import Paho

CLIENTS = {"mosquitto": Mosquitto, "paho": Paho, "mqtt_js": MqttJs,
           "paho_websocket": lambda: Paho("websockets"), "mqtt_js_websocket": lambda: MqttJs(websocket=True)}


@dataclasses.dataclass
class Identity:
    """What a client presents; `certificate` None means that it presents none."""
    user_name: str
    certificate: Certificate
    client_id: str


def exchange(client, emulator, publisher, subscriber, publish_version, subscribe_version, topic):
    """One message from publisher to subscriber, compared."""
    payload = f"hello from {publisher.user_name} by version {publish_version}!"
    receiver = client.receiver(emulator, subscriber, subscribe_version, topic)
    client.publish(emulator, publisher, publish_version, topic, payload)
    received = receiver.message()
    if received != (topic, payload):
        raise AssertionError(f"{subscriber.user_name} got {received}, {publisher.user_name} sent {(topic, payload)}")
