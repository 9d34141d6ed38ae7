using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Accounts;
using MiniExchange.Storage.Messaging;
using Xunit;

namespace MiniExchange.Integration.Tests.Messaging;

public sealed class MessageCodecTests
{
    private static readonly MessageCodec Codec = new();

    [Fact]
    public void TypesThatTravel_AllHaveAnExample()
    {
        object[] examples =
        [
            .. MessageExamples.Requests, .. MessageExamples.Replies, .. MessageExamples.Answers, .. MessageExamples.ActorMessages,
            .. MessageExamples.ActorMessages.OfType<OrdersChanged>().SelectMany(message => message.Changes), .. MessageExamples.All,
        ];
        var shown = examples.Select(example => example.GetType()).ToHashSet();
        Type[] parents = [typeof(Request), typeof(Reply), typeof(ActorMessage), typeof(Parcel), typeof(Answer), typeof(OrderChange)];
        var travel = new[] { typeof(Request).Assembly, typeof(Addresses).Assembly, typeof(OrderChange).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsAbstract && parents.Any(type.IsSubclassOf))
            .ToArray();

        Assert.True(travel.Length >= 69, $"Found only {travel.Length} types that travel: the search is wrong.");
        Assert.Empty(travel.Where(type => !shown.Contains(type)).Select(type => type.Name));
    }

    [Fact]
    public void Read_OfEveryExample_IsWhatWasWritten()
    {
        foreach (var message in MessageExamples.All) AssertTravels(message, message.ToString()!);
    }

    [Fact]
    public void Read_OfEveryExampleWithAnyPropertyChanged_SaysSo()
    {
        var changed = new HashSet<string>();
        foreach (var message in MessageExamples.All)
        {
            var written = Written(message);
            foreach (var (path, other) in Structure.Changes(message, changed))
            {
                // The comparison sees the change, so that what it does not see below has really come through.
                Assert.True(Structure.Difference(message, other) is not null, $"No difference seen in {message.GetType().Name}{path}.");
                Assert.False(written.SequenceEqual(Written(other)), $"Left out of what is sent: {message.GetType().Name}{path} of {message}.");
                AssertTravels(other, $"{message.GetType().Name}{path} of {message}");
            }
        }

        Assert.Empty(MessageExamples.All.SelectMany(Structure.PropertiesOf).Distinct().Except(changed));
        Assert.True(changed.Count > 250, $"Only {changed.Count} properties were changed.");
    }

