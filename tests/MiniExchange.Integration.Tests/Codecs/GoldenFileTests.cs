using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Settlement;
using MiniExchange.Domain.Transfers;
using MiniExchange.Application.Books;
using MiniExchange.Integration.Tests.Messaging;
using Xunit;

namespace MiniExchange.Integration.Tests.Codecs;

/// <summary>Whatever was ever stored or sent stays readable: each file in <c>Golden</c> is read for ever and gives the same object.</summary>
/// <remarks>
/// A new shape gets an example in <see cref="StoredShapes"/> or <see cref="MessageExamples"/> and its files by
/// <c>MINIEXCHANGE_WRITE_GOLDEN=$PWD/tests/MiniExchange.Integration.Tests/Golden dotnet test tests/MiniExchange.Integration.Tests --filter GoldenFileTests</c>,
/// which writes those that are missing and never changes one. To change a shape that has shipped, add a version.
/// </remarks>
public sealed class GoldenFileTests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden");
    private static readonly StoredShape[] Shapes = [.. StoredShapes.All, .. MessageExamples.Shapes];

    static GoldenFileTests()
    {
        if (Environment.GetEnvironmentVariable("MINIEXCHANGE_WRITE_GOLDEN") is not { Length: > 0 } source) return;

        foreach (var shape in Shapes)
        {
            WriteIfMissing(source, shape.Name + ".bin", shape.Write());
            WriteIfMissing(source, shape.Name + ".txt", Encoding.UTF8.GetBytes(shape.Text));
        }

        WriteIfMissing(source, "numbers.txt", Encoding.UTF8.GetBytes(string.Join('\n', StoredNumbers()) + "\n"));
    }

    public static TheoryData<string> Names => [.. Shapes.Select(shape => shape.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void GoldenFile_OfAShape_IsReadAsTheObjectThatWasWritten(string name)
    {
        var shape = Shapes.Single(candidate => candidate.Name == name);
        var expected = File.ReadAllText(Path.Combine(Golden, name + ".txt"));

        Assert.Equal(expected, shape.Read(File.ReadAllBytes(Path.Combine(Golden, name + ".bin"))));
        Assert.Equal(expected, shape.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Shape_WrittenToday_IsReadBackEqual(string name)
    {
        var shape = Shapes.Single(candidate => candidate.Name == name);

        Assert.Equal(shape.Text, shape.Read(shape.Write()));
    }

    [Fact]
    public void GoldenFiles_AllBelongToAShape()
    {
        var known = Shapes.SelectMany(shape => new[] { shape.Name + ".bin", shape.Name + ".txt" }).Append("numbers.txt");

        Assert.Equal(known.Order(StringComparer.Ordinal), Directory.GetFiles(Golden).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Shape_WrittenToday_HasTheBytesOfItsGoldenFile(string name)
    {
        // A field that was added since costs nothing where it is not used.
        var shape = Shapes.Single(candidate => candidate.Name == name);

        Assert.Equal(File.ReadAllBytes(Path.Combine(Golden, name + ".bin")), shape.Write());
    }

    [Fact]
    public void StoredTypes_AllHaveAnExample()
    {
        var examples = Shapes.SelectMany(shape => shape.Subjects).ToArray();
        var changes = examples.OfType<OrdersChanged>().SelectMany(message => message.Changes);
        var shown = examples.Concat(changes).Select(example => example.GetType()).ToHashSet();
        var stored = new[]
            {
                typeof(AccountEvent), typeof(CatalogEvent), typeof(OrderChange), typeof(RiskEvent), typeof(SettlementEvent), typeof(TransferEvent),
            }
            .SelectMany(parent => Derived(parent, typeof(AccountEvent).Assembly))
            .Concat(Derived(typeof(ActorMessage), typeof(Addresses).Assembly))
            .ToArray();

        Assert.True(stored.Length >= 46, $"Found only {stored.Length} stored types: the search is wrong.");
        Assert.Empty(stored.Where(type => !shown.Contains(type)).Select(type => type.Name));
        Assert.Equal(
            Enum.GetValues<BookEventKind>(), examples.OfType<BookEvent>().Select(example => example.Kind).Distinct().Order());
    }

    [Fact]
    public void StoredNumbers_OnceGiven_KeepTheirMeaning()
    {
        var given = File.ReadAllLines(Path.Combine(Golden, "numbers.txt"));

        Assert.True(given.Length > 40, "The list of numbers is not whole.");
        Assert.Empty(given.Except(StoredNumbers()));
    }

    private static IEnumerable<Type> Derived(Type parent, Assembly assembly) =>
        assembly.GetTypes().Where(type => type.IsSubclassOf(parent) && !type.IsAbstract);

    private static IEnumerable<string> StoredNumbers() =>
        NumbersOf<BookEventKind>()
            .Concat(NumbersOf<Side>())
            .Concat(NumbersOf<OrderType>())
            .Concat(NumbersOf<TimeInForce>())
            .Concat(NumbersOf<SelfTradePrevention>())
            .Concat(NumbersOf<OrderEnd>())
            .Concat(NumbersOf<OrderStatus>())
            .Concat(NumbersOf<LiquidityRole>())
            .Concat(NumbersOf<Contingency>())
            .Concat(NumbersOf<TransferStage>())
            .Concat(NumbersOf<RejectReason>());

    private static IEnumerable<string> NumbersOf<TEnum>()
        where TEnum : struct, Enum =>
        Enum.GetValues<TEnum>().Select(member => $"{typeof(TEnum).Name} {member:D} {member}");

    private static void WriteIfMissing(string directory, string name, byte[] content)
    {
        foreach (var target in (ReadOnlySpan<string>)[directory, Golden])
        {
            Directory.CreateDirectory(target);
            var path = Path.Combine(target, name);
            if (!File.Exists(path)) File.WriteAllBytes(path, content);
        }
    }
}
