"""Attacks on the HTTPS port: slow and endless requests, idle connections, frames of WebSocket that break its rules."""
import base64
import os
import struct
import time

import mqtt_bytes
from attack_row import Attack
from stage import NAMESPACE_ID

REQUEST = f"GET {NAMESPACE_ID}?api-version=2025-02-15 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n"


def https(stage):
    return mqtt_bytes.tls(stage.emulator.https_port, stage.context)


def slow_and_endless_requests(stage):
    connections = []
    for number in range(60):
        connection = https(stage)
        connection.sendall((REQUEST.encode()[:20], REQUEST.encode(), b"")[number % 3])
        connections.append(connection)
    for _ in range(10):
        for number, connection in enumerate(connections):
            try:
                connection.sendall(b"X-Header: " + b"x" * 20_000 + b"\r\n" if number % 3 == 1 else b"x")
            except OSError:
                pass  # the server ended it
        time.sleep(0.05)
    return connections


def bodies_above_every_limit(stage):
    head = REQUEST.replace("GET", "PUT") + "Content-Type: application/json\r\n"
    bodies = (head + "Content-Length: 99999999999\r\n\r\n", head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
              head + "Transfer-Encoding: chunked\r\n\r\n" + "1\r\n[\r\n" * 20_000,
              head + "Content-Length: 1000000\r\n\r\n" + "[" * 1_000_000)
    for number in range(20):
        connection = https(stage)
        try:
            connection.sendall(bodies[number % 4].encode())
            connection.settimeout(0.1)
            connection.recv(4096)
        except OSError:
            pass
        connection.close()


def a_thousand_idle_connections(stage):
    connections = [https(stage) for _ in range(1000)]
    return connections


def websocket(stage):
    connection = https(stage)
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall(f"GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Key: {key}\r\n\r\n"
                       .encode())
    answer = connection.recv(4096)
    if b" 101 " not in answer:
        raise AssertionError(f"no WebSocket: {answer!r}")
    return connection


def frame(opcode, payload=b"", final=True, masked=True, length=None):
    """One frame; `length` lies about the payload's."""
    size = len(payload) if length is None else length
    head = bytes([(0x80 if final else 0) | opcode, (0x80 if masked else 0) | 127]) + struct.pack("!Q", size)
    return head + (b"\0\0\0\0" if masked else b"") + payload


def websocket_frames(stage):
    connect = mqtt_bytes.connect("attacker-session-1", stage.user_name(1))
    attacks = (
        [frame(2, bytes([byte]), final=False) if not at else frame(0, bytes([byte]), final=False)
         for at, byte in enumerate(connect)] + [frame(0, b"", final=False)] * 20_000,  # fragments without end
        [frame(9, b"x" * 125)] * 20_000,  # pings, answers unread
        [frame(2, connect)] + [frame(2)] * 20_000,  # empty frames
        [frame(2, b"x" * 100, length=2 ** 63)],
        [frame(2, b"x" * 100, length=2 ** 62)] + [b"x" * 65536] * 100,
        [frame(2, connect, masked=False)],
        [frame(1, connect)],
        [frame(0, connect)],
        [frame(9, b"x" * 126)],
        [frame(3, b"x")],
        [frame(8, b"\x03")],
        [os.urandom(100_000)],
    )
    connections = []
    for attack in attacks:
        connection = websocket(stage)
        connection.settimeout(0.5)
        try:
            connection.sendall(b"".join(attack))
        except OSError:
            pass  # the server reads no more, or ended it
        connections.append(connection)
    return connections


ATTACKS = {
    "slow_and_endless_requests": Attack(slow_and_endless_requests),
    "bodies_above_every_limit": Attack(bodies_above_every_limit),
    "a_thousand_idle_connections": Attack(a_thousand_idle_connections, memory_megabytes_max=60),
    "websocket_frames": Attack(websocket_frames),
}
