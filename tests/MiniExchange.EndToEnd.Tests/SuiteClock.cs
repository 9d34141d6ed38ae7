using System;
using System.Diagnostics;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: Xunit.TestFramework("MiniExchange.EndToEnd.Tests.SuiteClock", "MiniExchange.EndToEnd.Tests")]

namespace MiniExchange.EndToEnd.Tests;

/// <summary>The usual test framework, which says at the end how much of the suite's time budget was used.</summary>
public sealed class SuiteClock(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        protected override async void RunTestCases(
            System.Collections.Generic.IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly,
        System.Collections.Generic.IEnumerable<IXunitTestCase> cases,
        IMessageSink diagnostics,
        IMessageSink execution,
        ITestFrameworkExecutionOptions options) : XunitTestAssemblyRunner(assembly, cases, diagnostics, execution, options)
    {
        private readonly Stopwatch _running = Stopwatch.StartNew();

        protected override async System.Threading.Tasks.Task BeforeTestAssemblyFinishedAsync()
        {
            await base.BeforeTestAssemblyFinishedAsync();
            DiagnosticMessageSink.OnMessage(
                new DiagnosticMessage($"EndToEnd: {Math.Ceiling(_running.Elapsed.TotalSeconds)} s of {BuiltWith.TimeBudgetSeconds} s"));
        }
    }
}
