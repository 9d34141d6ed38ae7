namespace MiniExchange.Api;

/// <summary>Something that must work before the exchange takes traffic. Register as many as there are.</summary>
public interface IReadiness
{
    /// <summary>Why it does not work now, as a sentence for operators; null when it does.</summary>
    string? NotReadyBecause();
}
