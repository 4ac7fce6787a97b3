using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

static class Dashboard
{
    /// <summary>The URL to redirect a signed-in user to. query: the parameters of the request to your page.</summary>
    public static string Address(IReadOnlyDictionary<string, string> query, Dictionary<string, object> person)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(person)
        {
            ["iat"] = now, ["exp"] = now + 60, ["jti"] = Guid.NewGuid().ToString(),
        };
        if (query.GetValueOrDefault("code_challenge") is { Length: > 0 } challenge) claims["code_challenge"] = challenge;
        var text = Part("""{"alg":"HS256","typ":"JWT"}"""u8.ToArray()) + "." + Part(JsonSerializer.SerializeToUtf8Bytes(claims));
        // The signing key, exactly as shown.
        var key = Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("SIGNING_KEY")!);
        var answer = "jwt=" + text + "." + Part(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        foreach (var name in new[] { "return_to", "state" })
            if (query.GetValueOrDefault(name) is { Length: > 0 } value)
                answer += $"&{name}={Uri.EscapeDataString(value)}";
        return "http://localhost:3000/auth/sso?" + answer;
    }

    static string Part(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}

// return Redirect(Dashboard.Address(query, new() { ["email"] = email, ["sub"] = id, ["groups"] = groups }));
