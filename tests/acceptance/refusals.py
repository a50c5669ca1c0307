"""Every refusal of the first steps, with the exact code that one client reports and the log line that explains it.

Usage: refusals.py mosquitto|paho|mqtt_js|paho_websocket|mqtt_js_websocket
"""
import sys

from emulator_process import Emulator, require_binary, scenario
from mqtt_clients import CLIENTS, Identity
from namespaces import NAMESPACE_ID, TOPIC, Certificate, client_body, put_quickstart

NOT_AUTHORIZED_5, NOT_AUTHORIZED_3 = 0x87, 0x05
SUBACK_FAILURE_3 = 0x80


def prepare(directory):
    """The quickstart plus a disabled client and two topic spaces bound for one permission each."""
    emulator = Emulator(directory).start()
    certificates = {name: Certificate(directory, name) for name in ("known", "stranger")}
    known = certificates["known"].thumbprint
    put_quickstart(emulator, known)
    emulator.put(f"{NAMESPACE_ID}/clients/disabled", client_body("disabled", known, state="Disabled"))
    for permission in ("Publisher", "Subscriber"):
        name = f"only-{permission.lower()}s"
        emulator.put(f"{NAMESPACE_ID}/topicSpaces/{name}", {"properties": {"topicTemplates": [f"{name}/#"]}})
        emulator.put(f"{NAMESPACE_ID}/permissionBindings/{name}", {"properties": {
            "clientGroupName": "$all", "permission": permission, "topicSpaceName": name}})
    return emulator, certificates


def cases(certificates):
    """(what, call, arguments, expected code by version, pattern of the log line)"""
    known, stranger = certificates["known"], certificates["stranger"]
    identity = lambda name, certificate=known: Identity(name, certificate, "session1")
    refused = {4: NOT_AUTHORIZED_3, 5: NOT_AUTHORIZED_5}
    client1 = identity("client1-authnID")
    return (
        ("unknown thumbprint", "connect_code", (identity("client1-authnID", stranger),), refused,
         rf"client1-authnID.*{stranger.thumbprint}|{stranger.thumbprint}.*client1-authnID"),
        ("wrong user name", "connect_code", (identity("nobody"),), refused, r"nobody"),
        ("disabled client", "connect_code", (identity("disabled"),), refused, r"disabled"),
        ("no certificate", "connect_code", (identity("client1-authnID", None),), refused,
         r"client1-authnID.*certificate|certificate.*client1-authnID"),
        ("publish outside the topic space", "publish_code", (client1, "contosotopics/other"), {4: "closed", 5: 0x87},
         r"client1-authnID.*contosotopics/other"),
        ("publish QoS 0 outside the topic space", "publish_quality_0_code", (client1, "contosotopics/third"),
         {4: "closed", 5: f"DISCONNECT {0x87}"}, r"client1-authnID.*contosotopics/third"),
        ("publish with only Subscriber", "publish_code", (client1, "only-subscribers/a"), {4: "closed", 5: 0x87},
         r"client1-authnID.*only-subscribers/a"),
        ("subscribe outside the topic space", "subscribe_code", (client1, "contosotopics/+"),
         {4: SUBACK_FAILURE_3, 5: 0x87}, r"client1-authnID.*contosotopics/\+"),
        ("subscribe with only Publisher", "subscribe_code", (client1, "only-publishers/a"),
         {4: SUBACK_FAILURE_3, 5: 0x87}, r"client1-authnID.*only-publishers/a"),
        ("accepted all the same", "connect_code", (client1,), {4: 0, 5: 0}, None),
        ("granted all the same", "subscribe_code", (client1, TOPIC), {4: 1, 5: 1}, None),
        ("published all the same", "publish_code", (client1, TOPIC), {4: 0, 5: 0}, None),
    )


def run(directory):
    require_binary()
    client = CLIENTS[sys.argv[1]]()
    emulator, certificates = prepare(directory)
    problems = []
    for what, call, arguments, expected, log_pattern in cases(certificates):
        if not hasattr(client, call):
            continue  # only paho tells why a connection ended after a QoS 0 publish
        for version in (4, 5):
            logged_before = len(emulator.log())
            code = getattr(client, call)(emulator, arguments[0], version, *arguments[1:])
            if code != expected[version]:
                problems.append(f"{what}, version {version}: expected {expected[version]}, got {code}")
            if log_pattern:
                try:
                    print(emulator.wait_for_log(log_pattern, since=logged_before))
                except AssertionError as missing:
                    problems.append(f"{what}, version {version}: {missing}")
    if problems:
        raise AssertionError("\n".join(problems))


scenario(run)
