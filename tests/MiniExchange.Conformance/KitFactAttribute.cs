using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Conformance.Postgres;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MiniExchange.Conformance;

/// <summary>A test of a kit. Whether it can run is said by the class that inherits it, see <see cref="NeedsPostgresAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("MiniExchange.Conformance.KitFactDiscoverer", "MiniExchange.Conformance")]
public class KitFactAttribute : FactAttribute;

/// <summary>Finds kit tests; xunit makes it by name.</summary>
public sealed class KitFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        yield return new KitTestCase(
            diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
    }
}

/// <summary>One test of a kit on one class.</summary>
public sealed class KitTestCase : XunitTestCase
{
    /// <summary>For xunit, which reads it back from its own text.</summary>
    [Obsolete("Called by the deserializer only.")]
    public KitTestCase()
    {
    }

    public KitTestCase(
        IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions displayOptions, ITestMethod testMethod)
        : base(diagnostics, display, displayOptions, testMethod)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsPostgresAttribute)).Any() && PrivatePostgres.SkipReason is { } noPostgres
            ? noPostgres
            : base.GetSkipReason(factAttribute);
}
