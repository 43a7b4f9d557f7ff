using System.Runtime.InteropServices;

namespace MetricsAgent;

/// <summary>
/// The C library's heap, which the runtime's compiler, zlib and OpenSSL use. glibc has an arena for every few threads and keeps
/// most of what is freed: what a start needs once would stay for ever. Other C libraries have neither these calls nor the need.
/// </summary>
static partial class NativeHeap
{
    /// <summary>M_ARENA_MAX of mallopt(3).</summary>
    const int ArenaMax = -8;

    /// <summary>One arena for all threads, which allocate too little there to wait for each other. To be called before there are many.</summary>
    internal static void UseOneArena()
    {
        if (Has("mallopt"))
            _ = SetOption(ArenaMax, 1);
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
