using System.Diagnostics;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;

namespace MiniExchange.EndToEnd.Tests.Npm;

/// <summary>A new pair of Ed25519 keys, as PEM; .NET cannot make one, Node can.</summary>
internal sealed record Ed25519Pair(string PrivateKey, string PublicKey)
{
    private const string Script = """
        const encoded = { format: 'pem' };
        console.log(JSON.stringify(require('crypto').generateKeyPairSync('ed25519', {
          privateKeyEncoding: { ...encoded, type: 'pkcs8' }, publicKeyEncoding: { ...encoded, type: 'spki' } })));
        """;

    public static async Task<Ed25519Pair> CreateAsync()
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["-e", Script]) { RedirectStandardOutput = true })!;
        using var pair = JsonDocument.Parse(await node.StandardOutput.ReadToEndAsync());
        return new Ed25519Pair(pair.RootElement.Text("privateKey"), pair.RootElement.Text("publicKey"));
    }
}
