using System.Data.Common;

namespace MiniExchange.Integration.Tests.Api.Fakes;

/// <summary>What a store's driver throws while it cannot be reached.</summary>
internal sealed class UnreachableStore : DbException;
