"""The az commands around the quickstart, in one flow: groups, provider, account, resource and rest, with their exit codes.

Each step is a command line, its exit code, and what it must print: a parsed answer (narrowed by --query where that says
more), or for a failure a part of what stands on standard error. `None` prints nothing that matters.
"""
import json
import shlex
import time

from az_cli import AzCli
from emulator_process import SUBSCRIPTION, Emulator, expect_equal, require_binary, scenario

GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/flows"
NAMESPACE_ID = f"{GROUP_ID}/providers/Microsoft.EventGrid/namespaces/ns1"
CLIENT_ID = f"{NAMESPACE_ID}/clients/client1"
SPACE_URL = f"'{NAMESPACE_ID}/topicSpaces/space1?api-version=2025-02-15'"
NAMESPACE = "-g flows --resource-type Microsoft.EventGrid/namespaces -n ns1"
CLIENT = "-g flows --namespace Microsoft.EventGrid --parent namespaces/ns1 --resource-type clients -n client1"
VERSION = "--api-version 2025-02-15"
CLIENT_PROPERTIES = json.dumps({"authenticationName": "client1", "clientCertificateAuthentication": {
    "validationScheme": "ThumbprintMatch", "allowedThumbprints": ["A" * 64]}})
NOTHING_THERE, BAD_REQUEST = 3, 1

SURROUNDINGS = (
    ("account show --query id", 0, SUBSCRIPTION),
    ("account list-locations --query \"[?name=='eastus'].name\"", 0, ["eastus"]),
    ("provider show -n Microsoft.EventGrid --query registrationState", 0, "Registered"),
    ("provider register -n Microsoft.EventGrid", 0, None),
    ("group exists -n flows", 0, False),
    ("group create -n flows -l eastus --tags a=b --query properties.provisioningState", 0, "Succeeded"),
    ("group exists -n flows", 0, True),
    ("group wait -n flows --created", 0, None),
    ("group update -n flows --set tags.x=y --query tags", 0, {"a": "b", "x": "y"}),
    ("group list --tag x=y --query [].name", 0, ["flows"]),
)

RESOURCES = (
    (f"resource create {NAMESPACE} --properties '{{\"topicSpacesConfiguration\":{{\"state\":\"Enabled\"}}}}' --query location",
     0, "eastus"),
    (f"resource create {CLIENT} {VERSION} --properties '{CLIENT_PROPERTIES}' --query properties.state", 0, "Enabled"),
    (f"resource show {NAMESPACE} --query properties.provisioningState", 0, "Succeeded"),
    (f"resource show {CLIENT} {VERSION} --query id", 0, CLIENT_ID),
    (f"resource update --ids {CLIENT_ID} {VERSION} --set properties.state=Disabled --query properties.state", 0, "Disabled"),
    (f"resource update --ids {CLIENT_ID} {VERSION} --set properties.state=Sleepy", BAD_REQUEST, "Sleepy"),
    (f"resource show --ids {CLIENT_ID} {VERSION} --query properties.state", 0, "Disabled"),
    (f"resource tag --ids {NAMESPACE_ID} --tags team=x --query tags", 0, {"team": "x"}),
    (f"resource tag -i --ids {NAMESPACE_ID} --tags more=y --query tags", 0, {"team": "x", "more": "y"}),
    (f"resource wait --created --ids {NAMESPACE_ID} {VERSION}", 0, None),
    ("resource list -g flows --query [].name", 0, ["ns1"]),
    ("resource list --tag team=x --query [].name", 0, ["ns1"]),
    ("resource list --tag team=other", 0, []),
    ("resource list --resource-type Microsoft.EventGrid/namespaces -n ns1 --query [].name", 0, ["ns1"]),
    ("resource list -g no-such-group", NOTHING_THERE, "no-such-group"),
    (f"resource wait --exists --ids {CLIENT_ID} {VERSION}", 0, None),
    (f"resource wait --custom \"properties.state=='Disabled'\" --ids {CLIENT_ID} {VERSION}", 0, None),
    (f"resource invoke-action --action regenerateKey --request-body '{{\"keyName\":\"key1\"}}' --ids {NAMESPACE_ID} {VERSION} "
     "--query length(key1)", 0, 44),
    (f"tag list --resource-id {NAMESPACE_ID} --query properties.tags", 0, {"team": "x", "more": "y"}),
    (f"tag update --operation Merge --tags more=z --resource-id {NAMESPACE_ID} --query properties.tags", 0,
     {"team": "x", "more": "z"}),
    (f"tag delete --resource-id {GROUP_ID} --yes", 0, None),
    (f"lock list --resource {NAMESPACE_ID}", BAD_REQUEST, "Locks are not emulated"),
    (f"rest -m get -u '{NAMESPACE_ID}/clients?api-version=2025-02-15&$filter=contains(name,%27CLIENT%27)' --query value[].name",
     0, ["client1"]),
    (f"rest -m put -u {SPACE_URL} -b '{{\"properties\":{{\"topicTemplates\":[\"a/#\"]}}}}' --query properties.topicTemplates",
     0, ["a/#"]),
    (f"rest -m put -u {SPACE_URL} -b '{{\"properties\":{{\"topicTemplates\":[\"a/#/b\"]}}}}'", BAD_REQUEST,
     "topicTemplates[0]"),
    (f"rest -m delete -u {SPACE_URL}", 0, None),
    (f"rest -m get -u {SPACE_URL}", BAD_REQUEST, "Not Found"),
)

ENDS = (
    (f"resource delete --ids {CLIENT_ID} {VERSION}", 0, None),
    (f"resource delete --ids {CLIENT_ID} {VERSION}", 0, None),
    (f"resource show --ids {CLIENT_ID} {VERSION}", NOTHING_THERE, "client1"),
    ("group delete -n flows --yes", 0, None),
    (f"resource show {NAMESPACE} {VERSION}", NOTHING_THERE, "flows"),
    ("group show -n flows", NOTHING_THERE, "flows"),
    ("group delete -n flows --yes", NOTHING_THERE, "flows"),
)


def take(az, step, problems):
    command, code, expected = step
    done = az.attempt(*shlex.split(command))
    if done.returncode != code:
        problems.append(f"az {command}: exit {done.returncode}, expected {code}: {done.stdout}{done.stderr}")
    elif code and expected not in done.stderr:
        problems.append(f"az {command}: should say {expected!r}, said: {done.stderr}")
    elif not code and expected is not None and json.loads(done.stdout) != expected:
        problems.append(f"az {command}: expected {expected!r}, got: {done.stdout}")


def run(directory):
    require_binary()
    emulator = Emulator(directory).start()
    az = AzCli(directory, emulator)
    az.sign_in()
    started, problems = time.monotonic(), []
    steps = SURROUNDINGS + RESOURCES + ENDS
    for step in steps:
        take(az, step, problems)
    print(f"{len(steps)} commands in {time.monotonic() - started:.0f} s")
    if problems:
        raise AssertionError("\n".join(problems))
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