    [Fact]
    public void Read_OfAnyExampleCutShort_IsRefused()
    {
        foreach (var message in MessageExamples.All)
        {
            var (manifest, written) = (Codec.ManifestOf(message), Written(message));
            for (var length = 0; length < written.Length; length++)
            {
                var refusal = RefusalOf(manifest, written[..length]);
                Assert.True(refusal is not null, $"{length} of {written.Length} bytes of {message} were read.");
            }
        }
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public void Read_OfDamagedBytes_GivesAMessageOrSaysThatItCannot(ulong seed)
    {
        var random = new SeededRandom(seed);
        var (read, refused) = (0, 0);
        for (var round = 0; round < 40_000; round++)
        {
            var message = random.OneOf(MessageExamples.All);
            var bytes = Written(message);
            for (var hit = random.Between(1, 4); hit > 0; hit--) bytes[random.Between(0, bytes.Length - 1)] = (byte)random.Next();

            if (RefusalOf(Codec.ManifestOf(message), bytes) is null) read++;
            else refused++;
        }

        Assert.True(read > 1_000 && refused > 1_000, $"{read} read, {refused} refused.");
    }

    [Fact]
    public void Read_OfNoise_SaysThatItCannot()
    {
        var random = new SeededRandom(3);
        var manifests = MessageExamples.All.Select(Codec.ManifestOf).Distinct().ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Between(0, 60)];
            for (var index = 0; index < bytes.Length; index++) bytes[index] = (byte)random.Next();
            RefusalOf(random.OneOf(manifests), bytes);
        }
    }

    [Fact]
    public void Read_OfAMessageWithAFieldThatALaterVersionAdded_PassesItOver()
    {
        // Field 1000, a number; field 1001, a text.
        byte[] later = [0xC0, 0x3E, 0x01, 0xCA, 0x3E, 0x02, 0x68, 0x69];
        foreach (var message in MessageExamples.All)
        {
            var read = Codec.Read(Codec.ManifestOf(message), (byte[])[.. Written(message), .. later]);

            Assert.Null(Structure.Difference(message, read));
        }
    }

    [Fact]
    public void Read_OfARequestWithAFieldThatALaterVersionAdded_PassesItOver()
    {
        var written = Written(new Asked(Addresses.Account(new(42)), new DepthOf(5), ReplyToken.None, 0));

        // The request comes last: DepthOf, which is field 30, with 5 in its field 1. Both grow by a field 1000.
        Assert.Equal([0x22, 0x05, 0xF2, 0x01, 0x02, 0x08, 0x05], written[^7..]);
        byte[] later = [.. written[..^7], 0x22, 0x0B, 0xF2, 0x01, 0x05, 0x08, 0x05, 0xC0, 0x3E, 0x07, 0xC0, 0x3E, 0x07];

        var asked = Assert.IsType<Asked>(Codec.Read("asked/1", later));
        Assert.Equal(new DepthOf(5), asked.Request);
    }

    [Theory]
    [InlineData("asked/1", "1A 0A 61 63 63 6F 75 6E 74 2D 34 32 22 03 C2 3E 00")]
    [InlineData("answered/1", "0A 00 C2 3E 00")]
    [InlineData("answered/1", "12 13 12 0A 61 63 63 6F 75 6E 74 2D 34 32 1A 05 0A 03 08 8F 4E")]
    [InlineData("asked/2", "")]
    [InlineData("System.String", "")]
    public void Read_OfWhatOnlyALaterVersionKnows_SaysSo(string manifest, string hex)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        var refusal = Assert.Throws<NotSupportedException>(() => Codec.Read(manifest, bytes));

        Assert.Contains($"'{manifest}'", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.InnerException);
    }

    [Theory]
    [InlineData("")]
    [InlineData("account")]
    [InlineData("-42")]
    [InlineData("account-")]
    public void Read_OfAnAddressThatIsNone_IsRefused(string address)
    {
        var written = Written(new WakeUp(new(address)));

        Assert.Throws<InvalidDataException>(() => Codec.Read("wake-up/1", written));
    }

    [Fact]
    public void ManifestOf_WhatDoesNotTravel_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Codec.ManifestOf("text"));
        Assert.Throws<ArgumentException>(() => Codec.Write(new BalancesOf(), new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void Write_ByManyThreadsAtOnce_WritesEachItsOwn()
    {
        var expected = MessageExamples.All.Select(Written).ToArray();
        var threads = Enumerable.Range(0, 4).Select(number => new System.Threading.Thread(() =>
        {
            for (var round = 0; round < 50; round++)
            {
                for (var index = 0; index < expected.Length; index++)
                {
                    var at = (index * (number + 1)) % expected.Length;
                    if (!expected[at].SequenceEqual(Written(MessageExamples.All[at]))) throw new InvalidOperationException($"{at} differs.");
                }
            }
        })).ToArray();

        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
    }

    private static void AssertTravels(object message, string what)
    {
        var written = Written(message);
        var read = Codec.Read(Codec.ManifestOf(message), written);

        Assert.True(Structure.Difference(message, read) is null, $"{what}: {Structure.Difference(message, read)}");
        Assert.True(written.SequenceEqual(Written(read)), $"{what}: written again it has other bytes.");
    }

    private static byte[] Written(object message)
    {
        var output = new ArrayBufferWriter<byte>();
        Codec.Write(message, output);
        return output.WrittenSpan.ToArray();
    }

    // Null if they were read; any other exception is a fault.
    private static Exception? RefusalOf(string manifest, byte[] bytes)
    {
        try
        {
            Assert.NotNull(Codec.Read(manifest, bytes));
            return null;
        }
        catch (Exception refusal) when (refusal is NotSupportedException or InvalidDataException)
        {
            return refusal;
        }
    }
}
