using System.Text.RegularExpressions;
using MetricsAgent.Packaging.Native;
using MetricsAgent.Tests.Contract;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>The order of methods in native code, on a small object file that an assembler and a linker make a program of.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class NativeOrderTests : IDisposable
{
    readonly TemporaryDirectory directory = new("native");

    [Test]
    public async Task Listed_methods_come_first_and_the_program_does_what_it_did()
    {
        await AssembleAsync(Methods);
        var before = await RunAsync();
        Assert.That(before, Is.EqualTo("look inner middle outer main 111"));

        Assert.That(Order("inner", "what no method is called", "middle"), Is.EqualTo((2, 3)));

        Assert.That(await RunAsync(), Is.EqualTo(before));
        var elf = new ElfObject(await File.ReadAllBytesAsync(directory.File("program")));
        Assert.That(
            elf.Symbols.Where(symbol => symbol.Section == elf.Section("__managedcode") && symbol.Size > 0).OrderBy(symbol => symbol.Value).Select(symbol => elf.Name(symbol)),
            Is.EqualTo(["inner", "middle", "outer", "unused"]));
        Assert.That(elf.Content(elf.Section(".dotnet_eh_table")).ToArray(), Is.EqualTo([5, 5, 3, 3, 3, 4, 1, 2, 2]), "entries go along, those of a method's handlers with its own");
    }

    [Test]
    public async Task Ordering_twice_changes_nothing_more()
    {
        await AssembleAsync(Methods);
        Order("middle");
        var once = await File.ReadAllBytesAsync(directory.File("methods.o"));
        Order("middle");

        Assert.That(await File.ReadAllBytesAsync(directory.File("methods.o")), Is.EqualTo(once));
    }

    [Test]
    public async Task What_it_cannot_move_is_refused()
    {
        await AssembleAsync(Methods.Replace("jmp look@PLT", "jmp .Lmiddle", StringComparison.Ordinal));
        Assert.That(() => Order("middle"), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("refers to another method in a way that is not known: jmp"));

        await AssembleAsync(Methods.Replace(".section .note", ".section .debug_x, \"\", @progbits\n.quad .Lmiddle\n.section .note", StringComparison.Ordinal));
        Assert.That(
            () => Order("middle"),
            Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(".debug_x refers to __managedcode without a symbol; publish without debug symbols, -p:DebugType=none"));

        Assert.That(() => new ElfObject("#!/bin/sh"u8.ToArray()), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo("this is no ELF file of 64 bits"));
    }

    [Test]
    public async Task A_running_program_is_asked_which_methods_it_calls()
    {
        await AssembleAsync(Methods, endless: true);
        await LinkAsync();
        await using var program = ServerProcess.Start(directory.File("program"), []);

        string[] called = ["inner", "middle", "outer"];
        Assert.That(await RecordAsync(program.Pid), Is.EqualTo($"3 methods were called, of which 3 are new in {directory.File("list")}\n"));
        Assert.That(await File.ReadAllLinesAsync(directory.File("list")), Is.EqualTo(called));
        Assert.That(program.HasExited, Is.False, "it goes on");
        Assert.That(await RecordAsync(program.Pid), Is.EqualTo($"3 methods were called, of which 0 are new in {directory.File("list")}\n"));
        Assert.That(program.HasExited, Is.False);
    }

    [Test]
    public async Task Mistakes_are_told_of()
    {
        var result = await Command.RunAsync(Program, ["apply", directory.Write("text", "text"), directory.File("list")]);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((1, "native-order: this is no ELF file of 64 bits\n")));
        result = await Command.RunAsync(Program, ["apply", directory.File("none"), directory.File("list")]);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((1, $"native-order: Could not find file '{directory.File("none")}'.\n")));
        result = await Command.RunAsync(Program, ["record", "999999999", directory.File("list"), "1"]);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((1, "native-order: there is no process 999999999\n")));
        result = await Command.RunAsync(Program, ["record", "999999999", directory.File("none/list"), "1"]);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((1, $"native-order: Could not find a part of the path '{directory.File("none/list")}'.\n")));
        Assert.That((await Command.RunAsync(Program, ["record", "1", directory.File("list"), "99999999"])).ExitCode, Is.EqualTo(2));
        Assert.That((await Command.RunAsync(Program, ["help"])).ExitCode, Is.EqualTo(2));
    }

    public void Dispose() => directory.Dispose();

    static string Program => Path.Join(TestContext.CurrentContext.TestDirectory, "native-order");

    static string Methods => File.ReadAllText(Fixture("methods.s"));

    static string Fixture(string name) => Path.Join(Source.Root, "tests", "fixtures", "native", name);

    (int Found, int Listed) Order(params string[] methods)
    {
        var path = directory.File("methods.o");
        var elf = new ElfObject(File.ReadAllBytes(path));
        var result = ObjectOrder.Apply(elf, CodeReferences.Read(path, elf), methods);
        File.WriteAllBytes(path, elf.ToBytes());
        return result;
    }

    async Task<string> RecordAsync(int process) =>
        (await Command.RunAsync(Program, ["record", $"{process}", directory.File("list"), "1"])) is { ExitCode: 0 } result ? result.Output : throw new AssertionException("it failed");

    async Task AssembleAsync(string source, bool endless = false)
    {
        await Command.DemandAsync("gcc", ["-c", "-o", directory.File("methods.o"), directory.Write("methods.s", source)]);
        await Command.DemandAsync("gcc", ["-c", "-o", directory.File("main.o"), .. endless ? ["-DENDLESS"] : Array.Empty<string>(), Fixture("main.c")]);
    }

    Task LinkAsync() => Command.DemandAsync("gcc", ["-rdynamic", "-o", directory.File("program"), directory.File("main.o"), directory.File("methods.o")]);

    async Task<string> RunAsync()
    {
        await LinkAsync();
        var result = await Command.RunAsync(directory.File("program"), []);
        return string.Join(' ', result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Caller().Match(line) is { Success: true } match ? match.Groups[1].Value : line));
    }

    // "./program(middle+0xd) [0x55...]"
    [GeneratedRegex(@"\((\w+)\+0x")]
    private static partial Regex Caller();
}
