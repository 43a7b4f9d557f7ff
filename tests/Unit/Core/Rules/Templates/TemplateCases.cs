using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Rules.Templates;

namespace MetricsAgent.Tests.Unit.Core.Rules.Templates;

/// <summary>
/// Templates that every test of them uses, the contract test against the real promtool among them. All see <c>$labels</c> of instance, job,
/// path and empty, <c>$value</c> 1234567.891, and four series of <c>q</c>.
/// </summary>
static class TemplateCases
{
    internal const double Value = 1234567.891;

    internal static Labels Labels { get; } = Labels.Of(("instance", "web-1.example.org:9100"), ("job", "node"), ("path", "/a b&c"));

    /// <summary>What <c>query</c> finds; the order of an instant vector is Prometheus' own, so templates sort.</summary>
    internal static IReadOnlyList<VectorSample> Query(string expression) => expression == "q"
        ? [Sample("a", "2", 1), Sample("b", "1", 2.5), Sample("c", "10", -3)]
        : [];

    internal static TemplateContext Context { get; } = new(Labels, Value, Query) { ExternalLabels = Labels.Of(("site", "here")) };

    internal static readonly string[] All =
    [
        "", "plain", "{ { } }", "{{ $value }}", "{{$value}}", "{{ .Value }}", "{{ $labels.instance }}", "{{ .Labels.job }}!", "{{ $labels.absent }}|",
        "{{ index $labels \"job\" }}", "{{ len $labels }}", "{{ $labels }}", "{{ $externalLabels.site }}", "{{ .ExternalLabels.site }}", "{{ $externalURL }}",
        "a {{- $value -}} b", "a \n{{- /* why */ -}}\n b", "a{{/* x */}}b", "{{- 1 }} {{ 2 -}} ", "{{ \"a\\tb\\\"c\\u00e9\\x41\" }}", "{{ `raw\\n` }}", "{{ 'a' }}", "{{ '\\n' }}",
        "{{ 1 }} {{ -1 }} {{ 0x1F }} {{ 1.5 }} {{ 1e3 }} {{ 1e+30 }} {{ 1_000 }} {{ true }}",
        "{{ 1e21 }} {{ 1e20 }} {{ 123456789.0 }} {{ 0.0001 }} {{ 0.00001 }} {{ 100000.0 }} {{ 1000000.0 }} {{ 2.5e-7 }}",
        "{{ if $value }}yes{{ end }}", "{{ if $labels.absent }}yes{{ else }}no{{ end }}", "{{ if gt $value 5.0 }}a{{ else if gt $value 1.0 }}b{{ else }}c{{ end }}", "{{ if lt $value 5.0 }}a{{ else if gt $value 1.0 }}b{{ else }}c{{ end }}",
        "{{ if and (gt $value 1.0) (eq $labels.job \"x\" \"node\") }}both{{ end }}", "{{ or $labels.absent $labels.job }}", "{{ and $labels.absent $labels.job }}|", "{{ not $value }}", "{{ if or false 0 0.0 \"\" }}x{{ else }}none{{ end }}",
        "{{ eq 1 1 }} {{ eq \"a\" \"b\" }} {{ ne 1 2 }} {{ lt 1 2 }} {{ le 2 2 }} {{ gt 1 2 }} {{ ge 2 2 }} {{ lt \"a\" \"b\" }} {{ eq true true }}",
        "{{ with $labels.job }}[{{ . }}]{{ end }}", "{{ with $labels.absent }}[{{ . }}]{{ else }}none of {{ .Value }}{{ end }}", "{{ with $x := $labels.job }}{{ $x }}{{ . }}{{ end }}",
        "{{ $x := 5 }}{{ $x }}{{ $x = 6 }}{{ $x }}", "{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}", "{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}",
        "{{ range query \"q\" | sortByLabel \"name\" }}{{ .Labels.name }}={{ .Value }};{{ end }}", "{{ range query \"none\" }}x{{ else }}nothing{{ end }}", "{{ range $i, $e := query \"q\" | sortByLabel \"name\" }}{{ $i }}:{{ $e.Value }} {{ end }}",
        "{{ range $e := query \"q\" | sortByLabel \"rank\" }}{{ $e.Labels.rank }},{{ end }}", "{{ range $k, $v := $labels }}{{ $k }}={{ $v }};{{ end }}", "{{ range query \"q\" | sortByLabel \"name\" }}{{ if eq .Labels.name \"b\" }}{{ break }}{{ end }}{{ .Value }}{{ end }}",
        "{{ range query \"q\" | sortByLabel \"name\" }}{{ if eq .Labels.name \"b\" }}{{ continue }}{{ end }}{{ .Value }}{{ end }}", "{{ len (query \"q\") }}", "{{ query \"q\" | sortByLabel \"name\" | first | value }}", "{{ query \"q\" | sortByLabel \"name\" | first | label \"name\" }}",
        "{{ with query \"q\" }}{{ . | sortByLabel \"rank\" | first | value | humanize }}{{ end }}", "{{ (index (query \"q\" | sortByLabel \"name\") 2).Value }}", "{{ query \"q\" | first | strvalue }}|", "{{ range $x := query \"q\" | sortByLabel \"name\" }}{{ $.Value }}{{ $labels.job }}{{ end }}",
        "{{ $value | humanize }}", "{{ 0.0 | humanize }} {{ 1.0 | humanize }} {{ 999.0 | humanize }} {{ 1000.0 | humanize }} {{ 0.1 | humanize }} {{ 0.0000012345 | humanize }} {{ -1500.0 | humanize }} {{ 1e30 | humanize }} {{ \"12345\" | humanize }} {{ 12345 | humanize }} {{ \"NaN\" | humanize }} {{ \"+Inf\" | humanize }}",
        "{{ $value | humanize1024 }} {{ 1.0 | humanize1024 }} {{ 1024.0 | humanize1024 }} {{ 1047552.0 | humanize1024 }} {{ 0.5 | humanize1024 }} {{ -4096.0 | humanize1024 }} {{ 1e30 | humanize1024 }}",
        "{{ $value | humanizeDuration }} {{ 0.0 | humanizeDuration }} {{ 1.0 | humanizeDuration }} {{ 59.9999 | humanizeDuration }} {{ 60.0 | humanizeDuration }} {{ 3600.0 | humanizeDuration }} {{ 86400.0 | humanizeDuration }} {{ 0.1 | humanizeDuration }} {{ 0.0001 | humanizeDuration }} {{ -86405.5 | humanizeDuration }} {{ 12345.678 | humanizeDuration }} {{ \"Inf\" | humanizeDuration }}",
        "{{ 0.12345 | humanizePercentage }} {{ 1.0 | humanizePercentage }} {{ 0.0 | humanizePercentage }} {{ 12.3456 | humanizePercentage }} {{ -0.5 | humanizePercentage }} {{ 0.99999 | humanizePercentage }} {{ $value | humanizePercentage }}",
        "{{ 1435065584.128 | humanizeTimestamp }} {{ 0.0 | humanizeTimestamp }} {{ 1.5e9 | humanizeTimestamp }} {{ \"NaN\" | humanizeTimestamp }}", "{{ 1435065584.128 | toTime }}",
        "{{ printf \"%.2f\" $value }}", "{{ $value | printf \"%.0f\" }}", "{{ printf \"%d %s %q %v %t\" 5 \"a\" \"b\\n\" 1.5 true }}", "{{ printf \"%d\" $value }}", "{{ printf \"%s\" $value }}", "{{ printf \"%s %s\" \"a\" }}", "{{ printf \"%s\" \"a\" \"b\" }}", "{{ printf \"%d%%\" 5 }}", "{{ printf \"%!\" }}", "{{ printf \"%\" }}",
        "{{ printf \"[%5.1f|%-8s|%08.3f|%+d|%x|%X|% d|%5d|%-5d|%05d]\" 3.14159 \"ab\" 3.14159 5 255 255 7 42 42 42 }}", "{{ printf \"%e %g %G %E\" 123456.789 123456.789 1e-10 1e10 }}", "{{ printf \"%x %X\" \"hi\" \"hi\" }}", "{{ printf \"%c %q %o %b\" 65 65 8 5 }}", "{{ printf \"%v %v\" $labels.job nil | print }}",
        "{{ printf \"%.3g|%.0e|%g|%g\" 1234.5 2500.0 1e6 1e5 }}", "{{ printf \"%.0f %.0f %.0f %.1f %.2f\" 0.5 1.5 2.5 0.25 1.005 }}", "{{ printf \"%6.2f|%-10v|%t\" \"a\" true 1 }}", "{{ printf \"%.2s|%5s|%q\" \"héllo\" \"é\" \"é\\x00\" }}", "{{ printf \"%T %T %T\" 1 1.5 \"a\" }}", "{{ printf \"%s\" $labels }}",
        "{{ print 1 2 \"a\" \"b\" 3 4.5 }}", "{{ println \"a\" 1 }}|", "{{ $labels.path | urlquery }}",
        "{{ $labels.job | toUpper }} {{ toLower \"ABC\" }} {{ title \"hello wOrld foo\" }}", "{{ reReplaceAll \"(.*):(.*)\" \"$1/${2}\" $labels.instance }}", "{{ reReplaceAll \"(\\\\w)\" \"$1x\" \"ab\" }}", "{{ reReplaceAll \"b\" \"$$\" \"abc\" }}", "{{ $labels.instance | reReplaceAll \"[0-9]+\" \"#\" }}", "{{ match \"a+\" \"baab\" }} {{ match \"^a+$\" \"baab\" }}",
        "{{ $labels.instance | stripPort }} {{ $labels.instance | stripDomain }} {{ \"10.0.0.1:80\" | stripDomain }} {{ \"[::1]:80\" | stripPort }} {{ \"host\" | stripPort }} {{ \"a:b:c\" | stripPort }}",
        "{{ graphLink \"up == 0\" }} {{ tableLink \"rate(a{b='c'}[5m])\" }}", "{{ safeHtml \"<b>\" }}", "{{ parseDuration \"1h30m\" }}", "{{ with args 1 \"a\" }}{{ .arg0 }}{{ .arg1 }}{{ .arg2 }}{{ end }}",
        "{{ define \"x\" }}<{{ . }}>{{ end }}{{ template \"x\" $labels.job }}{{ template \"x\" }}", "{{ (printf \"%s\" \"a\") | toUpper }}", "{{ len \"héllo\" }}", "{{ index \"abc\" 1 }}", "{{ $labels.job | printf \"%s-%s\" \"a\" }}", "{{\n$value\n|\nhumanize\n}}", "{{ (1) }}", "{{ $ | len }}",
        "{{ gt $value 5 }}", "{{ eq 1 1.0 }}", "{{ query \"none\" | first | value }}", "{{ toUpper 5 }}", "{{ \"abc\" | humanize }}", "{{ index (query \"q\") 7 }}", "{{ reReplaceAll \"(\" \"\" \"\" }}", "{{ range 5.5 }}x{{ end }}", "{{ len 5 }}", "{{ template \"r\" 1 }}{{ define \"r\" }}{{ template \"r\" . }}{{ end }}",
        "{{ $labels.instance }} is at {{ $value | printf \"%.1f\" }}% on {{ $labels.job | title }}", "{{ if eq $labels.job \"node\" -}} node {{- else -}} other {{- end }}",
        "{{ range $i, $s := query \"q\" | sortByLabel \"name\" }}{{ if $i }}, {{ end }}{{ $s.Labels.name }} ({{ $s.Value | humanize }}){{ end }}", "{{ with (query \"q\" | sortByLabel \"name\" | first).Labels.name }}{{ . }}{{ end }}",
    ];

