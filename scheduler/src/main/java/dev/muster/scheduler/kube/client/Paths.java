package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The addresses of an API server, relative to its root. */
final class Paths {
  private Paths() {}

  static String version(String apiVersion) {
    return (apiVersion.contains("/") ? "apis/" : "api/") + escape(apiVersion, true);
  }

  static String collection(Api.Kind kind, String namespace) {
    var path = new StringBuilder(version(kind.apiVersion()));
    if (kind.namespaced() && !namespace.isEmpty()) {
      path.append("/namespaces/").append(escape(namespace, false));
    }
    return path.append('/').append(escape(kind.plural(), false)).toString();
  }

  static String object(Api.Ref ref, String subresource) {
    var path = collection(ref.kind(), ref.namespace()) + "/" + escape(ref.name(), false);
    return subresource.isEmpty() ? path : path + "/" + escape(subresource, false);
  }

  /** Appends the query; entries with empty values are left out. */
  static String withQuery(String path, Map<String, String> query) {
    var text = new StringBuilder(path);
    var separator = '?';
    for (var entry : query.entrySet()) {
      if (!entry.getValue().isEmpty()) {
        text.append(separator).append(entry.getKey()).append('=');
        text.append(escape(entry.getValue(), false));
        separator = '&';
      }
    }
    return text.toString();
  }

  private static String escape(String text, boolean keepSlashes) {
    var escaped = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    return keepSlashes ? escaped.replace("%2F", "/") : escaped;
  }
}
