"""The request sequences of the azurerm and azapi providers (az-cli-and-sdk-traffic 19 of the reference, arm-contract 19),
replayed: registration, read before create, create with its polls, read back for drift, update by PATCH, delete with its polls.

The providers themselves need Terraform; what they send does not.
"""
import json
import time
import urllib.parse

from emulator_process import SUBSCRIPTION, Emulator, expect_equal, require_binary, scenario

AZURERM = "2023-12-15-preview"
AZAPI = "2025-04-01-preview"
PLATFORM = "2022-09-01"
GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/terraform"
NAMESPACE_ID = f"{GROUP_ID}/providers/Microsoft.EventGrid/namespaces/tf-ns"


class Provider:
    """Sends as a provider does, on one connection, and follows polls as go-azure-sdk does."""

    def __init__(self, emulator):
        self.emulator = emulator
        self.connection = emulator.connection()

    def send(self, method, path, body=None, version=AZURERM):
        url = path if "api-version=" in path else f"{path}?api-version={version}"
        headers = {"Authorization": "Bearer any", "Accept": "application/json", "User-Agent": "terraform"}
        text = None
        if body is not None:
            text, headers["Content-Type"] = json.dumps(body), "application/json; charset=utf-8"
        self.connection.request(method, url, text, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.headers, Emulator.parse(answer)

    def expect(self, statuses, method, path, body=None, version=AZURERM):
        status, headers, answer = self.send(method, path, body, version)
        if status not in statuses:
            raise AssertionError(f"{method} {path}: {status} {answer}")
        return self.follow(headers, method, path, version) or answer

    def follow(self, headers, method, path, version):
        """Azure-AsyncOperation wins over Location; after it PUT and PATCH read the resource."""
        status_address, location = headers.get("Azure-AsyncOperation"), headers.get("Location")
        if not status_address and not location:
            return None
        for _ in range(20):
            address = urllib.parse.urlsplit(status_address or location)
            expect_equal(address.netloc, f"localhost:{self.emulator.https_port}", "the host of a poll's address")
            code, polled, answer = self.send("GET", f"{address.path}?{address.query}")
            if status_address and answer["status"] == "Succeeded" or not status_address and code != 202:
                break
            expect_equal(polled.get("Retry-After"), "1", "Retry-After of an unfinished poll")
            time.sleep(0.2)
        else:
            raise AssertionError(f"{method} {path} did not end")
        return self.expect((200,), "GET", path, version=version) if method in ("PUT", "PATCH") else None


def start_up(provider):
    """azurerm reads the provider list and registers what is missing; unknown ones must not stop it."""
    listed = provider.expect((200,), "GET", f"/subscriptions/{SUBSCRIPTION}/providers", version=PLATFORM)
    expect_equal("Microsoft.EventGrid" in [one["namespace"] for one in listed["value"]], True, "Microsoft.EventGrid is listed")
    for name in ("Microsoft.EventGrid", "Microsoft.Storage"):
        answer = provider.expect((200,), "POST", f"/subscriptions/{SUBSCRIPTION}/providers/{name}/register", version=PLATFORM)
        expect_equal(answer["registrationState"], "Registered", f"registration of {name}")


def group(provider):
    provider.expect((404,), "GET", GROUP_ID, version=PLATFORM)
    provider.expect((201,), "PUT", GROUP_ID, {"location": "westeurope", "tags": {}}, PLATFORM)
    expect_equal(provider.expect((200,), "GET", GROUP_ID, version=PLATFORM)["location"], "westeurope", "the group's location")


def azurerm_namespace(provider):
    provider.expect((404,), "GET", NAMESPACE_ID)
    body = {"name": "tf-ns", "location": "westeurope", "sku": {"name": "Standard", "capacity": 1}, "tags": {"env": "test"},
            "properties": {"publicNetworkAccess": "Enabled", "topicSpacesConfiguration": {
                "state": "Enabled", "maximumSessionExpiryInHours": 2, "maximumClientSessionsPerAuthenticationName": 3,
                "clientAuthentication": {"alternativeAuthenticationNameSources": ["ClientCertificateDns"]}}}}
    made = provider.expect((200, 201), "PUT", NAMESPACE_ID, body)
    for member in ("sku", "tags", "location"):
        expect_equal(made[member], body[member], f"{member} as read back")
    spaces, sent = made["properties"]["topicSpacesConfiguration"], body["properties"]["topicSpacesConfiguration"]
    expect_equal({name: spaces.get(name) for name in sent}, sent, "topicSpacesConfiguration as read back")
    expect_equal(made["properties"]["publicNetworkAccess"], "Enabled", "publicNetworkAccess as read back")
    changed = provider.expect((200, 202), "PATCH", NAMESPACE_ID, {"sku": {"capacity": 2}, "tags": {"env": "prod"}, "properties": {}})
    expect_equal((changed["sku"], changed["tags"]), ({"name": "Standard", "capacity": 2}, {"env": "prod"}), "after an update")
    expect_equal(changed["properties"]["topicSpacesConfiguration"], spaces, "what an empty `properties` leaves alone")


def azapi_children(provider):
    """azapi compares its body with the answer, member by member."""
    space = {"properties": {"description": "d", "topicTemplates": ["a/${client.authenticationName}/#"]}}
    client = {"properties": {"authenticationName": "Dev-1", "state": "Enabled", "attributes": {"floor": 5, "rooms": ["a", "b"]},
                             "clientCertificateAuthentication": {"validationScheme": "ThumbprintMatch", "allowedThumbprints": ["A" * 64]}}}
    binding = {"properties": {"clientGroupName": "$all", "topicSpaceName": "space-1", "permission": "Subscriber"}}
    bodies = {"topicSpaces/space-1": space, "clients/dev-1": client, "permissionBindings/bind-1": binding}
    for path, body in bodies.items():
        resource = f"{NAMESPACE_ID}/{path}"
        provider.expect((404,), "GET", resource, version=AZAPI)
        provider.expect((200, 201), "PUT", resource, body, AZAPI)
        found = provider.expect((200,), "GET", resource, version=AZAPI)["properties"]
        expect_equal({name: found.get(name) for name in body["properties"]}, body["properties"], f"{path} as read back")
    for path in reversed(bodies):
        provider.expect((200, 202), "DELETE", f"{NAMESPACE_ID}/{path}", version=AZAPI)
        provider.expect((404,), "GET", f"{NAMESPACE_ID}/{path}", version=AZAPI)


def destroy(provider):
    listed = provider.expect((200,), "GET", f"{GROUP_ID}/resources", version=PLATFORM)
    expect_equal([one["id"] for one in listed["value"]], [NAMESPACE_ID], "azurerm lists a group before it deletes it")
    provider.expect((200, 202), "DELETE", NAMESPACE_ID)
    provider.expect((404,), "GET", NAMESPACE_ID)
    provider.expect((200, 202), "DELETE", GROUP_ID, version=PLATFORM)
    provider.expect((404,), "GET", GROUP_ID, version=PLATFORM)


def run(directory):
    require_binary()
    for folder, options in (("at-once", []), ("async", ["--async", "0.5"])):
        emulator = Emulator(directory / folder, options).start()
        provider = Provider(emulator)
        for step in (start_up, group, azurerm_namespace, azapi_children, destroy):
            step(provider)
        expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
