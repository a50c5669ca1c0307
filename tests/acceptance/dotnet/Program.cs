// What the quickstart's sample does, told its settings: connects over TLS with a client certificate from PEM files and
// the authentication name as user name, subscribes, publishes and prints, until its first message has come back.
// The server is trusted through the system's store (SSL_CERT_FILE), as the sample does.
// Arguments: host, port, client id, user name, certificate file, key file (of a PFX file its password), topic, protocol
// level (4 or 5).
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
#if MQTTNET_5
using System.Buffers;
#else
using MQTTnet.Client;
#endif

var (host, port, clientId, userName) = (args[0], int.Parse(args[1]), args[2], args[3]);
var (certificateFile, keyFile, topic, version) = (args[4], args[5], args[6], (MqttProtocolVersion)int.Parse(args[7]));

X509Certificate2 FromPem()
{
    using var fromPem = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
    return FromPfx(fromPem.Export(X509ContentType.Pkcs12), null);
}
#if NET9_0_OR_GREATER
X509Certificate2 FromPfx(byte[] pfx, string? password) => X509CertificateLoader.LoadPkcs12(pfx, password);
#else
X509Certificate2 FromPfx(byte[] pfx, string? password) => new X509Certificate2(pfx, password);
#endif
using var certificate = certificateFile.EndsWith(".pfx") ? FromPfx(File.ReadAllBytes(certificateFile), keyFile) : FromPem();

var options = new MqttClientOptionsBuilder()
    .WithTcpServer(host, port)
    .WithProtocolVersion(version)
    .WithClientId(clientId)
    .WithCredentials(userName, "")
#if MQTTNET_5
    .WithTlsOptions(tls => tls.UseTls()
        .WithRevocationMode(X509RevocationMode.NoCheck)
        .WithClientCertificates(new X509Certificate2Collection(certificate)))
#else
    .WithTls(new MqttClientOptionsBuilderTlsParameters
    {
        UseTls = true,
        RevocationMode = X509RevocationMode.NoCheck,
        Certificates = new X509Certificate2Collection(certificate),
    })
#endif
    .Build();

#if MQTTNET_5
var client = new MqttClientFactory().CreateMqttClient();
string Text(MqttApplicationMessage message) => Encoding.UTF8.GetString(message.Payload.ToArray());
#else
var client = new MqttFactory().CreateMqttClient();
string Text(MqttApplicationMessage message) => message.ConvertPayloadToString();
#endif

var received = new TaskCompletionSource();
client.ApplicationMessageReceivedAsync += message =>
{
    Console.WriteLine($"Received message on topic: '{message.ApplicationMessage.Topic}' with content: '{Text(message.ApplicationMessage)}'");
    received.TrySetResult();
    return Task.CompletedTask;
};

try
{
    var connAck = await client.ConnectAsync(options);
    Console.WriteLine($"Client Connected: {client.IsConnected} with CONNACK: {connAck.ResultCode}");
    if (!client.IsConnected)
    {
        return 1;
    }
}
catch (Exception refused)
{
    Console.WriteLine($"Client Connected: False with {refused.GetType().Name}: {refused.Message}: {refused.InnerException?.Message}");
    return 1;
}

var suback = await client.SubscribeAsync(topic);
suback.Items.ToList().ForEach(item => Console.WriteLine($"subscribed to '{item.TopicFilter.Topic}' with '{item.ResultCode}'"));

var puback = await client.PublishStringAsync(topic, "hello world!");
Console.WriteLine($"published with '{puback.ReasonCode}'");
await received.Task.WaitAsync(TimeSpan.FromSeconds(10));
await client.DisconnectAsync();
return 0;
