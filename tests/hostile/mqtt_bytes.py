"""MQTT packets as bytes, lawful ones by the functions and anything else by hand; TLS connections that send them.

Knows no attack and no emulator. Blocking sockets with a time limit: a test never hangs on a peer that is silent.
"""
import socket
import ssl
import struct

SECONDS = 10


def text(value):
    data = value if isinstance(value, bytes) else value.encode()
    return struct.pack("!H", len(data)) + data


def variable_integer(value):
    digits = bytearray()
    while True:
        value, digit = divmod(value, 128)
        digits.append(digit | (0x80 if value else 0))
        if not value:
            return bytes(digits)


def packet(first_byte, *parts):
    body = b"".join(parts)
    return bytes([first_byte]) + variable_integer(len(body)) + body


def properties(data=b""):
    return variable_integer(len(data)) + data


def connect(client_identifier, user_name, version=5, keep_alive=0, property_bytes=b"", clean_start=True):
    flags = 0x80 | (0x02 if clean_start else 0)
    own = properties(property_bytes) if version == 5 else b""
    return packet(0x10, text("MQTT"), bytes([version, flags]), struct.pack("!H", keep_alive), own,
                  text(client_identifier), text(user_name))


def publish(topic, payload=b"", qos=0, packet_identifier=1, version=5, property_bytes=b""):
    identifier = struct.pack("!H", packet_identifier) if qos else b""
    own = properties(property_bytes) if version == 5 else b""
    return packet(0x30 | qos << 1, text(topic), identifier, own, payload)


def subscribe(topic_filter, qos=0, packet_identifier=1, version=5):
    own = properties() if version == 5 else b""
    return packet(0x82, struct.pack("!H", packet_identifier), own, text(topic_filter), bytes([qos]))


def puback(packet_identifier):
    return packet(0x40, struct.pack("!H", packet_identifier))


def user_property(name, value):
    return b"\x26" + text(name) + text(value)


def tls_context(emulator, identity=None, version=None):
    context = ssl.create_default_context(cafile=emulator.ca_file)
    if identity:
        context.load_cert_chain(identity.cert, identity.key)
    if version:
        context.maximum_version = version
    return context


def tcp(port, seconds=SECONDS):
    return socket.create_connection(("127.0.0.1", port), timeout=seconds)


def tls(port, context, seconds=SECONDS):
    return context.wrap_socket(tcp(port, seconds), server_hostname="localhost")


class Stream:
    """Whole packets read from a connection."""

    def __init__(self, connection):
        self.connection = connection
        self.kept = b""

    def send(self, data):
        self.connection.sendall(data)

    def _more(self):
        data = self.connection.recv(65536)
        if not data:
            raise EOFError("the broker closed the connection")
        self.kept += data

    def packet(self):
        """(first byte, body)"""
        while True:
            length, shift, at = 0, 0, 1
            while at < len(self.kept):
                length |= (self.kept[at] & 0x7F) << shift
                shift, at = shift + 7, at + 1
                if not self.kept[at - 1] & 0x80:
                    if len(self.kept) < at + length:
                        break
                    body, first = self.kept[at:at + length], self.kept[0]
                    self.kept = self.kept[at + length:]
                    return first, body
            self._more()

    def until(self, packet_type):
        while True:
            first, body = self.packet()
            if first >> 4 == packet_type:
                return body


def session(port, context, client_identifier, user_name, **options):
    """A connection whose CONNECT was accepted."""
    stream = Stream(tls(port, context))
    stream.send(connect(client_identifier, user_name, **options))
    first, body = stream.packet()
    if first != 0x20 or body[1] != 0:
        raise AssertionError(f"CONNECT of {client_identifier} was refused: {body.hex()}")
    return stream
