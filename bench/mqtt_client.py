"""Just enough of an MQTT 5 client over TLS to hold thousands of connections in one process of Python."""
import socket
import struct


def text(data):
    return struct.pack(">H", len(data)) + data


def packet(first_byte, body):
    length, rest = b"", len(body)
    while True:
        length += bytes([rest % 128 | (0x80 if rest >= 128 else 0)])
        rest //= 128
        if not rest:
            return bytes([first_byte]) + length + body


class Client:
    """One connection. With `resumed`, the `session` of an earlier link, the handshake costs a third."""

    def __init__(self, context, port, user_name, identifier, expiry_seconds=3600, clean_start=False, source="127.0.0.1",
                 resumed=None):
        plain = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.link = context.wrap_socket(plain, server_hostname="localhost", session=resumed)
        properties = b"\x11" + struct.pack(">I", expiry_seconds) if expiry_seconds else b""
        flags = 0x82 if clean_start else 0x80
        self.link.sendall(packet(0x10, text(b"MQTT") + bytes([5, flags, 0, 0, len(properties)]) + properties +
                                 text(identifier) + text(user_name)))
        connack = self.link.recv(4096)
        assert connack[0] == 0x20 and connack[3] == 0, connack
        self.is_session_present = connack[2] == 1

    def subscribe(self, filters, qos=1):
        self.link.sendall(packet(0x82, b"\x00\x01\x00" + b"".join(text(one) + bytes([qos]) for one in filters)))
        suback = self.link.recv(4096)
        assert suback[0] == 0x90 and max(suback[-len(filters):]) <= qos, suback

    def send(self, topic, payload):
        """QoS 0."""
        self.link.sendall(packet(0x30, text(topic) + b"\x00" + payload))

    def publish(self, topic, payload):
        """QoS 1, acknowledged."""
        self.link.sendall(packet(0x32, text(topic) + b"\x00\x01\x00" + payload))
        assert self.link.recv(4096)[0] == 0x40
