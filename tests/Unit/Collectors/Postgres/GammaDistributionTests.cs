using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>The gamma distribution against values that were computed with 40 digits.</summary>
public sealed class GammaDistributionTests
{
    [Test]
    public void Shares_are_right_to_ten_digits()
    {
        Check(0.01, 0.001, 0.93857065252612899);
        Check(0.1, 0.05, 0.77553863545103057);
        Check(0.5, 0.3, 0.56142197391900014);
        Check(0.5, 5, 0.99843459774199745);
        Check(1, 1, 0.63212055882855768);
        Check(1, 20, 0.99999999793884638);
        Check(2.5, 0.1, 0.00088613878881244261);
        Check(2.5, 6, 0.96521221949375815);
        Check(10, 3, 0.0011024881301154797);
        Check(10, 10, 0.54207028552814779);
        Check(100, 90, 0.15822098918643017);
        Check(100, 130, 0.99724959163269347);
        Check(1_000, 1_000, 0.50420524418021551);
        Check(1_000, 1_050, 0.94132888862268192);
    }

    [Test]
    public void The_largest_shape_that_is_asked_for_is_right_to_seven()
    {
        Check(1_000_000, 1_000_500, 0.69155047577149718, within: 1e-7);
    }

    [Test]
    public void Nothing_is_at_or_below_zero_and_everything_is_below_much()
    {
        var gamma = new GammaDistribution(mean: 0.1, deviation: 0.05);
        Assert.That((gamma.Cumulative(-1), gamma.Cumulative(0), gamma.Cumulative(60)), Is.EqualTo((0.0, 0.0, 1.0)));
    }

    [Test]
    public void Shares_never_fall_as_the_value_grows([Values(0.03, 0.5, 1, 3, 40)] double deviation)
    {
        var gamma = new GammaDistribution(mean: 1, deviation);
        var last = 0.0;
        for (var value = 0.0; value < 8; value += 0.001)
        {
            var share = gamma.Cumulative(value);
            Assert.That(share, Is.GreaterThanOrEqualTo(last - 1e-14).And.InRange(0, 1), $"at {value}");
            last = share;
        }
    }

    /// <summary>Of scale 1: the mean is the shape, the deviation its root.</summary>
    static void Check(double shape, double value, double want, double within = 1e-10) =>
        Assert.That(new GammaDistribution(shape, Math.Sqrt(shape)).Cumulative(value), Is.EqualTo(want).Within(within), $"P({shape}, {value})");
}
