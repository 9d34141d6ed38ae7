using System.Text;

namespace MiniExchange.LoadTests.Traders;

/// <summary>One account's key, as bytes that go into requests.</summary>
internal sealed class Trader(string apiKey, string secretKey)
{
    /// <summary>Names the key.</summary>
    public byte[] ApiKey { get; } = Encoding.ASCII.GetBytes(apiKey);

    /// <summary>Signs for it.</summary>
    public byte[] SecretKey { get; } = Encoding.ASCII.GetBytes(secretKey);
}
