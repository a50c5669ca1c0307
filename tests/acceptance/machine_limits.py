"""Where the machine ends: descriptors, the size of files, rights. One sentence, no crash, and all is well again when the
cause is gone."""
import os
import pathlib
import resource
import shutil
import socket
import subprocess
import threading
import time

from emulator_process import (BINARY, GROUP_ID, Emulator, clean_environment, expect_equal, require_binary, scenario)

NAMESPACE_ID = f"{GROUP_ID}/providers/Microsoft.EventGrid/namespaces/limits"
NAMESPACE = {"location": "eastus", "properties": {"topicSpacesConfiguration": {"state": "Enabled"}}}
NOBODY = 65534
DESCRIPTORS = 64


def cpu_seconds(emulator):
    fields = pathlib.Path(f"/proc/{emulator.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def out_of_descriptors(directory):
    emulator = Emulator(directory / "descriptors").start()
    resource.prlimit(emulator.process.pid, resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))
    emulator.put(NAMESPACE_ID, NAMESPACE)
    held = [socket.create_connection(("127.0.0.1", emulator.mqtt_port)) for _ in range(2 * DESCRIPTORS)]
    print(emulator.wait_for_log("none can be accepted: Too many open files"))
    before = cpu_seconds(emulator)
    time.sleep(3)
    spent = cpu_seconds(emulator) - before
    if spent > 0.5:
        raise AssertionError(f"{spent:.2f} s of processor time in 3 s without descriptors: it spins")
    lines = emulator.log().count("none can be accepted")
    if lines > 2:
        raise AssertionError(f"{lines} lines about it in 3 s, one for each port is enough")
    for connection in held:
        connection.close()
    emulator.put(NAMESPACE_ID, NAMESPACE)
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


def no_room_for_the_database(directory):
    """RLIMIT_FSIZE is what a full disk looks like without having one."""
    emulator = Emulator(directory / "room").start()
    emulator.put(NAMESPACE_ID, NAMESPACE)
    unlimited = resource.prlimit(emulator.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(emulator.process.pid, resource.RLIMIT_FSIZE, (4096, unlimited[1]))
    status, answer = emulator.request("PUT", NAMESPACE_ID, {**NAMESPACE, "tags": {"no": "room"}})
    if status < 400 or "emulator.db" not in answer["error"]["message"]:
        raise AssertionError(f"a PUT without room for it: {status} {answer}")
    print(answer["error"]["message"])
    resource.prlimit(emulator.process.pid, resource.RLIMIT_FSIZE, unlimited)
    emulator.put(NAMESPACE_ID, {**NAMESPACE, "tags": {"room": "again"}})
    resource.prlimit(emulator.process.pid, resource.RLIMIT_FSIZE, (4096, unlimited[1]))
    since = len(emulator.log())
    expect_equal(emulator.stop(), 1, "exit code of a stop that cannot keep the sessions")
    sentence = emulator.wait_for_log("^eventgrid-emulator: .*lost with this stop", since=since)
    print(sentence)
    emulator.start()
    expect_equal(emulator.request("GET", NAMESPACE_ID)[1].get("tags"), {"room": "again"}, "tags after the restart")
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


def no_room_for_the_answer(directory):
    """A command whose answer is lost has failed; a server whose ready line is lost says so and serves."""
    commands = (["--help"], ["env", "--data-dir", str(directory / "answer")],
                ["cert", "--out", str(directory), "somebody"])
    for command in commands:
        with open("/dev/full", "wb") as full:
            done = subprocess.run([BINARY, *command], env=clean_environment(), stdin=subprocess.DEVNULL, stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=15)
        if done.returncode != 1 or "standard output cannot be written: No space left" not in done.stderr:
            raise AssertionError(f"{command}: exit code {done.returncode}, {done.stderr!r}")
    command = [BINARY, "serve", "--data-dir", str(directory / "answer"), "--mqtt-port", "0", "--https-port", "0"]
    with open("/dev/full", "wb") as full:
        server = subprocess.Popen(command, env=clean_environment(), stdin=subprocess.DEVNULL, stdout=full,
                                  stderr=subprocess.PIPE, text=True)
    Emulator.running.add(server)
    killer = threading.Timer(15, server.kill)
    killer.start()
    if not any("the ready line cannot be written" in line for line in server.stderr):
        raise AssertionError("a server without a ready line says nothing of it")
    killer.cancel()
    server.terminate()
    server.communicate(timeout=10)
    Emulator.running.discard(server)
    expect_equal(server.returncode, 0, "exit code after SIGTERM")


def somebody(directory):
    """A copy of the binary and a data directory for a user without rights."""
    directory.mkdir()
    os.chmod(directory.parent, 0o755)
    binary = directory / "emulator"
    shutil.copy(BINARY, binary)
    os.chmod(binary, 0o755)
    data = directory / "data"
    data.mkdir()
    os.chown(data, NOBODY, NOBODY)
    return binary, data


def started_by_nobody(binary, data):
    """The exit code and what was said; code None: it was ready, and was stopped."""
    process = subprocess.Popen([binary, "serve", "--data-dir", str(data), "--mqtt-port", "0", "--https-port", "0"],
                               env=clean_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, user=NOBODY, group=NOBODY, extra_groups=[])
    Emulator.running.add(process)
    if process.stdout.readline():
        process.terminate()
        process.communicate(timeout=15)
        return None, ""
    said = process.communicate(timeout=15)[1].strip()
    return process.returncode, said


def without_rights(directory):
    if os.geteuid() != 0:
        print("not root: nobody else can be played, the case is left out")
        return
    binary, data = somebody(directory / "rights")
    expect_equal(started_by_nobody(binary, data), (None, ""), "a start with all rights")
    database = data / "emulator.db"
    for what, path, mode in (("a database that may not be read", database, 0), ("one that may only be read", database, 0o444),
                             ("the authority's key", data / "ca.key", 0), ("a directory that may only be read", data, 0o555)):
        sound = path.stat().st_mode
        os.chown(path, 0, 0)
        os.chmod(path, mode)
        code, said = started_by_nobody(binary, data)
        print(f"{what}: {said}")
        expect_equal((code, len(said.splitlines()), path.name in said), (1, 1, True), f"{what}: exit code, lines, is it named")
        os.chown(path, NOBODY, NOBODY)
        os.chmod(path, sound)
        expect_equal(started_by_nobody(binary, data), (None, ""), "a start with all rights again")


def run(directory):
    require_binary()
    out_of_descriptors(directory)
    no_room_for_the_database(directory)
    no_room_for_the_answer(directory)
    without_rights(directory)


scenario(run)
