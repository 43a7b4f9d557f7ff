using MetricsAgent.Http.Api;

namespace MetricsAgent.Tests.Unit.Agent.Http.Api;

public sealed class ApiParametersTests
{
    [Test]
    public void Times_are_seconds_or_RFC_3339()
    {
        Check("0", 0);
        Check("1435781451.781", 1_435_781_451_781);
        Check("1.4357814e9", 1_435_781_400_000);
        Check("-1.5", -1_500);
        Check("2015-07-01T20:10:51.781Z", 1_435_781_451_781);
        Check("2015-07-01T22:10:51+02:00", 1_435_781_451_000);

        static void Check(string text, long want) => Assert.That(Of("time", text).Time("time"), Is.EqualTo(want));
    }

    [Test]
    public void What_is_no_time_is_said_as_Prometheus_says_it()
    {
        foreach (var text in (string[])["now", "", "2015-07-01", "2015-07-01 20:10:51Z", "2015-07-01T20:10:51", "NaN", "1,5", "0x10"])
            Check(() => Of("start", text).Time("start"), $"invalid parameter \"start\": cannot parse \"{text}\" to a valid timestamp");
        Check(() => Of("time", "now").Time("time", 5), "invalid parameter \"time\": invalid time value for 'time': cannot parse \"now\" to a valid timestamp");
        Assert.That(Of("time", "").Time("time", 5), Is.EqualTo(5));
    }

    [Test]
    public void Durations_are_seconds_or_as_PromQL_has_them()
    {
        Check("15", 15_000);
        Check("0.5", 500);
        Check("-1", -1_000);
        Check("1h30m", 5_400_000);
        Check("1d", 86_400_000);

        static void Check(string text, long want) => Assert.That(Of("step", text).Duration("step"), Is.EqualTo(want));
    }

    [Test]
    public void What_is_no_duration_is_said_as_Prometheus_says_it()
    {
        foreach (var text in (string[])["", "soon", "30m1h", "1.5h"])
            Check(() => Of("step", text).Duration("step"), $"invalid parameter \"step\": cannot parse \"{text}\" to a valid duration");
        Check(() => Of("step", "1e30").Duration("step"), "invalid parameter \"step\": cannot parse \"1e30\" to a valid duration. It overflows int64");
    }

    [Test]
    public void Limits_are_whole_numbers_and_zero_is_none()
    {
        Assert.That(Of("limit", "").Limit(), Is.EqualTo(int.MaxValue));
        Assert.That(Of("limit", "0").Limit(), Is.EqualTo(int.MaxValue));
        Assert.That(Of("limit", "7").Limit(), Is.EqualTo(7));
        Check(() => Of("limit", "-1").Limit(), "invalid parameter \"limit\": limit must be non-negative");
        Check(() => Of("limit", "many").Limit(), "invalid parameter \"limit\": cannot parse \"many\" to a valid limit");
    }

    [Test]
    public void Selectors_have_to_select_something()
    {
        Assert.That(string.Join(' ', Of("match[]", "up{job=\"a\"}").Matches().Single().Select(matcher => matcher.ToString()).Order()), Is.EqualTo("__name__=\"up\" job=\"a\""));
        Check(() => Of("match[]", "{job=~\".*\"}").Matches(), "invalid parameter \"match[]\": 1:1: parse error: vector selector must contain at least one non-empty matcher");
        Check(() => Of("match[]", "up offset 5m").Matches(), "invalid parameter \"match[]\": up offset 5m is no selector of series");
        Check(() => Of("match[]", "up + up").Matches(), "is no selector of series");
        Check(() => Of("match[]", "up{").Matches(), "invalid parameter \"match[]\": 1:");
    }

    [Test]
    public void Names_in_a_path_may_be_escaped()
    {
        Check("job", "job");
        Check("U__http_2e_status", "http.status");
        Check("U__a__b", "a_b");
        Check("U___e4_", "ä");
        Check("U___1f642_", "\U0001F642");
        Check("U__a_", "U__a_");
        Check("U___d800_", "U___d800_");
        Check("U___zz_", "U___zz_");
        Check("U__", "");

        static void Check(string text, string want) => Assert.That(EscapedName.Read(text), Is.EqualTo(want));
    }

    [Test]
    public void Whatever_is_asked_for_is_read_or_refused()
    {
        const string letters = "0123456789.-+eE:TZ_U infnaNhmsdwy{}[]=~!\"'`,()upäö\0\ud83d\ude42";
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => letters[random.Next(letters.Length)]));
            var parameters = Of("a", text);
            Try(() => parameters.Time("a"), text);
            Try(() => parameters.Duration("a"), text);
            Try(() => parameters.Limit("a"), text);
            Try(() => Of("match[]", text).Matches(), text);
            Try(() => EscapedName.Read(text), text);
            Try(() => EscapedName.Read("U__" + text), text);
        }

        static void Try(Action read, string text)
        {
            try
            {
                read();
            }
            catch (ApiException)
            {
                // An answer.
            }
            catch (Exception e)
            {
                Assert.Fail($"{text}: {e}");
            }
        }
    }

    static ApiParameters Of(string name, string text) => new(asked => asked == name && text.Length > 0 ? [text] : []);

    static void Check(Action read, string want)
    {
        var error = Assert.Throws<ApiException>(read)!;
        Assert.That(error.Message, Does.Contain(want));
        Assert.That((error.Status, error.Word), Is.EqualTo((400, "bad_data")));
    }
}
