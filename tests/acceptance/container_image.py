"""The container image: built from docker/Dockerfile, started without root and with a read-only root, used, stopped.

Uses docker when a daemon answers, else the tool named by CONTAINER_TOOL, which offers `build TAG CONTEXT`, `run ARG...`,
`size TAG` and `podman ARG...`.
"""
import os
import pathlib
import shutil
import subprocess
import time

from emulator_process import ROOT, Emulator, Skip, expect_equal, first_line, scenario
from mqtt_clients import Identity, exchange
from mosquitto_client import Mosquitto
from namespaces import TOPIC, Certificate, put_quickstart

TAG = "eventgrid-emulator:acceptance"
IMAGE_BYTES_MAX = 30_000_000


class ContainerTool:
    """The few commands the scenario needs, as docker or the other tool spells them."""

    def __init__(self):
        beside = ROOT.parent / "shared/tools/container"
        tool = os.environ.get("CONTAINER_TOOL") or (str(beside) if beside.exists() else None)
        if shutil.which("docker") and subprocess.run(["docker", "info"], capture_output=True).returncode == 0:
            self.command = {"build": ["docker", "build", "-q", "-f", str(ROOT / "docker/Dockerfile"), "-t", TAG, str(ROOT)],
                            "size": ["docker", "image", "inspect", "--format", "{{.Size}}", TAG],
                            "run": ["docker", "run"], "other": ["docker"]}
        elif tool and os.access(tool, os.X_OK):
            self.command = {"build": [tool, "build", TAG, str(ROOT)], "size": [tool, "size", TAG], "run": [tool, "run"],
                            "other": [tool, "podman"]}
        else:
            raise Skip("no docker daemon answers and CONTAINER_TOOL names no tool that builds and runs images")

    def __call__(self, verb, *arguments, seconds=60):
        run = subprocess.run([*self.command[verb], *arguments], capture_output=True, text=True, timeout=seconds,
                             stdin=subprocess.DEVNULL)
        if run.returncode:
            raise AssertionError(f"{verb} {' '.join(arguments)}: exit {run.returncode}: {run.stdout[-2000:]}{run.stderr[-2000:]}")
        return run.stdout.strip()


class ContainerizedEmulator(Emulator):
    """An emulator in a container on the host's network; the data directory is a volume of its own."""

    def __init__(self, tool, directory, name):
        super().__init__(directory)
        self.tool, self.name = tool, name

    def start(self, seconds=30):
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [*self.tool.command["run"], "--rm", "--name", self.name, "--network", "host", "--read-only",
                 "-v", f"{self.name}:/data", TAG, "--bind", "127.0.0.1", "--mqtt-port", str(self.mqtt_port),
                 "--https-port", str(self.https_port)],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
        Emulator.running.add(self.process)
        self.read_ready_line(first_line(self.process, seconds))
        self.ca_file = str(self.directory / "ca.pem")
        authority = subprocess.run(["curl", "-sk", "--max-time", "10", f"{self.arm}/emulator/ca.pem"], capture_output=True,
                                   check=True).stdout
        pathlib.Path(self.ca_file).write_bytes(authority)
        return self

    def stop(self, seconds=20):
        self.tool("other", "stop", "-t", "10", self.name)
        self.process.communicate(timeout=seconds)
        Emulator.running.discard(self.process)
        return self.process.returncode


def check_image(tool):
    size = int(tool("size"))
    print(f"image size: {size} bytes")
    if size > IMAGE_BYTES_MAX:
        raise AssertionError(f"the image has {size} bytes, at most {IMAGE_BYTES_MAX}")
    user = tool("other", "image", "inspect", "--format", "{{.Config.User}}", TAG)
    if user.split(":")[0] in ("", "0", "root"):
        raise AssertionError(f"the image runs as user {user!r}")


def use(emulator, tool, directory):
    certificate = Certificate(directory, "shared")
    put_quickstart(emulator, certificate.thumbprint)
    first = Identity("client1-authnID", certificate, "client1-session1")
    second = Identity("client2-authn-ID", certificate, "client2-session1")
    exchange(Mosquitto(), emulator, first, second, 5, 5, TOPIC)
    tool("other", "exec", emulator.name, "/eventgrid-emulator", "healthcheck", "--url", emulator.arm)
    expect_equal(emulator.stop(), 0, "exit code after stop")
    emulator.start()
    exchange(Mosquitto(), emulator, first, second, 4, 4, TOPIC)
    expect_equal(emulator.stop(), 0, "exit code after the second stop")


def run(directory):
    tool = ContainerTool()
    started = time.monotonic()
    tool("build", seconds=1500)
    print(f"built in {time.monotonic() - started:.0f} s")
    check_image(tool)
    name = f"eventgrid-acceptance-{os.getpid()}"
    emulator = ContainerizedEmulator(tool, directory, name)
    try:
        use(emulator.start(), tool, directory)
    finally:
        for leftover in (["rm", "-f", name], ["volume", "rm", "-f", name]):
            subprocess.run([*tool.command["other"], *leftover], capture_output=True, timeout=30)


scenario(run)
