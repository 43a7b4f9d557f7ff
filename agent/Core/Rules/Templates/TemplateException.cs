namespace MetricsAgent.Rules.Templates;

/// <summary>A template that cannot be read or, with these labels and this value, not be expanded.</summary>
/// <param name="position">Of what is wrong in the template's text, from 0.</param>
public sealed class TemplateException(int position, string message) : Exception(message)
{
    public int Position => position;
}
