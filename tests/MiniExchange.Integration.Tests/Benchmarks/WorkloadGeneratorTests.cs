using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using MiniExchange.Benchmarks.Books;
using Xunit;

namespace MiniExchange.Integration.Tests.Benchmarks;

/// <summary>Workloads that the benchmark draws are those that were drawn elsewhere, byte for byte.</summary>
public sealed class WorkloadGeneratorTests
{
    // The hashes are of files that the program which drew tests/data/books wrote from these seeds.
    [Theory]
    [InlineData(
        20_000,
        21,
        250,
        "29c8d50457da60a7f91f520f8862a656c5fbcd43bdb58bd45282ce406544b1c3",
        "2f48e665e16a52594bc49a6506a7c5f69bdbc4cee778d56e53e5b9398e60a664")]
    [InlineData(
        130_000,
        22,
        1_000,
        "1cbff1fa4f4218f6ef2904cceeeeaef8aece9487805916e440b4274490c62b86",
        "ca619dae07e14eb9fc8237e1a0a72d13e912000614f037d7f68c6aacea5c4961")]
    public void Write_FromASeed_IsByteForByteWhatWasDrawnElsewhere(int commands, int seed, int live, string hash, string hashOfExpected)
    {
        var folder = Directory.CreateTempSubdirectory("book-workload");
        try
        {
            var path = Path.Combine(folder.FullName, "drawn.csv");

            WorkloadGenerator.Generate(new WorkloadShape(commands, (ulong)seed, live)).Write(path);

            Assert.Equal(hash, HashOf(path));
            Assert.Equal(hashOfExpected, HashOf(Path.ChangeExtension(path, ".expected.json")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(7, 6)]
    [InlineData(1_000, 7)]
    [InlineData(1_024, 8)]
    [InlineData(9_000, 9)]
    public void Replay_WhenStepsAreWide_EndsAsThePlainBookDoes(int spread, int seed)
    {
        var workload = WorkloadGenerator.Generate(new WorkloadShape(Commands: 60_000, (ulong)seed, Live: 3_000, spread));
        var replay = new BookReplay(workload.Commands);

        replay.Run();

        Assert.Empty(replay.Result().DifferencesFrom(workload.Expected));
        Assert.True(workload.Expected.Trades > 10_000);
        var limits = workload.Commands.Where(command => command.Operation == WorkloadOperation.Limit).ToList();
        Assert.InRange(limits.Max(command => command.Price) - limits.Min(command => command.Price), 90 * spread, 100 * spread + 200);
    }

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
