namespace MetricsAgent.Rules.Templates;

enum TokenKind
{
    Text,
    Open,
    Close,
    Word,
    Field,
    Variable,
    String,
    Number,
    Character,
    Sign,
    Space,
    End,
}

/// <summary>A piece of a template.</summary>
/// <param name="Text">As written; of a string, what it stands for.</param>
readonly record struct TemplateToken(TokenKind Kind, string Text, int Position)
{
    internal bool Is(TokenKind kind, string text) => Kind == kind && Text == text;

    internal string Name => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.Close => "}}",
        TokenKind.Space => "a space",
        TokenKind.String => "a string",
        _ => $"\"{Text}\"",
    };
}
