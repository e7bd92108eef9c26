package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a webhook, {@code https://host[/path]}: read, and refused, as a server of Kubernetes
 * does it.
 */
final class HookUrl {
  private static final String FORM = "; desired format: https://host[/path]";

  /** Matches every text. */
  private static final Pattern PARTS =
      Pattern.compile(
          "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?<authority>[^/?#]*))?(?<path>[^?#]*)"
              + "(?:\\?(?<query>[^#]*))?(?:#(?<fragment>.*))?",
          Pattern.DOTALL);

  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");
  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2}).{0,2}");
  private static final Pattern NOT_IN_HOST =
      Pattern.compile("[\\x00-\\x7f&&[^A-Za-z0-9_.~!$&'()*+,;=:\\[\\]<>\"%-]]");
  private static final Pattern PORT = Pattern.compile("(:[0-9]*)?");

  private final String scheme;
  private final String user;
  private final String host;
  private final String path;
  private final String query;
  private final String fragment;

  private HookUrl(Matcher parts) {
    var authority = text(parts.group("authority"));
    int at = authority.lastIndexOf('@');
    this.scheme = text(parts.group("scheme")).toLowerCase(Locale.ROOT);
    this.user = authority.substring(0, Math.max(0, at));
    this.host = authority.substring(at + 1);
    this.path = text(parts.group("path"));
    this.query = text(parts.group("query"));
    this.fragment = text(parts.group("fragment"));
  }

  private static String text(@Nullable String part) {
    return part == null ? "" : part;
  }

  static void validate(String field, String url, List<Cause> causes) {
    var parts = PARTS.matcher(url);
    if (!parts.matches()) {
      throw new IllegalStateException("not read: " + url);
    }
    var read = new HookUrl(parts);
    var whole = url.split("#", 2)[0];
    var unreadable =
        CONTROL.matcher(whole).find()
            ? "net/url: invalid control character in URL"
            : read.unreadable();
    if (unreadable.isEmpty()) {
      read.refuse(field, causes);
      return;
    }
    var shown = PathElement.json(Statuses.cut(whole));
    causes.add(
        Cause.required(
            field, "url must be a valid URL: parse " + shown + ": " + unreadable + FORM));
  }

  /** Why the parts make no URL; empty if they do. */
  private String unreadable() {
    boolean numeric = host.startsWith("[");
    int end = numeric ? host.lastIndexOf(']') + 1 : host.lastIndexOf(':');
    if (numeric && end == 0) {
      return "missing ']' in host";
    }
    var port = end < 0 ? "" : host.substring(end);
    if (!PORT.matcher(port).matches()) {
      return "invalid port " + PathElement.json(port) + " after host";
    }
    var foreign = NOT_IN_HOST.matcher(host);
    if (foreign.find()) {
      return "invalid character " + PathElement.json(foreign.group()) + " in host name";
    }
    var escape = BAD_ESCAPE.matcher(host + path);
    return escape.find() ? "invalid URL escape " + PathElement.json(escape.group()) : "";
  }

  private void refuse(String field, List<Cause> causes) {
    if (!scheme.equals("https")) {
      causes.add(Cause.invalid(field, scheme, "'https' is the only allowed URL scheme" + FORM));
    }
    if (host.isEmpty()) {
      causes.add(Cause.invalid(field, host, "host must be specified" + FORM));
    }
    if (!user.isEmpty()) {
      causes.add(Cause.invalid(field, user, "user information is not permitted in the URL"));
    }
    if (!fragment.isEmpty()) {
      causes.add(Cause.invalid(field, fragment, "fragments are not permitted in the URL"));
    }
    if (!query.isEmpty()) {
      causes.add(Cause.invalid(field, query, "query parameters are not permitted in the URL"));
    }
  }
}
