#!/usr/bin/env python3
"""Two minutes of life: a thousand pairs of clients over TLS exchange messages at QoS 0 and 1, fifty connections a second
come and go, policies change every second.

    soak.py [SECONDS]

Fails when a message of QoS 1 is lost, doubled or out of order, when a connection of a pair ends, when memory after the
warm-up changes by more than 5 %, or when a descriptor is left. With EMULATOR_UNDER_TEST_IS_SANITIZED there are fewer
connections, and memory is not judged.
"""
import asyncio
import itertools
import statistics
import sys

import mqtt_bytes
from stage import NAMESPACE_ID, Stage
from emulator_process import IS_SANITIZED, expect_equal, require_binary, scenario
from namespaces import client_body

PAIRS = 200 if IS_SANITIZED else 1000
CHURN_PER_SECOND = 50
PUBLISH_PAUSE_SECONDS = 2.5  # of each pair
WARM_UP_SHARE, SAMPLES = 0.4, 10
MEMORY_CHANGE_MAX = 0.05


class Peer:
    """A client on asyncio's streams."""

    def __init__(self, streams):
        self.reader, self.writer = streams

    @classmethod
    async def connect(cls, stage, client_identifier, number):
        peer = cls(await asyncio.open_connection("127.0.0.1", stage.port, ssl=stage.context, server_hostname="localhost"))
        peer.writer.write(mqtt_bytes.connect(client_identifier, user_name(number)))
        _, body = await peer.packet()
        if body[1] != 0:
            raise AssertionError(f"CONNECT of {client_identifier} was refused: {body.hex()}")
        return peer

    async def packet(self):
        first, length, shift = (await self.reader.readexactly(1))[0], 0, 0
        while True:
            digit = (await self.reader.readexactly(1))[0]
            length, shift = length | (digit & 0x7F) << shift, shift + 7
            if not digit & 0x80:
                return first, await self.reader.readexactly(length)

    async def close(self):
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except OSError:
            pass


def user_name(number):
    return f"soak{number % 40}"


class Pair:
    def __init__(self, number):
        self.number, self.qos, self.sent, self.received = number, number % 2, 0, 0

    async def start(self, stage):
        self.subscriber = await Peer.connect(stage, f"subscriber-{self.number}", self.number)
        self.subscriber.writer.write(mqtt_bytes.subscribe(f"soak/{self.number}/#", self.qos))
        await self.subscriber.packet()
        self.publisher = await Peer.connect(stage, f"publisher-{self.number}", self.number)

    async def publish(self, until):
        await asyncio.sleep(PUBLISH_PAUSE_SECONDS * self.number / PAIRS)
        while asyncio.get_running_loop().time() < until:
            self.sent += 1
            self.publisher.writer.write(mqtt_bytes.publish(f"soak/{self.number}/a", b"%d" % self.sent, self.qos,
                                                           packet_identifier=self.sent % 65535 + 1))
            if self.qos:
                first, body = await self.publisher.packet()
                if first != 0x40 or len(body) > 2:
                    raise AssertionError(f"pair {self.number}: no PUBACK but {first:#x} {body.hex()}")
            await asyncio.sleep(PUBLISH_PAUSE_SECONDS)

    async def read(self):
        while True:
            _, body = await self.subscriber.packet()
            head = 2 + int.from_bytes(body[:2], "big")
            if self.qos:
                self.subscriber.writer.write(mqtt_bytes.puback(int.from_bytes(body[head:head + 2], "big")))
                head += 2
            number = int(body[head + 1:])
            if number != self.received + 1:
                raise AssertionError(f"pair {self.number} (QoS {self.qos}): message {number} after {self.received}")
            self.received = number


