"""mosquitto clients with certificates that an authority of openssl's making signed: root and intermediate registered in
turn, the intermediate sent along or not, and what the log says when no way leads to what is registered."""
import subprocess

from emulator_process import Emulator, expect_equal, require_binary, scenario
from mosquitto_client import Mosquitto
from mqtt_clients import Identity, exchange
from namespaces import NAMESPACE_ID, TOPIC, put_quickstart

NOT_AUTHORIZED = {4: 0x05, 5: 0x87}
AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
LEAF = "basicConstraints=CA:FALSE\n"


class Issued:
    """Key and certificate by openssl; `issuer` None: self-signed. `cert` is what a client sends: a chain if there is one."""

    def __init__(self, directory, name, issuer=None, extensions=LEAF, kind="ec", sent=()):
        path = lambda ending: str(directory / f"{name}.{ending}")
        self.key, self.own, self.cert = path("key.pem"), path("cer.pem"), path("chain.pem")
        options = {"ec": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "rsa": ["-newkey", "rsa:2048"]}[kind]
        openssl("req", "-new", *options, "-nodes", "-subj", f"/CN={name}", "-keyout", self.key, "-out", path("csr"))
        (directory / f"{name}.ext").write_text(extensions)
        signer = ["-CA", issuer.own, "-CAkey", issuer.key, "-CAcreateserial"] if issuer else ["-signkey", self.key]
        openssl("x509", "-req", "-in", path("csr"), "-days", "30", "-extfile", path("ext"), *signer, "-out", self.own)
        (directory / f"{name}.chain.pem").write_text("".join(open(one.own).read() for one in (self, *sent)))

    def body(self):
        return {"properties": {"encodedCertificate": open(self.own).read()}}


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def scheme_body(name, scheme):
    return {"properties": {"authenticationName": name, "clientCertificateAuthentication": {"validationScheme": scheme}}}


def register(emulator, **certificates):
    """These CA certificates and no others."""
    for name in ("root", "middle", "other"):
        status, _ = emulator.request("DELETE", f"{NAMESPACE_ID}/caCertificates/{name}")
        expect_equal(status // 100, 2, f"DELETE of {name}")
    for name, certificate in certificates.items():
        emulator.put(f"{NAMESPACE_ID}/caCertificates/{name}", certificate.body())


def check_codes(client, emulator, identity, expected, what):
    for version in (4, 5):
        expect_equal(client.connect_code(emulator, identity, version), expected[version], f"{what}, version {version}")


def run(directory):
    require_binary()
    client = Mosquitto()
    emulator = Emulator(directory).start()
    put_quickstart(emulator, "0" * 64)
    root = Issued(directory, "root", extensions=AUTHORITY, kind="rsa")
    middle = Issued(directory, "middle", root, AUTHORITY)
    other = Issued(directory, "other", extensions=AUTHORITY)
    by_subject = Identity("vehicle01", Issued(directory, "vehicle01", middle, sent=[middle]), "s1")
    by_dns = Identity("dev1.example", Issued(directory, "dev1", middle, LEAF + "subjectAltName=DNS:dev1.example\n", "rsa"),
                      "s2")
    for identity, scheme in ((by_subject, "Subject"), (by_dns, "Dns")):
        emulator.put(f"{NAMESPACE_ID}/clients/{identity.user_name}",
                     scheme_body(identity.user_name, f"{scheme}MatchesAuthenticationName"))
    accepted = {4: 0, 5: 0}
    register(emulator, root=root)
    check_codes(client, emulator, by_subject, accepted, "intermediate sent, root registered")
    check_codes(client, emulator, by_dns, NOT_AUTHORIZED, "intermediate neither sent nor registered")
    print(emulator.wait_for_log(r"certificate-chain-not-trusted.*'CN=middle' is neither registered"))
    register(emulator, middle=middle)
    check_codes(client, emulator, by_subject, accepted, "intermediate registered, by subject")
    exchange(client, emulator, by_subject, by_dns, 5, 5, TOPIC)
    register(emulator, other=other)
    check_codes(client, emulator, by_subject, NOT_AUTHORIZED, "another authority registered")
    impostor = Identity("vehicle01", by_dns.certificate, "s3")
    register(emulator, middle=middle)
    check_codes(client, emulator, impostor, NOT_AUTHORIZED, "the certificate of another client")
    print(emulator.wait_for_log(r"certificate-field-mismatch.*'dev1'"))
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
