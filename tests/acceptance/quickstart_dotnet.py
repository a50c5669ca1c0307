"""The quickstart's C# sample as a program of ours on MQTTnet, in MQTT 3.1.1 and 5, with a certificate from PEM files and
from the PFX that `cert` makes; and one connection refused."""
import os
import pathlib
import shutil
import subprocess

from emulator_process import BINARY, Emulator, Skip, expect_equal, require_binary, scenario
from namespaces import TOPIC, Certificate, put_quickstart

FOLDER = pathlib.Path(__file__).resolve().parent / "dotnet"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "eventgrid-emulator-tests/dotnet"
SOURCES = ("quickstart.csproj", "Program.cs")
VERSIONS = ("4.1.4.563", "5.2.0.1603")  # the quickstart's own first
ENVIRONMENT = {**os.environ, "DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1", "DOTNET_CLI_UI_LANGUAGE": "en"}


def dotnet(*arguments, **options):
    return subprocess.run(["dotnet", *arguments], cwd=CACHE, env={**ENVIRONMENT, **options}, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=240)


def build():
    """Builds once into the user's cache directory, with the first version of MQTTnet that can be had; returns the program."""
    if not shutil.which("dotnet"):
        raise Skip("the .NET SDK (dotnet) is not installed")
    CACHE.mkdir(parents=True, exist_ok=True)
    listed = dotnet("--list-sdks").stdout.split()
    if not listed:
        raise Skip("dotnet is installed without an SDK")
    program, stamp = CACHE / "out/quickstart.dll", CACHE / "built.txt"
    wanted = "".join((FOLDER / name).read_text() for name in SOURCES) + listed[0]
    if program.exists() and stamp.exists() and stamp.read_text() == wanted:
        return program
    for name in SOURCES:
        shutil.copy(FOLDER / name, CACHE / name)
    framework = f"-p:TargetFramework=net{listed[0].split('.')[0]}.0"
    for version in VERSIONS:
        if dotnet("restore", framework, f"-p:MqttNetVersion={version}").returncode == 0:
            break
    else:
        raise Skip(f"the package MQTTnet could not be restored ({' or '.join(VERSIONS)})")
    run = dotnet("build", "--no-restore", "-c", "Release", "-o", "out", framework, f"-p:MqttNetVersion={version}")
    expect_equal(run.returncode, 0, f"exit code of dotnet build: {run.stdout}")
    stamp.write_text(wanted)
    print(f"built with MQTTnet {version}")
    return program


def check_session(done, what):
    lines = done.stdout.splitlines()
    # A QoS 0 publish may return before or after its message has come back.
    expect_equal((done.returncode, lines[:2], sorted(lines[2:])), (0, [
        "Client Connected: True with CONNACK: Success",
        f"subscribed to '{TOPIC}' with 'GrantedQoS0'"], [
        f"Received message on topic: '{TOPIC}' with content: 'hello world!'",
        "published with 'Success'"]), f"{what}: {done.stderr}")


def check_pfx(program, emulator, directory):
    """With a password and without one; the certificate takes the place of the one before."""
    for name, password in (("with-password", "pass word"), ("without", "")):
        made = subprocess.run([BINARY, "cert", name, "--out", str(directory), "--pfx", "--pfx-password", password],
                              capture_output=True, text=True, timeout=15)
        expect_equal(made.returncode, 0, f"exit code of cert --pfx: {made.stderr}")
        put_quickstart(emulator, made.stdout.strip())
        check_session(dotnet(str(program), "localhost", str(emulator.mqtt_port), "client1-session1", "client1-authnID",
                             str(directory / f"{name}.pfx"), password, TOPIC, "5", SSL_CERT_FILE=emulator.ca_file),
                      f"session with {name}.pfx")


def run(directory):
    require_binary()
    program = build()
    emulator = Emulator(directory).start()
    certificate = Certificate(directory, "client1-authnID")
    put_quickstart(emulator, certificate.thumbprint)
    session = lambda user, version: dotnet(str(program), "localhost", str(emulator.mqtt_port), "client1-session1", user,
                                           certificate.cert, certificate.key, TOPIC, version, SSL_CERT_FILE=emulator.ca_file)
    for version in ("4", "5"):
        check_session(session("client1-authnID", version), f"session {version}")
    for version in ("4", "5"):
        refused = session("nobody", version)
        expect_equal(refused.returncode, 1, f"exit code for an unknown user name: {refused.stdout}")
        if "NotAuthorized" not in refused.stdout:
            raise AssertionError(f"an unknown user name, version {version}, should be NotAuthorized: {refused.stdout}")
    check_pfx(program, emulator, directory)


scenario(run)
