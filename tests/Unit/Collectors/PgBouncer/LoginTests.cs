using System.Security.Authentication;
using System.Text;
using MetricsAgent.Collectors.PgBouncer;
using Npgsql;

namespace MetricsAgent.Tests.Unit.Collectors.PgBouncer;

/// <summary>Passwords: the answers are those of the standards, and no server gets around its part.</summary>
internal sealed class LoginTests
{
    // RFC 7677, section 3.
    const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    static ScramClient Rfc => new("user", "pencil", "rOprNGfwEbeRWgbNEkqO");

    [Test]
    public void Scram_is_that_of_RFC_7677()
    {
        var client = Rfc;
        Assert.That(client.First(), Is.EqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"));
        Assert.That(client.Final(ServerFirst), Is.EqualTo("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="));
        Assert.That(client.Verify(ServerFinal), Is.True);
    }

    [Test]
    public void A_server_that_does_not_know_the_password_is_found_out()
    {
        var client = Rfc;
        Assert.That(client.Verify(ServerFinal), Is.False, "before it was asked");
        client.Final(ServerFirst);
        Assert.That(client.Verify("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="), Is.False);
        Assert.That(client.Verify("v="), Is.False);
        Assert.That(() => client.Verify("e=invalid-proof"), Throws.InstanceOf<InvalidDataException>());
    }

    [TestCase("")]
    [TestCase("r=somebody-elses,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [TestCase("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [TestCase("r=rOprNGfwEbeRWgbNEkqO1,s=not base64!,i=4096")]
    [TestCase("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0")]
    [TestCase("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2147483647")]
    [TestCase("m=extension,r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1")]
    public void A_server_that_does_not_keep_to_scram_is_refused(string serverFirst) =>
        Assert.That(() => Rfc.Final(serverFirst), Throws.InstanceOf<InvalidDataException>());

    [Test]
    public void Md5_is_that_of_libpq() =>
        Assert.That(Md5Password.Answer("md5_user", "password", [0x2a, 0x3d, 0x8f, 0xe0]), Is.EqualTo("md562af4dd09bbb41884907a838a3233294"));

    [Test]
    public void A_login_without_the_servers_proof_is_none()
    {
        byte[] offer = ConsoleAnswers.Authentication(10, [.. ConsoleAnswers.Text("SCRAM-SHA-256"), 0]);
        Assert.That(Login([.. offer, .. ConsoleAnswers.Welcome]), Throws.InstanceOf<AuthenticationException>());
        Assert.That(Login([.. offer, .. ConsoleAnswers.Authentication(12, Encoding.UTF8.GetBytes(ServerFinal)), .. ConsoleAnswers.Welcome]), Throws.InstanceOf<AuthenticationException>());
        Assert.That(Login(ConsoleAnswers.Authentication(10, [.. ConsoleAnswers.Text("SCRAM-SHA-256-PLUS"), 0])), Throws.InstanceOf<AuthenticationException>());
    }

    [Test]
    public void A_login_that_is_not_known_here_is_said_so() =>
        Assert.That(Login(ConsoleAnswers.Authentication(7)), Throws.InstanceOf<AuthenticationException>().With.Message.Contains("kind 7"));

    [Test]
    public void A_refusal_is_told_in_the_servers_words() =>
        Assert.That(Login(ConsoleAnswers.Error("FATAL", "08P01", "not allowed")), Throws.InstanceOf<PostgresException>().With.Property("MessageText").EqualTo("not allowed"));

    [Test]
    public void Who_is_let_in_is_in() => Assert.That(Login(ConsoleAnswers.Welcome), Throws.Nothing);

    static Func<Task> Login(byte[] answers) => async () =>
    {
        await using var connection = await ConsoleConnection.LogInAsync(new Conversation(answers), Conversation.Settings, CancellationToken.None);
    };
}
