using MetricsAgent.Config.Validation;

namespace MetricsAgent.Tests.Unit.Config;

internal sealed class SqlStatementTests
{
    [TestCase("select 1")]
    [TestCase("select 1;")]
    [TestCase("select 1 ; -- that is all; really\n ; /* ; */")]
    [TestCase("select ';' as \"a;b\", 'it''s; ' , E'\\';'")]
    [TestCase("select $$;$$, $x$ ; $$ ; $x$, a$b from t")]
    [TestCase("select 1 /* a /* nested; */ ; */ + 1")]
    [TestCase("")]
    public void One_statement_is_one(string sql) => Assert.That(SqlStatement.IsOne(sql), Is.True);

    [TestCase("select 1; select 2")]
    [TestCase("commit; begin; select 1/0 as a")]
    [TestCase("select 'a'; drop table t")]
    [TestCase("select $$a$$; select 1")]
    [TestCase("select 1 -- ; \n ; select 2")]
    [TestCase("select 1 /* /* */ */; select 2")]
    [TestCase("select E'\\\\'; select 2")]
    public void Two_are_not(string sql) => Assert.That(SqlStatement.IsOne(sql), Is.False);

    [TestCase("  -- why\n SELECT 1", true)]
    [TestCase("/* x */ (select 1) union (select 2)", true)]
    [TestCase("with a as (select 1) table a", true)]
    [TestCase("begin", false)]
    [TestCase("set statement_timeout = 0", false)]
    [TestCase("selection", false)]
    [TestCase("", false)]
    public void What_gives_rows_begins_so(string sql, bool gives) => Assert.That(SqlStatement.GivesRows(sql), Is.EqualTo(gives));

    [Test]
    public void Whatever_the_text_it_comes_to_an_end()
    {
        var random = new Random(7);
        const string Parts = "';\"$-/*\\eE a1\n";
        for (var round = 0; round < 20_000; round++)
        {
            var sql = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Parts[random.Next(Parts.Length)]));
            Assert.That(() => SqlStatement.IsOne(sql) | SqlStatement.GivesRows(sql), Throws.Nothing, sql);
        }
    }
}
