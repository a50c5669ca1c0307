"""The quickstart with the Azure CLI, from namespace to received message, a kill in the middle and a clean end.

Usage: quickstart_az.py API-VERSION
"""
import json
import sys

from az_cli import AzCli
from emulator_process import SUBSCRIPTION, Emulator, Skip, expect_equal, require_binary, scenario
from mqtt_clients import CLIENTS, Identity, exchange
from namespaces import QUICKSTART_RESOURCES, TOPIC, Certificate, quickstart_body

GROUP = "quickstart"
GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
NAMESPACE_ID = f"{GROUP_ID}/providers/Microsoft.EventGrid/namespaces/contosoegnamespace"
TYPES = {"": "Microsoft.EventGrid/namespaces", "clients": "Microsoft.EventGrid/namespaces/clients",
         "topicSpaces": "Microsoft.EventGrid/namespaces/topicSpaces",
         "permissionBindings": "Microsoft.EventGrid/namespaces/permissionBindings"}


def create_resources(az, directory, thumbprint, version):
    """The six commands of the quickstart; the bindings go without --is-full-object, as published."""
    for path, file in QUICKSTART_RESOURCES:
        body = directory / file
        body.write_text(json.dumps(quickstart_body(file, thumbprint)))
        kind = path.split("/")[1] if path else ""
        form = [] if kind == "permissionBindings" else ["--is-full-object"]
        answer = az.run("resource", "create", "--resource-type", TYPES[kind], "--id", NAMESPACE_ID + path, *form,
                        "--api-version", version, "--properties", f"@{body}")
        expect_equal(answer["id"].lower(), (NAMESPACE_ID + path).lower(), f"id in the answer for {file}")
        expect_equal(answer["type"].lower(), TYPES[kind].lower(), f"type in the answer for {file}")
        expect_equal(answer["properties"]["provisioningState"], "Succeeded", f"state in the answer for {file}")


def read_resources(az, version):
    expect_equal([account["id"] for account in az.run("account", "list")], [SUBSCRIPTION], "az account list")
    shown = az.run("resource", "show", "--ids", NAMESPACE_ID, "--api-version", version)
    expect_equal(shown["properties"]["topicSpacesConfiguration"]["state"], "Enabled", "az resource show")
    expect_equal(shown["properties"]["topicSpacesConfiguration"]["hostname"], "localhost", "hostname")
    listed = az.run("resource", "list", "-g", GROUP)
    expect_equal([one["id"].lower() for one in listed], [NAMESPACE_ID.lower()], "az resource list")
    clients = az.run("rest", "-m", "get", "-u", f"{NAMESPACE_ID}/clients?api-version={version}")
    expect_equal(sorted(one["name"] for one in clients["value"]), ["client1", "client2"], "clients by az rest")


def exchange_messages(emulator, certificate):
    """With every client that this machine has, one at least; exchange.py reports those that it has not."""
    first = Identity("client1-authnID", certificate, "client1-session1")
    second = Identity("client2-authn-ID", certificate, "client2-session1")
    taking_part = []
    for name, make in CLIENTS.items():
        try:
            client = make()
        except Skip as reason:
            print(f"without {name}: {reason}")
            continue
        for version in (4, 5):
            exchange(client, emulator, first, second, version, version, TOPIC)
        taking_part.append(name)
    if not taking_part:
        raise Skip("no MQTT client is installed, so no message was exchanged")


def delete_resources(az, version):
    az.run("resource", "delete", "--ids", f"{NAMESPACE_ID}/permissionBindings/permissionbinding1", "--api-version", version)
    missing = az.attempt("resource", "show", "--ids", f"{NAMESPACE_ID}/permissionBindings/permissionbinding1",
                         "--api-version", version)
    expect_equal(missing.returncode, 3, "exit code of az resource show for what is deleted")
    az.run("resource", "delete", "--ids", NAMESPACE_ID, "--api-version", version)
    expect_equal(az.run("resource", "list", "-g", GROUP), [], "az resource list at the end")


def run(directory):
    require_binary()
    version = sys.argv[1]
    emulator = Emulator(directory).start()
    az = AzCli(directory, emulator)
    az.sign_in()
    expect_equal(az.run("group", "create", "-n", GROUP, "-l", "eastus")["properties"]["provisioningState"], "Succeeded",
                 "az group create")
    certificate = Certificate(directory, "shared")
    create_resources(az, directory, certificate.thumbprint, version)
    emulator.kill()
    emulator.start()
    read_resources(az, version)
    exchange_messages(emulator, certificate)
    delete_resources(az, version)
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
