using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>What of a statement's text may become a label.</summary>
public sealed class StatementTextTests
{
    [Test]
    public void Blanks_are_collapsed_and_the_text_is_cut()
    {
        Check("select *\n  from\tt\r\n where id = $1 ", "select * from t where id = $1");
        Check("select abcdefgh", "select abc", length: 10);
        Check("select    abcdefgh", "select", length: 7);
        Check("", "");
        Check("select 😀😀", "select 😀", length: 10);
    }

    [Test]
    public void Literals_never_come_through()
    {
        Check("ALTER ROLE a PASSWORD 'hidden'", "ALTER ROLE a PASSWORD ?");
        Check("ALTER ROLE a PASSWORD 'hid''den' LOGIN", "ALTER ROLE a PASSWORD ? LOGIN");
        Check(@"ALTER ROLE a PASSWORD E'hid\'den' LOGIN", "ALTER ROLE a PASSWORD E? LOGIN");
        Check("ALTER ROLE a PASSWORD 'cut off in the midd", "ALTER ROLE a PASSWORD ?");
        Check("DO $$begin perform 'hidden'; end$$ language plpgsql", "DO ? language plpgsql");
        Check("DO $a_1$ $$ hidden $$ $a_1$;", "DO ?;");
        Check("set work_mem = 1024; set x = 1.5e3", "set work_mem = ?; set x = ?");
    }

    [Test]
    public void Comments_go_because_they_carry_identifiers_of_one_call()
    {
        Check("select 1 /*traceparent='00-4bf9-00'*/ from t", "select ? from t");
        Check("/* controller:orders */ select a -- note\nfrom t", "select a from t");
        Check("select a /* cut off", "select a");
    }

    [Test]
    public void Names_and_parameters_stay()
    {
        Check("select t1.c2, \"Odd 'name' 3\", $12 from t1", "select t1.c2, \"Odd 'name' 3\", $12 from t1");
        Check("select a->>$1, b::int8, 'x'::text from s.t_2", "select a->>$1, b::int8, ?::text from s.t_2");
    }

    static void Check(string query, string want, int length = 200) => Assert.That(StatementText.Shorten(query, length), Is.EqualTo(want), query);
}
