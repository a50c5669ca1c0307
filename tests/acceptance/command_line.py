"""The subcommands cert, env and healthcheck, the endpoints under /emulator/, and what wrong protocols are answered."""
import json
import pathlib
import re
import stat
import subprocess

from emulator_process import BINARY, Emulator, clean_environment, expect_equal, require_binary, scenario
from namespaces import NAMESPACE_ID, thumbprint_of


def tool(emulator, *arguments):
    """A subcommand pointed at the running emulator by the environment variables of its options."""
    environment = clean_environment(EVENTGRID_EMULATOR_DATA_DIR=str(emulator.data),
                                    EVENTGRID_EMULATOR_MQTT_PORT=str(emulator.mqtt_port),
                                    EVENTGRID_EMULATOR_HTTPS_PORT=str(emulator.https_port))
    return subprocess.run([BINARY, *arguments], env=environment, capture_output=True, text=True, timeout=15,
                          stdin=subprocess.DEVNULL, cwd=emulator.directory)


def output(run, what):
    expect_equal(run.returncode, 0, f"exit code of {what}: {run.stderr}")
    return run.stdout


def check_health(emulator):
    url = f"https://localhost:{emulator.https_port}"
    expect_equal(tool(emulator, "healthcheck").returncode, 0, "healthcheck")
    expect_equal(tool(emulator, "healthcheck", "--url", url).returncode, 0, "healthcheck --url")
    expect_equal(emulator.request("GET", "/emulator/health")[0], 200, "/emulator/health")
    versions = str(emulator.request("GET", "/emulator/version")[1])
    for version in ("2023-06-01-preview", "2025-02-15"):
        if version not in versions:
            raise AssertionError(f"/emulator/version does not name {version}: {versions}")


def check_cert(emulator):
    out = emulator.directory / "certs"
    printed = output(tool(emulator, "cert", "client1-authnID", "--out", str(out)), "cert")
    keys = [path for path in out.iterdir() if "PRIVATE KEY" in path.read_text()]
    certificates = [path for path in out.iterdir() if path not in keys]
    expect_equal((len(keys), len(certificates)), (1, 1), f"keys and certificates in {sorted(out.iterdir())}")
    expect_equal(printed, thumbprint_of(str(certificates[0])) + "\n", "what cert prints")
    expect_equal(stat.S_IMODE(keys[0].stat().st_mode), 0o600, f"mode of {keys[0].name}")
    subject = subprocess.run(["openssl", "x509", "-in", str(certificates[0]), "-noout", "-subject"], capture_output=True,
                             text=True).stdout
    if "client1-authnID" not in subject:
        raise AssertionError(f"the certificate's subject is {subject}")
    for secret in emulator.data.glob("*.key"):
        expect_equal(stat.S_IMODE(secret.stat().st_mode), 0o600, f"mode of {secret.name}")


def openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, timeout=15, stdin=subprocess.DEVNULL)
    expect_equal(done.returncode, 0, f"exit code of openssl {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def check_chains(emulator):
    """The system's openssl accepts what cert makes below an authority, and the API takes the bodies that it prints."""
    out = emulator.directory / "chains"
    make = lambda *arguments: output(tool(emulator, "cert", *arguments, "--out", str(out)), "cert " + " ".join(arguments))
    root = make("root", "--ca", "--print", "arm")
    make("middle", "--ca", "--issuer", "root", "--key", "rsa")
    leaf = make("device1", "--issuer", str(out / "middle.cer.pem"), "--dns", "device1.example", "--pfx", "--pfx-password", "p w",
                "--print", "arm")
    certificate = str(out / "device1.cer.pem")
    verify = ("verify", "-x509_strict", "-purpose", "sslclient")
    openssl(*verify, "-CAfile", str(out / "root.cer.pem"), "-untrusted", certificate, certificate)
    openssl(*verify, "-partial_chain", "-trusted", str(out / "middle.cer.pem"), certificate)
    if "device1.example" not in openssl("x509", "-in", certificate, "-noout", "-ext", "subjectAltName"):
        raise AssertionError("the certificate lacks its DNS name")
    shown = openssl("pkcs12", "-in", str(out / "device1.pfx"), "-passin", "pass:p w", "-noenc")
    expect_equal((shown.count("BEGIN CERTIFICATE"), shown.count("BEGIN PRIVATE KEY")), (2, 1), "content of the PFX")
    expect_equal(stat.S_IMODE((out / "device1.pfx").stat().st_mode), 0o600, "mode of the PFX")
    emulator.put(NAMESPACE_ID, {"location": "eastus", "properties": {"topicSpacesConfiguration": {"state": "Enabled"}}})
    emulator.put(NAMESPACE_ID + "/caCertificates/root", json.loads(root))
    client = emulator.put(NAMESPACE_ID + "/clients/device1", json.loads(leaf))
    expect_equal(client["properties"]["clientCertificateAuthentication"]["validationScheme"], "DnsMatchesAuthenticationName",
                 "the printed client's scheme")
    again = tool(emulator, "cert", "device1", "--issuer", "root", "--out", str(out))
    expect_equal((again.returncode, again.stdout), (1, ""), f"cert over existing files: {again.stderr}")


ENV_NAMES = ("REQUESTS_CA_BUNDLE", "AZURE_CONFIG_DIR", "EVENTGRID_ENDPOINT", "EVENTGRID_MQTT_HOST", "EVENTGRID_MQTT_PORT",
             "EVENTGRID_CA_FILE")


def variables_after(script, emulator):
    """The environment of a shell that evaluated the script; az is left out, quickstart_az.py is about it."""
    shown = subprocess.run(["bash", "-euc", "az() { :; }\n" + script + "\nenv"], capture_output=True, text=True,
                           env=clean_environment(), cwd=emulator.directory)
    expect_equal(shown.returncode, 0, f"exit code of the evaluated script: {shown.stderr}")
    return dict(line.split("=", 1) for line in shown.stdout.splitlines() if "=" in line)


def check_env(emulator):
    script = output(tool(emulator, "env"), "env")
    variables = variables_after(script, emulator)
    exported = set(re.findall(r"^export (\w+)=", script, re.MULTILINE))
    expect_equal(sorted(set(ENV_NAMES) - exported), [], "variables that env does not export")
    bundle = pathlib.Path(variables["REQUESTS_CA_BUNDLE"])
    authority = pathlib.Path(emulator.ca_file).read_text()
    if not bundle.is_absolute() or authority.strip() not in bundle.read_text():
        raise AssertionError(f"REQUESTS_CA_BUNDLE={bundle} must be an absolute path that holds the emulator's authority")
    expect_equal(variables["EVENTGRID_ENDPOINT"], emulator.arm, "EVENTGRID_ENDPOINT")
    expect_equal(variables["EVENTGRID_MQTT_PORT"], str(emulator.mqtt_port), "EVENTGRID_MQTT_PORT")
    undo = output(tool(emulator, "env", "--undo"), "env --undo")
    before, after = variables_after(":", emulator), variables_after(f"{script}\n{undo}", emulator)
    changed = [name for name in sorted(exported) if after.get(name) != before.get(name)]
    expect_equal(changed, [], "variables that env --undo does not bring back")
    variables_after(undo, emulator)  # in a shell that never evaluated env
    output(tool(emulator, "env", "--shell", "powershell"), "env --shell powershell")


def curl(emulator, *arguments):
    """(HTTP status as text, body)"""
    shown = subprocess.run(["curl", "-s", "--max-time", "5", "-w", "\n%{http_code}", "--cacert", emulator.ca_file, *arguments],
                           capture_output=True, text=True).stdout
    body, _, status = shown.rpartition("\n")
    return status, body


def check_wrong_callers(emulator):
    status, body = curl(emulator, f"http://localhost:{emulator.https_port}/subscriptions")
    expect_equal(status, "400", "plain HTTP on the HTTPS port")
    if "https" not in body.lower():
        raise AssertionError(f"the answer to plain HTTP does not name https: {body}")
    health = f"{emulator.arm}/emulator/health"
    for name in ("localhost", "127.0.0.1"):
        expect_equal(curl(emulator, f"https://{name}:{emulator.https_port}/emulator/health")[0], "200", f"as {name}")
    arm_path = f"{emulator.arm}{NAMESPACE_ID}?api-version=2025-02-15"
    for header in ("Host: evil.example", "Origin: https://evil.example"):
        for url in (health, arm_path):
            status, body = curl(emulator, "-H", header, url)
            if not status.startswith("4") or status == "404" or not body:
                raise AssertionError(f"{header} on {url}: {status} {body}")
    before = len(emulator.log())
    plain = subprocess.run(["mosquitto_pub", "-h", "localhost", "-p", str(emulator.mqtt_port), "-t", "a", "-m", "b"],
                           capture_output=True, text=True, timeout=10)
    if plain.returncode == 0:
        raise AssertionError("plain MQTT was accepted on the TLS port")
    emulator.wait_for_log(r"TLS", since=before)


def run(directory):
    require_binary()
    expect_equal(subprocess.run([BINARY, "--version"], capture_output=True).returncode, 0, "--version")
    expect_equal(subprocess.run([BINARY, "--help"], capture_output=True).returncode, 0, "--help")
    emulator = Emulator(directory).start()
    check_health(emulator)
    check_cert(emulator)
    check_chains(emulator)
    check_env(emulator)
    check_wrong_callers(emulator)
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")
    memory = Emulator(directory / "memory")
    memory.data = ":memory:"
    memory.start()
    expect_equal(memory.stop(), 0, "exit code of an emulator that keeps nothing")


scenario(run)
