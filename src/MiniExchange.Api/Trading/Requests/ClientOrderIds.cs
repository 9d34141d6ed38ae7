using System.Buffers;
using System.Security.Cryptography;

namespace MiniExchange.Api.Trading.Requests;

/// <summary>Traders' names for orders and cancels.</summary>
internal static class ClientOrderIds
{
    private const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>What they may be made of.</summary>
    public static readonly SearchValues<char> Characters = SearchValues.Create(Alphanumerics + "-_.:/");

    /// <summary>A name for a request that came without one.</summary>
    public static string Make() => RandomNumberGenerator.GetString(Alphanumerics, 22);
}
