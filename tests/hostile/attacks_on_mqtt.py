"""Attacks by peers whose handshake succeeded: malformed and oversized packets, slow readers and writers, floods."""
import pathlib
import re
import struct
import time

import mqtt_bytes
from attack_row import Attack

CASES = pathlib.Path(__file__).resolve().parents[2] / "testdata/mqtt/packets"
LARGEST_LENGTH = b"\xff\xff\xff\x7f"


def bytes_of_notation(notation):
    """`10 0c "MQTT"`: hexadecimal digits and quoted ASCII, as testdata/mqtt/packets has them."""
    parts = re.findall(r'"([^"]*)"|([0-9a-fA-F]{2})', notation)
    return b"".join(quoted.encode() if not digits else bytes.fromhex(digits) for quoted, digits in parts)


def malformed_packets():
    """(version, bytes) of every case that must be refused."""
    for file in sorted(CASES.glob("*.txt")):
        for case in file.read_text().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in case.splitlines() if ": " in line and not line.startswith("#"))
            if fields.get("expect", "").startswith("error"):
                yield (5 if fields["version"] == "5" else 4), bytes_of_notation(fields["bytes"])


def read_to_end(stream):
    try:
        while True:
            stream.packet()
    except (OSError, EOFError):
        pass


def every_malformed_packet(stage):
    packets = list(malformed_packets())
    if len(packets) < 50:
        raise AssertionError(f"only {len(packets)} malformed packets were found")
    for number, (version, data) in enumerate(packets):
        for is_connected in (False, True):
            if is_connected:
                stream = stage.session(number, version=version)
            else:
                stream = mqtt_bytes.Stream(mqtt_bytes.tls(stage.port, stage.context))
            stream.send(data)
            stream.connection.settimeout(0.02)  # some are only the beginning of a packet
            read_to_end(stream)
            stream.connection.close()


def oversized_packets(stage):
    """Announced, and sent as far as the broker lets them."""
    connections = []
    for number in range(40):
        is_connected = number % 2 == 0
        stream = stage.session(number) if is_connected else mqtt_bytes.Stream(mqtt_bytes.tls(stage.port, stage.context))
        try:
            stream.send((b"\x30" if is_connected else b"\x10") + LARGEST_LENGTH)
            for _ in range(40):
                stream.send(b"x" * 65536)
        except OSError:
            pass  # the broker ended it
        connections.append(stream.connection)
    return connections


def packets_that_never_end(stage):
    """Just below the limit, one byte missing: what a link may hold, by many."""
    connections = []
    for number in range(40):
        stream = stage.session(number)
        whole = mqtt_bytes.publish("flood/a", b"x" * 500_000)
        stream.send(whole[:-1])
        connections.append(stream.connection)
    time.sleep(1)
    return connections


def a_byte_at_a_time(stage):
    streams = [mqtt_bytes.Stream(mqtt_bytes.tls(stage.port, stage.context)) for _ in range(30)]
    packets = [mqtt_bytes.connect(f"attacker-session-{number}", stage.user_name(number)) for number in range(30)]
    for at in range(len(packets[0])):
        for stream, data in zip(streams, packets):
            stream.send(data[at:at + 1])
        time.sleep(0.05)
    for number, stream in enumerate(streams):
        stream.send(packets[number][len(packets[0]):])
        stream.until(2)
    return [stream.connection for stream in streams]


def thousands_of_user_properties(stage):
    few, many = mqtt_bytes.user_property("a", "b"), mqtt_bytes.user_property("name", "value") * 20_000
    for number in range(20):
        stream = stage.session(number)
        for _ in range(20):
            stream.send(mqtt_bytes.publish("flood/a", b"x", property_bytes=few * 3000))
        stream.send(mqtt_bytes.publish("flood/a", b"x", qos=1, property_bytes=many))
        read_to_end_quickly(stream)
        refused = mqtt_bytes.Stream(mqtt_bytes.tls(stage.port, stage.context))
        refused.send(mqtt_bytes.connect(f"attacker-session-{number}", stage.user_name(number), property_bytes=many))
        read_to_end_quickly(refused)


