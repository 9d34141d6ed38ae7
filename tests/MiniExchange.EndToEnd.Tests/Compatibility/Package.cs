using System;
using System.Collections.Generic;
using System.Reflection;
using Xunit.Sdk;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>The npm packages that are tried.</summary>
public enum Package
{
    /// <summary>ccxt and ccxt.pro.</summary>
    Ccxt = 0,

    /// <summary>@binance/connector.</summary>
    Connector = 1,

    /// <summary>@binance/spot.</summary>
    Spot = 2,

    /// <summary>binance-api-node.</summary>
    BinanceApiNode = 3,

    /// <summary>node-binance-api.</summary>
    NodeBinanceApi = 4,
}

/// <summary>Runs a theory with every package.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryPackageAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        foreach (var package in Enum.GetValues<Package>()) yield return [package];
    }
}

/// <summary>Runs a theory with the packages that have calls for what it tests.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PackagesAttribute(params Package[] packages) : DataAttribute
{
    /// <summary>The packages.</summary>
    public IReadOnlyList<Package> Packages { get; } = packages;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        foreach (var package in Packages) yield return [package];
    }
}
