using System.Globalization;
using System.Text;

namespace MetricsAgent.Rules.Templates;

/// <summary>Go's <c>fmt.Sprintf</c> with the verbs that make sense in a text; what does not fit is written as Go writes it: <c>%!d(float64=1.5)</c>.</summary>
static class GoFormat
{
    const int MaxWidth = 1000;

    internal static string Format(string format, ReadOnlySpan<object?> values)
    {
        var text = new StringBuilder();
        var used = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            var directive = Directive.Read(format, ref i);
            if (directive.Verb == '\0')
                text.Append("%!(NOVERB)");
            else if (directive.Verb == '%')
                text.Append('%');
            else if (used == values.Length)
                text.Append($"%!{directive.Verb}(MISSING)");
            else
                text.Append(directive.Write(values[used++]));
        }

        if (used < values.Length)
            text.Append("%!(EXTRA ").AppendJoin(", ", values[used..].ToArray().Select(value => value is null ? "<nil>" : $"{TemplateValue.TypeOf(value)}={TemplateText.Of(value)}")).Append(')');
        return text.ToString();
    }

    /// <summary>What stands behind a per cent sign.</summary>
    readonly record struct Directive(string Flags, int Width, int Precision, char Verb)
    {
        internal static Directive Read(string format, ref int at)
        {
            var start = ++at;
            while (at < format.Length && format[at] is '+' or '-' or '#' or ' ' or '0')
                at++;
            var flags = format[start..at];
            var width = Number(format, ref at) ?? 0;
            var precision = -1;
            if (at < format.Length && format[at] == '.')
            {
                at++;
                precision = Number(format, ref at) ?? 0;
            }

            return new(flags, width, precision, at < format.Length ? format[at] : '\0');
        }

        internal string Write(object? value) => (value, Verb) switch
        {
            (null, 'v') => Pad("<nil>", false),
            (_, 'T') => Pad(TemplateValue.TypeOf(value), false),
            (double number, 'e' or 'f' or 'g' or 'E' or 'F' or 'G') => Signed(Float(number)),
            (double number, 'v') => Signed(GoFloat.Format(number, 'g', Precision)),
            (long number, 'd' or 'v') => Signed(Digits(Magnitude(number, 10), number < 0)),
            (long number, 'x') => Signed(Digits(Magnitude(number, 16), number < 0)),
            (long number, 'X') => Signed(Digits(Magnitude(number, 16).ToUpperInvariant(), number < 0)),
            (long number, 'o') => Signed(Digits(Magnitude(number, 8), number < 0)),
            (long number, 'b') => Signed(Digits(Magnitude(number, 2), number < 0)),
            (long number, 'c') => Pad(Character(number).ToString(), false),
            (long number, 'q') => Pad(GoQuote.Character(Character(number)), false),
            (bool truth, 't' or 'v') => Pad(truth ? "true" : "false", false),
            (string text, 's' or 'v') => Pad(Cut(text), false),
            (string text, 'q') => Pad(Flags.Contains('#', StringComparison.Ordinal) && !text.Contains('`', StringComparison.Ordinal) ? $"`{Cut(text)}`" : GoQuote.Text(Cut(text)), false),
            (string text, 'x') => Pad(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Cut(text))), false),
            (string text, 'X') => Pad(Convert.ToHexString(Encoding.UTF8.GetBytes(Cut(text))), false),
            (DateTime or not (double or long or bool or string or null), 'v' or 's') => Pad(TemplateText.Of(value), false),
            (null, _) => $"%!{Verb}(<nil>)",
            _ => $"%!{Verb}({TemplateValue.TypeOf(value)}={Bad(value)})",
        };

        // Prints with the flags and the width that there are.
        string Bad(object? value) => (this with { Verb = 'v' }).Write(value);

        string Float(double number)
        {
            var verb = char.ToLowerInvariant(Verb);
            var text = GoFloat.Format(number, verb, Precision < 0 && verb != 'g' ? 6 : Precision);
            return char.IsAsciiLetterUpper(Verb) && double.IsFinite(number) ? text.ToUpperInvariant() : text;
        }

        string Digits(string magnitude, bool negative) => (negative ? "-" : "") + magnitude.PadLeft(Math.Max(Precision, 0), '0');

        static string Magnitude(long number, int radix) =>
            radix == 10 ? number.ToString(CultureInfo.InvariantCulture).TrimStart('-')
            : number == long.MinValue ? Convert.ToString(number, radix)
            : Convert.ToString(Math.Abs(number), radix);

        static Rune Character(long number) => number is >= 0 and <= 0x10ffff && Rune.IsValid((int)number) ? new((int)number) : Rune.ReplacementChar;

        string Cut(string text)
        {
            if (Precision < 0)
                return text;
            return string.Concat(text.EnumerateRunes().Take(Precision));
        }

        string Signed(string number)
        {
            if (number[0] is '-' or '+')
                return Pad(number[0] == '+' && !Flags.Contains('+', StringComparison.Ordinal) && number != "+Inf" ? number[1..] : number, true);
            var sign = Flags.Contains('+', StringComparison.Ordinal) ? "+" : Flags.Contains(' ', StringComparison.Ordinal) ? " " : "";
            return Pad(sign + number, true);
        }

        string Pad(string text, bool isNumber)
        {
            var missing = Width - text.EnumerateRunes().Count();
            if (missing <= 0)
                return text;
            if (Flags.Contains('-', StringComparison.Ordinal))
                return text + new string(' ', missing);
            var zeros = Flags.Contains('0', StringComparison.Ordinal) && (!isNumber || (char.IsAsciiLetterOrDigit(text[^1]) && !text.EndsWith("Inf", StringComparison.Ordinal) && text != "NaN"));
            if (!zeros)
                return new string(' ', missing) + text;
            var sign = isNumber && text[0] is '-' or '+' or ' ' ? 1 : 0;
            return text[..sign] + new string('0', missing) + text[sign..];
        }

        static int? Number(string format, ref int at)
        {
            int? number = null;
            for (; at < format.Length && char.IsAsciiDigit(format[at]); at++)
                number = Math.Min(((number ?? 0) * 10) + format[at] - '0', MaxWidth);
            return number;
        }
    }
}
