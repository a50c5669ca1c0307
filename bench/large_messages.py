"""Messages that are too large for the load generator, which takes packets of up to 128 KB: one pair of clients in this process,
at most two messages under way. At such sizes the server's time goes into the bytes, so that one pair stands for several.
"""
import socket
import ssl
import time

from brokers import cpu_seconds
from mqtt_client import packet, text

UNDER_WAY = 2


class Client:
    """MQTT 5 with the least that is needed: no answer is looked at but for its being there."""

    def __init__(self, server, folder, name):
        context = ssl.create_default_context(cafile=server.ca)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(f"{folder}/client.crt", f"{folder}/client.key")
        plain = socket.create_connection((server.host, server.port))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.settimeout(20)
        self.link = context.wrap_socket(plain, server_hostname="localhost")
        flags, keep_alive, no_properties = b"\x82", b"\x00\x00", b"\x00"
        self.ask(packet(0x10, text(b"MQTT") + b"\x05" + flags + keep_alive + no_properties + text(b"large-" + name) + text(name)))

    def ask(self, request):
        self.link.sendall(request)
        if len(self.link.recv(4096)) < 4:
            raise ConnectionError("the server refused a CONNECT or SUBSCRIBE")

    def receive(self, buffer):
        """So many bytes as the buffer has."""
        left = memoryview(buffer)
        while left:
            count = self.link.recv_into(left)
            if count == 0:
                raise ConnectionError("the server closed a connection")
            left = left[count:]


def cpu_us_per_delivery(server, folder, payload_bytes, seconds):
    topic = b"bench/0"
    subscriber, publisher = Client(server, folder, b"c1"), Client(server, folder, b"c0")
    subscriber.ask(packet(0x82, b"\x00\x01\x00" + text(topic) + b"\x00"))
    message = packet(0x30, text(topic) + b"\x00" + bytes(payload_bytes))
    received = bytearray(len(message))
    for _ in range(UNDER_WAY):
        publisher.link.sendall(message)
    begin, end, count = cpu_seconds(server.process.pid), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        subscriber.receive(received)
        if received != message:
            raise ValueError("a message came back changed")
        publisher.link.sendall(message)
        count += 1
    return (cpu_seconds(server.process.pid) - begin) * 1e6 / count
