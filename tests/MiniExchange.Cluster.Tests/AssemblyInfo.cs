using Xunit;

// Clusters in one process share its two cores: side by side they would take each other's pauses for failures.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
