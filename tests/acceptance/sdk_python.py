"""Python's azure-identity and azure-mgmt-resource, as Debian packages them: credentials, resources, real paging."""
import os

from emulator_process import SUBSCRIPTION, Emulator, Skip, clean_environment, expect_equal, require_binary, scenario

VERSION = "2025-02-15"
NAMESPACE_ID = (f"/subscriptions/{SUBSCRIPTION}/resourceGroups/sdk-python/providers/Microsoft.EventGrid/namespaces/"
                "sdk-python-ns")
NAMESPACE = {"location": "eastus", "properties": {"topicSpacesConfiguration": {"state": "Enabled"}}}


def packages():
    try:
        from azure.core.exceptions import HttpResponseError
        from azure.identity import ClientSecretCredential, EnvironmentCredential, ManagedIdentityCredential
        from azure.mgmt.resource import ResourceManagementClient
    except ImportError as missing:
        raise Skip(f"python3-azure is not installed ({missing})") from None
    return HttpResponseError, ClientSecretCredential, EnvironmentCredential, ManagedIdentityCredential, ResourceManagementClient


class Environment:
    """Variables for the time of a `with`."""

    def __init__(self, **variables):
        self.variables = variables

    def __enter__(self):
        os.environ.update(self.variables)

    def __exit__(self, *_):
        for name in self.variables:
            del os.environ[name]


def credentials(arm, secret, environment, managed):
    """Each credential gets a token; the first is handed on."""
    scope = f"{arm}/.default"
    first = secret("adfs", "some-client", "any", authority=arm)
    tokens = {"client secret": first.get_token(scope)}
    # With a GUID for a tenant, Debian's version asks the public cloud first, whatever it is told.
    with Environment(AZURE_TENANT_ID="adfs", AZURE_CLIENT_ID="some-client", AZURE_CLIENT_SECRET="any", AZURE_AUTHORITY_HOST=arm):
        tokens["environment"] = environment().get_token(scope)
    with Environment(IDENTITY_ENDPOINT=f"{arm}/msi/token", IDENTITY_HEADER="any"):
        tokens["managed identity"] = managed().get_token(scope)
    with Environment(AZURE_POD_IDENTITY_AUTHORITY_HOST=arm):
        tokens["managed identity, instance metadata"] = managed().get_token(scope)
    for name, token in tokens.items():
        expect_equal(token.token.count("."), 2, f"dots in the token of {name}")
    return first


def list_all(client, address):
    """Follows nextLink through the client's own pipeline; returns the pages' names."""
    from azure.core.rest import HttpRequest
    pages, url = [], f"{address}?api-version={VERSION}"
    while url:
        answer = client._client.send_request(HttpRequest("GET", url))  # pylint: disable=protected-access
        answer.raise_for_status()
        page = answer.json()
        pages.append([one["name"] for one in page["value"]])
        url = page.get("nextLink")
    return pages


def resources(client, poll_seconds):
    client.resource_groups.create_or_update("sdk-python", {"location": "eastus"})
    expect_equal(client.resource_groups.check_existence("sdk-python"), True, "the group exists")
    expect_equal(client.providers.get("Microsoft.EventGrid").registration_state, "Registered", "registration")
    made = client.resources.begin_create_or_update_by_id(NAMESPACE_ID, VERSION, NAMESPACE, polling_interval=poll_seconds).result()
    expect_equal((made.name, made.properties["provisioningState"]), ("sdk-python-ns", "Succeeded"), "the namespace made")
    changed = client.resources.begin_update_by_id(NAMESPACE_ID, VERSION, {"tags": {"team": "x"}}, polling_interval=poll_seconds).result()
    expect_equal(changed.tags, {"team": "x"}, "tags after an update")
    merge = {"operation": "Merge", "properties": {"tags": {"more": "y"}}}
    client.tags.begin_update_at_scope(NAMESPACE_ID, merge, polling_interval=poll_seconds).result()
    found = [one.tags for one in client.resources.list_by_resource_group("sdk-python", filter="tagName eq 'more'")]
    expect_equal(found, [{"team": "x", "more": "y"}], "the list with a filter by tag")


def children(client, arm):
    for number in range(45):
        client.resources.begin_create_or_update_by_id(f"{NAMESPACE_ID}/clients/c{number:02}", VERSION, {"properties": {}}).result()
    pages = list_all(client, f"{arm}{NAMESPACE_ID}/clients")
    expect_equal([len(page) for page in pages], [20, 20, 5], "the sizes of the pages")
    expect_equal(sum(pages, []), [f"c{number:02}" for number in range(45)], "the names in order")


def ends(client, failure, poll_seconds):
    for path, body, status in ((f"{NAMESPACE_ID}-2", None, 404), (f"{NAMESPACE_ID}/topicSpaces/space1", {"properties": {}}, 400)):
        try:
            if body is None:
                client.resources.get_by_id(path, VERSION)
            else:
                client.resources.begin_create_or_update_by_id(path, VERSION, body).result()
        except failure as refused:
            expect_equal(refused.status_code, status, f"status of {path}")
        else:
            raise AssertionError(f"{path} was not refused")
    client.resources.begin_delete_by_id(NAMESPACE_ID, VERSION, polling_interval=poll_seconds).result()
    expect_equal(client.resources.check_existence_by_id(NAMESPACE_ID, VERSION), False, "the namespace exists")
    client.resource_groups.begin_delete("sdk-python", polling_interval=poll_seconds).result()
    expect_equal(client.resource_groups.check_existence("sdk-python"), False, "the group exists")


def run(directory):
    require_binary()
    os.environ.update(clean_environment())
    failure, secret, environment, managed, resource_client = packages()
    for folder, options in (("at-once", []), ("async", ["--async", "0.3"])):
        emulator = Emulator(directory / folder, options).start()
        with Environment(REQUESTS_CA_BUNDLE=emulator.ca_file):
            credential = credentials(emulator.arm, secret, environment, managed)
            client = resource_client(credential, SUBSCRIPTION, base_url=emulator.arm,
                                     credential_scopes=[f"{emulator.arm}/.default"])
            resources(client, 1)
            if not options:
                children(client, emulator.arm)
            ends(client, failure, 1)
        expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