def read_to_end_quickly(stream):
    stream.connection.settimeout(0.05)
    read_to_end(stream)
    stream.connection.close()


def topics_of_many_levels(stage):
    deep = "/".join("a" for _ in range(32_000))
    for number in range(40):
        stream = stage.session(number)
        for identifier, topic in enumerate((deep, "flood/" + "/" * 65_000, "flood/" + "+/" * 30_000 + "#"), 1):
            stream.send(mqtt_bytes.subscribe(topic, packet_identifier=identifier))
            stream.send(mqtt_bytes.publish(topic.replace("+", "x").replace("#", "x"), qos=1, packet_identifier=identifier))
        read_to_end_quickly(stream)


def slow_readers(stage):
    """Subscribers that never read, while a publisher floods them."""
    readers = []
    for number in range(20):
        reader = stage.session(number)
        reader.send(mqtt_bytes.subscribe("flood/#", packet_identifier=1))
        reader.until(9)
        readers.append(reader)
    publisher = stage.session(50)
    message = mqtt_bytes.publish("flood/a", b"x" * 20_000)
    for _ in range(1500):
        publisher.send(message)
    publisher.send(b"\xc0\x00")
    publisher.until(13)
    return [reader.connection for reader in readers] + [publisher.connection]


def subscribers_that_never_acknowledge(stage):
    """Their queues reach the service's limit and their sessions end; the publisher goes on."""
    readers = []
    for number in range(20):
        reader = stage.session(number)
        reader.send(mqtt_bytes.subscribe("flood/#", qos=1))
        readers.append(reader)
    publisher = stage.session(50)
    for number in range(1, 2001):
        publisher.send(mqtt_bytes.publish("flood/a", b"x" * 1000, qos=1, packet_identifier=number))
        publisher.until(4)
    return [reader.connection for reader in readers] + [publisher.connection]


def requests_without_reading_answers(stage):
    """PINGREQ and refused SUBSCRIBE as fast as the socket takes them, answers left unread."""
    streams = [stage.session(number) for number in range(10)]
    requests = b"\xc0\x00" * 2000 + b"".join(mqtt_bytes.subscribe("no/permission", packet_identifier=number)
                                            for number in range(1, 500))
    for stream in streams:
        stream.connection.settimeout(0.2)
        try:
            for _ in range(100):
                stream.send(requests)
        except OSError:
            pass  # the broker reads no more, or ended it
    return [stream.connection for stream in streams]


def churn_of_sessions(stage):
    """The same identifiers taken over and over again, with and without a will and an expiry."""
    for number in range(400):
        stream = stage.session(number % 10, property_bytes=b"\x11" + struct.pack("!I", number % 3 * 100),
                               clean_start=number % 2 == 0)
        stream.send(mqtt_bytes.subscribe(f"flood/{number}/#", qos=1))
        if number % 4 == 0:
            stream.connection.close()


ATTACKS = {
    "every_malformed_packet": Attack(every_malformed_packet, log_pattern="disconnected: ClientError"),
    "oversized_packets": Attack(oversized_packets, log_pattern="code=0x95"),
    "packets_that_never_end": Attack(packets_that_never_end, memory_megabytes_max=40),
    "a_byte_at_a_time": Attack(a_byte_at_a_time),
    "thousands_of_user_properties": Attack(thousands_of_user_properties, log_pattern="code=0x97", log_lines_max=100),
    "topics_of_many_levels": Attack(topics_of_many_levels, log_pattern="topic-limit-exceeded", log_lines_max=320),
    "slow_readers": Attack(slow_readers, log_pattern="slow-link", log_lines_max=170, memory_megabytes_max=60),
    "subscribers_that_never_acknowledge": Attack(subscribers_that_never_acknowledge, log_pattern="SessionOverflow"),
    "requests_without_reading_answers": Attack(requests_without_reading_answers, log_lines_max=170,
                                               memory_megabytes_max=40),
    "churn_of_sessions": Attack(churn_of_sessions),
}