    internal static readonly string[] Broken =
    [
        "{{", "{{ $value", "{{ }}", "{{ nope }}", "{{ $nope }}", "{{ if true }}", "{{ end }}", "{{ else }}", "{{ if }}a{{ end }}", "{{ \"a }}", "{{ 'ab' }}", "{{ ( }}", "{{ (1 }}", "{{ 1) }}", "{{ | humanize }}", "{{ 1 | 2 }}", "{{ break }}", "{{ /* a }}",
        "{{ define \"a\" }}", "{{ range }}{{ end }}", "{{ @ }}", "{{ 1x }}", "{{ if 1 }}{{ else }}{{ else }}{{ end }}", "{{ $x := }}", "{{ tmpl \"a\" . }}", "{{ \"\\q\" }}", "{{ /* a */ b }}", "a {{ /* x */ }}b",
    ];

    /// <summary>Which Prometheus loads, and finds to be broken when an alert fires.</summary>
    internal static readonly string[] BrokenLater =
    [
        "{{ template \"none\" }}", "{{ nil }}", "{{ $x = 1 }}", "{{ humanize }}", "{{ printf }}", "{{ toUpper 1 2 }}", "{{ .Label.job }}", "{{ $labels.job.name }}", "{{ $value.x }}", "{{ $labels.job 1 }}",
    ];

    static VectorSample Sample(string name, string rank, double value) => new(Labels.Of(("__name__", "q"), ("name", name), ("rank", rank)), value);
}
