"""kill -9 under PUTs and MQTT traffic, a hundred times on one data directory: every answered PUT is there afterwards, none
is half, and every start is in order."""
import http.client
import random
import threading
import time

import mqtt_bytes
from stage import NAMESPACE_ID, Stage
from emulator_process import expect_equal, require_binary, scenario
from namespaces import client_body

ROUNDS, ROUNDS_BETWEEN_CHECKS, WRITERS = 100, 20, 4
TALKERS = 2
SECONDS = (0.02, 0.12)  # of writing in a round


def write_until_killed(emulator, prefix, answered):
    """PUTs clients one after the other; records name -> answer for those that were answered."""
    connection = emulator.connection()
    for number in range(100000):
        name = f"{prefix}-{number}"
        body = client_body(name, "%064X" % (number + 1))
        try:
            status, answer = emulator.request("PUT", f"{NAMESPACE_ID}/clients/{name}", body, connection=connection)
        except (OSError, http.client.HTTPException):
            return
        if status not in (200, 201):
            answered[name] = status
            return
        answered[name] = answer


def talk_until_killed(stage, number, counts):
    """A session that outlives its connections, and publishes to itself."""
    try:
        stream = stage.session(number, property_bytes=b"\x11\x00\x00\x0e\x10", clean_start=False)
        stream.send(mqtt_bytes.subscribe(f"flood/{number}", qos=1))
        for identifier in range(1, 65536):
            stream.send(mqtt_bytes.publish(f"flood/{number}", b"x" * 100, qos=1, packet_identifier=identifier))
            stream.until(4)
            counts[number] += 1
    except (OSError, EOFError):
        return


def all_clients(emulator):
    """name -> resource, over all pages."""
    connection, path, found = emulator.connection(), f"{NAMESPACE_ID}/clients?api-version=2025-02-15", {}
    while path:
        connection.request("GET", path, headers={"Authorization": "Bearer any"})
        answer = emulator.parse(connection.getresponse())
        found.update((one["name"], one) for one in answer["value"])
        path = (answer.get("nextLink") or "").replace(emulator.arm, "")
    return found


def check_round(emulator, answered):
    found = all_clients(emulator)
    refused = {name: answer for name, answer in answered.items() if isinstance(answer, int)}
    expect_equal(refused, {}, "PUTs that were refused")
    lost = [name for name in answered if name not in found]
    expect_equal(lost, [], "answered PUTs that are gone")
    for name, resource in found.items():
        if not name.startswith("round"):
            continue
        properties = resource["properties"]
        expect_equal(properties["authenticationName"], name, f"authenticationName of {name}")
        expect_equal(len(properties["clientCertificateAuthentication"]["allowedThumbprints"]), 1, f"thumbprints of {name}")
        if name in answered:
            expect_equal(properties, answered[name]["properties"], f"properties of {name}")


def run(directory):
    require_binary()
    stage = Stage(directory, ["--quotas", "off"])
    emulator, answered, published = stage.emulator, {}, [0] * TALKERS
    for number in range(ROUNDS):
        threads = [threading.Thread(target=write_until_killed, args=(emulator, f"round{number}-writer{writer}", answered))
                   for writer in range(WRITERS)]
        threads += [threading.Thread(target=talk_until_killed, args=(stage, talker, published)) for talker in range(TALKERS)]
        for thread in threads:
            thread.start()
        time.sleep(random.uniform(*SECONDS))
        emulator.kill()
        for thread in threads:
            thread.join()
        emulator.start()
        if (number + 1) % ROUNDS_BETWEEN_CHECKS == 0:
            check_round(emulator, answered)
    print(f"{len(answered)} answered PUTs outlived {ROUNDS} kills amid {sum(published)} messages")
    if len(answered) < ROUNDS * WRITERS or sum(published) < ROUNDS:
        raise AssertionError("so few were answered that it proves nothing")
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
