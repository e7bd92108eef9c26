package dev.muster.webhook.certificates;

import dev.muster.scheduler.kube.watch.Meta;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A generation as it stands in a Secret, under the names that Kubernetes has for such things. */
final class SecretForm {
  private static final int LONGEST = 256;
  private static final String AUTHORITIES = "ca.crt";
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";

  private SecretForm() {}

  static Map<String, @Nullable Object> create(
      CertificateKeeper.Terms terms, Generation generation) {
    var secret = new LinkedHashMap<String, @Nullable Object>();
    secret.put("apiVersion", "v1");
    secret.put("kind", "Secret");
    secret.put("metadata", Map.of("name", terms.secret(), "namespace", terms.namespace()));
    secret.put("type", "Opaque");
    secret.put("data", data(generation));
    return secret;
  }

  /** A merge patch that is refused if the Secret is not what it was. */
  static Map<String, @Nullable Object> patch(
      Map<String, @Nullable Object> secret, Generation generation) {
    var patch = new LinkedHashMap<String, @Nullable Object>();
    patch.put("metadata", Map.of("resourceVersion", Meta.of(secret).version()));
    patch.put("data", data(generation));
    return patch;
  }

  /** What stands there; empty if nothing does, or something else. */
  static Optional<Generation> read(Map<String, @Nullable Object> secret) {
    var generation = parts(secret);
    boolean some = !generation.authorities().isEmpty() && !generation.certificate().isEmpty();
    return some ? Optional.of(generation) : Optional.empty();
  }

  /** Whatever stands under these names. */
  static Generation parts(Map<String, @Nullable Object> secret) {
    var data = secret.get("data") instanceof Map<?, ?> map ? map : Map.of();
    return new Generation(text(data, AUTHORITIES), text(data, CERTIFICATE), text(data, KEY));
  }

  private static Map<String, @Nullable Object> data(Generation generation) {
    var data = new LinkedHashMap<String, @Nullable Object>();
    data.put(AUTHORITIES, base64(generation.authorities()));
    data.put(CERTIFICATE, base64(generation.certificate()));
    data.put(KEY, base64(generation.key()));
    return data;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(Map<?, ?> data, String key) {
    try {
      return data.get(key) instanceof String text
          ? new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)
          : "";
    } catch (IllegalArgumentException misspelt) {
      return ""; // an API server stores no such thing; whoever does gets another certificate
    }
  }

  /** A text of somebody else's, fit for a line of a log. */
  static String oneLine(String text) {
    var clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST);
  }
}
