"""Ten thousand TLS connections of one process, each with a session and filters of its own, on processor 1."""
import os
import resource
import select
import ssl
import time

from brokers import GENERATOR_PROCESSOR, status_kb
from mqtt_client import Client

SESSIONS_PER_CLIENT = 100  # as many as a namespace may allow per authentication name
SOURCES = 4  # of addresses 127.0.0.x: a source has about 28,000 ports for one destination


def raise_descriptor_limit():
    """For this process and the servers that it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Crowd:
    def __init__(self, server, folder, expiry_seconds=0, filters=1, resumes=False):
        """`resumes`: TLS sessions, for a crowd that is made faster than it would come by itself."""
        os.sched_setaffinity(0, {int(GENERATOR_PROCESSOR)})
        self.server, self.expiry_seconds, self.filters, self.resumes = server, expiry_seconds, filters, resumes
        self.context = ssl.create_default_context(cafile=server.ca)
        self.context.load_cert_chain(f"{folder}/client.crt", f"{folder}/client.key")
        self.clients = []

    def client(self, number, identifier):
        before = self.clients[-1].link.session if self.resumes and self.clients else None
        return Client(self.context, self.server.port, b"c%d" % (number // SESSIONS_PER_CLIENT), identifier,
                      self.expiry_seconds, clean_start=not self.expiry_seconds, source=f"127.0.0.{1 + number % SOURCES}",
                      resumed=before)

    def connect(self, count):
        """Until there are so many."""
        for number in range(len(self.clients), count):
            client = self.client(number, b"session-%d" % number)
            client.subscribe([b"bench/%d/%d" % (number, one) for one in range(self.filters)])
            self.clients.append(client)

    def round_trips(self, count):
        """Sorted microseconds from a QoS 0 publish of one client to its arrival at one of the others, each time another."""
        sender, passed = self.client(len(self.clients), b"sender"), []
        for number in range(count):
            receiver = number * 7919 % len(self.clients)
            begin = time.perf_counter()
            sender.send(b"bench/%d/0" % receiver, b"x" * 256)
            arrived = self.clients[receiver].link.recv(4096)
            passed.append((time.perf_counter() - begin) * 1e6)
            assert arrived[0] == 0x30 and len(arrived) > 256, arrived
        sender.link.close()
        return sorted(passed)

    def add_stuck(self, count):
        """Clients that read nothing of what is published to them, until it fills the sockets."""
        sender = self.client(len(self.clients), b"sender")
        for number in range(count):
            client = self.client(len(self.clients), b"stuck-%d" % number)
            client.subscribe([b"bench/stuck"], qos=0)
            self.clients.append(client)
        for _ in range(300):
            sender.publish(b"bench/stuck", b"x" * 65_536)
        sender.link.close()

    def wait_for_exit(self, answers):
        """Seconds until the server has ended, of them of its CPU in all its life, and its largest memory in kB, as seen
        every few milliseconds. `answers`: clients close when they are told."""
        process, by_descriptor, poll = self.server.process, {}, select.epoll()
        if answers:
            by_descriptor = {client.link.fileno(): client.link for client in self.clients}
        exited = os.pidfd_open(process.pid)
        for descriptor in (exited, *by_descriptor):
            poll.register(descriptor, select.EPOLLIN)
        begin, largest = time.monotonic(), 0
        process.terminate()
        ready = set()
        while exited not in ready:
            ready = {descriptor for descriptor, _ in poll.poll(0.003)}
            largest = status_kb(process.pid, "VmHWM") or largest
            for descriptor in ready - {exited}:
                poll.unregister(descriptor)
                by_descriptor.pop(descriptor).close()
        usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(usage[1])
        os.close(exited)
        return seconds, usage[2].ru_utime + usage[2].ru_stime, largest

    def close(self):
        for client in self.clients:
            client.link.close()
        self.clients.clear()
