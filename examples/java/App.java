import com.sun.net.httpserver.*;
import java.io.IOException;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.security.*;
import java.util.*;
import java.util.stream.*;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authentication app: it signs people in and tells Dashboard who they are, with a signed token. */
public class App {
  static final String DASHBOARD_URL = env("DASHBOARD_URL", "http://localhost:3000").replaceAll("/$", "");
  static final byte[] SIGNING_KEY = env("SIGNING_KEY", "").getBytes(StandardCharsets.UTF_8);

  record Person(String password, String claims) {}

  // Replace these with your own users: a database or a directory.
  static final Map<String, Person> PEOPLE = Map.of(
      "rene@example.com", new Person("one", "\"sub\":\"1\",\"first_name\":\"Rene\",\"groups\":[\"Engineer\"]"),
      "kim@example.com", new Person("two", "\"sub\":\"2\",\"first_name\":\"Kim\",\"groups\":[\"Engineer\",\"People\"]"));

  public static void main(String[] args) throws IOException {
    if (SIGNING_KEY.length < 32) {
      System.err.println("Set SIGNING_KEY to the key that Dashboard generated: SIGNING_KEY=… java App.java");
      System.exit(1);
    }
    var port = Integer.parseInt(env("PORT", "3535"));
    var server = HttpServer.create(new InetSocketAddress("localhost", port), 0);
    server.createContext("/login", exchange -> {
      try {
        if (exchange.getRequestMethod().equals("POST")) signIn(exchange);
        else send(exchange, 200, form(parse(exchange.getRequestURI().getRawQuery()), ""));
      } catch (IllegalArgumentException | GeneralSecurityException problem) {
        send(exchange, 400, "This request is invalid.");
      }
    });
    server.start();
    System.out.println("The authentication app is ready at http://localhost:" + port + "/login");
  }

  static void signIn(HttpExchange exchange) throws IOException, GeneralSecurityException {
    var fields = parse(new String(exchange.getRequestBody().readNBytes(65_536), StandardCharsets.UTF_8));
    var email = fields.getOrDefault("email", "");
    var person = PEOPLE.get(email);
    var password = fields.getOrDefault("password", "").getBytes(StandardCharsets.UTF_8);
    if (person == null || !MessageDigest.isEqual(person.password().getBytes(StandardCharsets.UTF_8), password)) {
      send(exchange, 403, form(fields, "Wrong email or password."));
      return;
    }
    var challenge = fields.getOrDefault("code_challenge", "").replaceAll("[^A-Za-z0-9_-]", "");
    var claims = "\"email\":\"" + email + "\"," + person.claims()
        + (challenge.isEmpty() ? "" : ",\"code_challenge\":\"" + challenge + "\"");
    var location = DASHBOARD_URL + "/auth/sso?jwt=" + makeToken(claims);
    for (var name : new String[] {"return_to", "state"}) {
      var value = fields.getOrDefault(name, "");
      if (!value.isEmpty()) location += "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
    exchange.getResponseHeaders().set("Location", location);
    send(exchange, 302, "");
  }

  /** The login token. It works once. */
  static String makeToken(String claims) throws GeneralSecurityException {
    var now = System.currentTimeMillis() / 1000;
    var payload = "{%s,\"iat\":%d,\"exp\":%d,\"jti\":\"%s\"}".formatted(claims, now, now + 60, UUID.randomUUID());
    var text = base64url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
        + "." + base64url(payload.getBytes(StandardCharsets.UTF_8));
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SIGNING_KEY, "HmacSHA256"));
    return text + "." + base64url(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  static String form(Map<String, String> values, String problem) {
    var hidden = Stream.of("return_to", "state", "code_challenge")
        .map(name -> "<input type=\"hidden\" name=\"" + name + "\" value=\"" + escape(values.getOrDefault(name, "")) + "\">")
        .collect(Collectors.joining());
    return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sign in</title><h1>Example company</h1>"
        + "<p role=\"alert\">" + problem + "</p><form method=\"post\" action=\"/login\">" + hidden
        + "<p><label>Email <input name=\"email\" type=\"email\" required></label></p>"
        + "<p><label>Password <input name=\"password\" type=\"password\" required></label></p><button>Sign in</button></form>";
  }

  static Map<String, String> parse(String query) {
    var values = new LinkedHashMap<String, String>();
    for (var pair : (query == null ? "" : query).split("&")) {
      var parts = pair.split("=", 2);
      if (parts.length == 2) values.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return values;
  }

  static void send(HttpExchange exchange, int status, String html) throws IOException {
    var body = html.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) exchange.getResponseBody().write(body);
    exchange.close();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String env(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }
}
