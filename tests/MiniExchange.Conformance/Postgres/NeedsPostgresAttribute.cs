using System;

namespace MiniExchange.Conformance.Postgres;

/// <summary>Says that a class runs a kit on PostgreSQL, so that the kit's tests are skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsPostgresAttribute : Attribute;
