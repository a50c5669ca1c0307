#!/usr/bin/env python3
"""Measures an orderly stop and the start after it with many offline sessions, each with a subscription and a queue.

    restart.py [--emulator PATH] [--sessions N] [--messages N] [--payload BYTES]

Every session has one filter that matches all messages; the messages are published once, so that the queues share them.
"""
import argparse
import os
import signal
import ssl
import subprocess
import tempfile
import time

import brokers
import start_up
from mqtt_client import Client

SESSIONS_PER_CLIENT = 100
TOPIC = b"bench/all"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--emulator", default="build/release/eventgrid-emulator")
    parser.add_argument("--sessions", type=int, default=10000)
    parser.add_argument("--messages", type=int, default=20)
    parser.add_argument("--payload", type=int, default=256)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="restart-")
    thumbprint = brokers.make_certificates(folder)
    clients = -(-options.sessions // SESSIONS_PER_CLIENT) + 1
    emulator = brokers.Emulator(options.emulator, folder, thumbprint, clients)
    context = ssl.create_default_context(cafile=emulator.ca)
    context.load_cert_chain(f"{folder}/client.crt", f"{folder}/client.key")
    resumed = None
    for number in range(options.sessions):
        client = Client(context, emulator.port, b"c%d" % (number // SESSIONS_PER_CLIENT), b"session-%d" % number, resumed=resumed)
        client.subscribe([TOPIC])
        resumed = client.link.session
        client.link.close()
    publisher = Client(context, emulator.port, b"c%d" % (clients - 1), b"publisher")
    for number in range(options.messages):
        publisher.publish(TOPIC, b"%d" % number + b"x" * options.payload)
    before, begin = brokers.cpu_seconds(emulator.process.pid), time.monotonic()
    emulator.process.send_signal(signal.SIGTERM)
    usage = os.wait4(emulator.process.pid, 0)[2]
    print(f"stop: {time.monotonic() - begin:.3f} s, of them {usage.ru_utime + usage.ru_stime - before:.2f} s of processor time; "
          f"peak memory {usage.ru_maxrss // 1024} MB; database {os.path.getsize(emulator.data + '/emulator.db') // 1024} KB")
    process, _, to_ready, _ = start_up.start(options.emulator, emulator.data)
    print(f"start to ready line: {to_ready:.3f} s, processor time {brokers.cpu_seconds(process.pid):.2f} s")
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    subprocess.run(["rm", "-r", folder], check=True)


if __name__ == "__main__":
    main()
