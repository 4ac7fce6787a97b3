import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class Dashboard {
  /** The URL to redirect a signed-in user to. query: the parameters of the request to your page. */
  static String address(Map<String, String> query, String email, String id, List<String> groups) throws Exception {
    var now = System.currentTimeMillis() / 1000;
    var challenge = query.getOrDefault("code_challenge", "");
    var claims = "{\"email\":" + json(email) + ",\"sub\":" + json(id)
        + ",\"groups\":[" + groups.stream().map(Dashboard::json).collect(Collectors.joining(",")) + "]"
        + (challenge.isEmpty() ? "" : ",\"code_challenge\":" + json(challenge))
        + ",\"iat\":" + now + ",\"exp\":" + (now + 60) + ",\"jti\":" + json(UUID.randomUUID().toString()) + "}";
    var text = part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes()) + "." + part(claims.getBytes(StandardCharsets.UTF_8));
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(System.getenv("SIGNING_KEY").getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    var answer = "jwt=" + text + "." + part(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    for (var name : List.of("return_to", "state"))
      if (!query.getOrDefault(name, "").isEmpty())
        answer += "&" + name + "=" + URLEncoder.encode(query.get(name), StandardCharsets.UTF_8);
    return "http://localhost:3000/auth/sso?" + answer;
  }

  static String part(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String json(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
  }
}

// response.sendRedirect(Dashboard.address(query, email, id, groups));
