using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Api;
using MiniExchange.Application.Orders;
using MiniExchange.Storage.Relational;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class SettingsValidationTests
{
    public static TheoryData<Type, string> Numbers
    {
        get
        {
            var numbers = new TheoryData<Type, string>();
            foreach (var type in new[] { typeof(ApiOptions), typeof(EmbeddedEngineOptions), typeof(CellOptions), typeof(ReadSideOptions), typeof(ExchangeClientOptions) })
            {
                foreach (var property in NumbersOf(type)) numbers.Add(type, property.Name);
            }

            return numbers;
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Number_WhenNegative_IsNamedWithItsSection(Type type, string name)
    {
        var options = Activator.CreateInstance(type)!;
        Assert.Empty(SettingsValidation.Problems("Section", options));

        type.GetProperty(name)!.SetValue(options, -1);

        var problem = Assert.Single(SettingsValidation.Problems("Section", options));
        Assert.StartsWith($"Section:{name} must be between ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_023, false)]
    [InlineData(1_024, true)]
    [InlineData(1_048_576, true)]
    [InlineData(1_048_577, false)]
    public void Record_AtItsLimits_IsCheckedExactly(int maxRecordBytes, bool isSound) => Assert.Equal(
        isSound ? [] : ["Engine:MaxRecordBytes must be between 1024 and 1048576."],
        SettingsValidation.Problems("Engine", new EmbeddedEngineOptions { MaxRecordBytes = maxRecordBytes }));

    [Fact]
    public void NestedOptions_AreCheckedToo() => Assert.Equal(
        ["Engine:Partitions must be between 1 and 1024.", "Engine:Cells:RepeatAfterMs must be between 1 and 600000."],
        SettingsValidation.Problems("Engine", new EmbeddedEngineOptions { Partitions = 1_025, Cells = new CellOptions { RepeatAfterMs = 0 } }));

    private static IEnumerable<PropertyInfo> NumbersOf(Type type) => type.GetProperties().Where(property => property.PropertyType == typeof(int));
}
