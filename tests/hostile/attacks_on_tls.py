"""Attacks below MQTT: connections without a handshake, with half of one, with garbage, floods, TLS's own messages."""
import random
import socket
import ssl
import subprocess
import time

import mqtt_bytes
from attack_row import Attack

HANDSHAKE_SECONDS = 10  # what the server grants


def client_hello(context):
    """The bytes a TLS client sends first."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def unfinished_handshakes(stage):
    """Silent ones, half a ClientHello, a whole one and silence, a byte a second: the server ends them all in time."""
    hello = client_hello(stage.context)
    connections = []
    for number in range(240):
        connection = mqtt_bytes.tcp(stage.port if number % 2 else stage.emulator.https_port)
        connection.sendall((b"", hello[:50], hello, hello[:1])[number % 4])
        connections.append(connection)
    slow = connections[3::4]
    for second in range(HANDSHAKE_SECONDS):
        for connection in slow:
            try:
                connection.send(hello[second + 1:second + 2])
            except OSError:
                pass  # the server ended it
        time.sleep(1)
    stage.wait_until(lambda: stage.descriptors() < 60, "unfinished handshakes are still open", seconds=5)
    return connections


def connection_flood(stage):
    for _ in range(3000):
        mqtt_bytes.tcp(stage.port).close()
    for _ in range(150):
        mqtt_bytes.tls(stage.port, stage.context).close()


def connections_reset(stage):
    """Closed with a reset in every state."""
    hello = client_hello(stage.context)
    for number in range(1000):
        connection = mqtt_bytes.tcp(stage.port)
        connection.sendall((b"", hello[:100], hello)[number % 3])
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        connection.close()


def garbage_instead_of_a_handshake(stage):
    generator = random.Random(1)
    for number in range(600):
        connection = mqtt_bytes.tcp(stage.port if number % 2 else stage.emulator.https_port)
        head = (b"", b"\x16\x03\x01", b"\x16\x03\x03\x40\x00", b"GET / HTTP/1.1\r\n", b"\x10\xff\xff\xff\x7f")[number % 5]
        try:
            connection.sendall(head + generator.randbytes(generator.choice((1, 30, 5000))))
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass
        except OSError:
            pass  # the server ended it
        connection.close()


def garbage_after_the_handshake(stage):
    generator = random.Random(2)
    for number in range(150):
        connection = mqtt_bytes.tls(stage.port, stage.context)
        try:
            if number % 2:
                connection.sendall(mqtt_bytes.connect(f"attacker-session-{number}", stage.user_name(number)))
            connection.sendall(generator.randbytes(generator.choice((2, 100, 20_000))))
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass
        except OSError:
            pass
        connection.close()


def renegotiation_and_key_updates(stage):
    """By openssl's own client, which takes R, k and K as commands; one for each read of its input. Storms of key updates
    in one packet are played by tests/wire."""
    for version, letter in (("-tls1_2", "R"), ("-tls1_3", "K"), ("-tls1_3", "k")):
        client = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{stage.port}", version, "-cert", stage.identity.cert,
             "-key", stage.identity.key],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(500):
                client.stdin.write(letter.encode() + b"\n")
                client.stdin.flush()
                time.sleep(0.002)
        except OSError:
            pass  # the server ended it
        client.kill()
        client.wait()


ATTACKS = {
    "unfinished_handshakes": Attack(unfinished_handshakes),
    "connection_flood": Attack(connection_flood),
    "connections_reset": Attack(connections_reset),
    "garbage_instead_of_a_handshake": Attack(garbage_instead_of_a_handshake, log_pattern="closed: ", log_lines_max=130),
    "garbage_after_the_handshake": Attack(garbage_after_the_handshake, log_pattern="CONNECT refused"),
    "renegotiation_and_key_updates": Attack(renegotiation_and_key_updates),
}
