using System.Runtime.InteropServices;

namespace MetricsAgent;

/// <summary>
/// The C library's heap, which the runtime's compiler, zlib and OpenSSL use. glibc has an arena for every few threads and keeps
/// most of what is freed: what a start needs once would stay for ever. Other C libraries have neither these calls nor the need.
/// </summary>
static partial class NativeHeap
{
    /// <summary>M_ARENA_MAX, M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of mallopt(3).</summary>
    const int ArenaMax = -8;
    const int MmapThreshold = -3;
    const int TrimThreshold = -1;

    /// <summary>
    /// One arena for all threads, which allocate too little there to wait for each other; and what is large goes back as soon as it is
    /// freed, where glibc would learn from the first that it is better kept. To be called before there are many threads.
    /// </summary>
    internal static void KeepSmall()
    {
        if (!Has("mallopt"))
            return;
        _ = SetOption(ArenaMax, 1);
        _ = SetOption(MmapThreshold, 64 << 10);
        _ = SetOption(TrimThreshold, 128 << 10);
    }

    /// <summary>Gives the system back what is free.</summary>
    internal static void Trim()
    {
        if (Has("malloc_trim"))
            _ = GiveBack(0);
    }

    static bool Has(string function) => NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), function, out _);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int GiveBack(nuint keep);
}
