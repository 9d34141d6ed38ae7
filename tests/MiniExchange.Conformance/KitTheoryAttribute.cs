using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Conformance.Postgres;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MiniExchange.Conformance;

/// <summary>A test of a kit with rows of data; else as <see cref="KitFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("MiniExchange.Conformance.KitTheoryDiscoverer", "MiniExchange.Conformance")]
public class KitTheoryAttribute : TheoryAttribute;

/// <summary>Finds kit theories; xunit makes it by name.</summary>
public sealed class KitTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute)
    {
        var isSkipped = PrivatePostgres.SkipReason is not null
            && testMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsPostgresAttribute)).Any();
        if (!isSkipped) return base.Discover(discoveryOptions, testMethod, theoryAttribute);

        // One case stands for all rows, and says why it is skipped.
        return
        [
            new KitTestCase(
                DiagnosticMessageSink,
                discoveryOptions.MethodDisplayOrDefault(),
                discoveryOptions.MethodDisplayOptionsOrDefault(),
                testMethod),
        ];
    }
}