async def churn(stage, until):
    """One connection after the other; some leave without a word."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for number in itertools.count():
        if loop.time() >= until:
            return number
        peer = await Peer.connect(stage, f"churn-{number % 500}", number)
        peer.writer.write(mqtt_bytes.subscribe("churn/#", 1) + mqtt_bytes.publish("churn/a", b"x", 1))
        await peer.packet()
        if number % 3:
            peer.writer.write(b"\xe0\x00")
        await peer.close()
        await asyncio.sleep(max(0, begin + (number + 1) / CHURN_PER_SECOND - loop.time()))


def change_policies(stage, number):
    put = stage.emulator.put
    put(f"{NAMESPACE_ID}/topicSpaces/churn", {"properties": {"topicTemplates": [f"other/{number % 7}/#", "churn/#"]}})
    put(f"{NAMESPACE_ID}/clientGroups/odd", {"properties": {"query": f"attributes.number > {number % 40}"}})
    body = client_body(user_name(number), stage.identity.thumbprint)
    body["properties"]["attributes"] = {"number": number}
    put(f"{NAMESPACE_ID}/clients/{user_name(number)}", body)


async def change_policies_every_second(stage, until):
    loop = asyncio.get_running_loop()
    for number in itertools.count():
        if loop.time() >= until:
            return number
        await asyncio.to_thread(change_policies, stage, number)
        await asyncio.sleep(1)


async def sample_memory(stage, seconds):
    """Medians after the warm-up and at the end."""
    await asyncio.sleep(seconds * WARM_UP_SHARE)
    medians = []
    for pause in (seconds * (1 - WARM_UP_SHARE) - 2 * SAMPLES, 0):
        samples = []
        for _ in range(SAMPLES):
            samples.append(stage.resident_bytes())
            await asyncio.sleep(1)
        medians.append(statistics.median(samples))
        await asyncio.sleep(pause)
    return medians


async def live(stage, seconds):
    pairs = [Pair(number) for number in range(PAIRS)]
    for at in range(0, PAIRS, 10):
        await asyncio.gather(*(pair.start(stage) for pair in pairs[at:at + 10]))
    until = asyncio.get_running_loop().time() + seconds
    readers = [asyncio.create_task(pair.read()) for pair in pairs]
    others = asyncio.gather(churn(stage, until), change_policies_every_second(stage, until), sample_memory(stage, seconds),
                            *(pair.publish(until) for pair in pairs))
    await asyncio.wait([others, *readers], return_when=asyncio.FIRST_COMPLETED)
    for reader in readers:
        if reader.done():
            reader.result()  # it only ends by an error
    connections, changes, medians = (await others)[:3]
    await asyncio.sleep(2)
    for pair in pairs:
        expect_equal(pair.received, pair.sent, f"messages of pair {pair.number} (QoS {pair.qos})")
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    await asyncio.gather(*(peer.close() for pair in pairs for peer in (pair.publisher, pair.subscriber)))
    return sum(pair.sent for pair in pairs), connections, changes, medians


def run(directory):
    require_binary()
    stage = Stage(directory)
    for number in range(40):
        stage.emulator.put(f"{NAMESPACE_ID}/clients/{user_name(number)}",
                           client_body(user_name(number), stage.identity.thumbprint))
    stage.emulator.put(f"{NAMESPACE_ID}/topicSpaces/all", {"properties": {"topicTemplates": ["soak/#"]}})
    stage.emulator.put(f"{NAMESPACE_ID}/topicSpaces/churn", {"properties": {"topicTemplates": ["churn/#"]}})
    for permission in ("Publisher", "Subscriber"):
        stage.emulator.put(f"{NAMESPACE_ID}/permissionBindings/churn{permission}", {"properties": {
            "clientGroupName": "$all", "topicSpaceName": "churn", "permission": permission}})
    descriptors = stage.descriptors()
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120
    messages, connections, changes, (early, late) = asyncio.run(live(stage, seconds))
    print(f"{messages} messages over {2 * PAIRS} connections, {connections} more came and went, {changes} policy changes; "
          f"memory {early / 1e6:.1f} MB after the warm-up, {late / 1e6:.1f} MB at the end")
    if connections < seconds * CHURN_PER_SECOND / 2 or messages < PAIRS * seconds / PUBLISH_PAUSE_SECONDS / 2:
        raise AssertionError("the machine was too slow for this to prove anything")
    if abs(late - early) > MEMORY_CHANGE_MAX * early and not IS_SANITIZED:
        raise AssertionError(f"memory changed from {early} to {late} bytes")
    stage.wait_until(lambda: stage.descriptors() <= descriptors, f"more than {descriptors} descriptors are held")
    expect_equal(stage.emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
