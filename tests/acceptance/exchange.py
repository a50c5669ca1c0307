"""Publish and subscribe with one client, 3.1.1 and 5 both ways; two identities that share one certificate.

Usage: exchange.py mosquitto|paho|mqtt_js|paho_websocket|mqtt_js_websocket
"""
import sys

from emulator_process import Emulator, expect_equal, require_binary, scenario
from mqtt_clients import CLIENTS, Identity, exchange
from namespaces import TOPIC, Certificate, put_quickstart


def run(directory):
    require_binary()
    client = CLIENTS[sys.argv[1]]()
    emulator = Emulator(directory).start()
    shared = Certificate(directory, "shared")
    put_quickstart(emulator, shared.thumbprint, version="2023-06-01-preview")
    first = Identity("client1-authnID", shared, "client1-session1")
    second = Identity("client2-authn-ID", shared, "client2-session1")
    for publish_version, subscribe_version in ((4, 4), (4, 5), (5, 4), (5, 5)):
        exchange(client, emulator, first, second, publish_version, subscribe_version, TOPIC)
    exchange(client, emulator, second, first, 5, 5, TOPIC)
    in_capitals = Identity("CLIENT1-AUTHNID", shared, "client1-session2")
    expect_equal(client.connect_code(emulator, in_capitals, 5), 0, "CONNACK for a user name in other case")
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
