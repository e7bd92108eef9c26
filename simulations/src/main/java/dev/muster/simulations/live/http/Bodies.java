package dev.muster.simulations.live.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which bodies are read, and how. */
final class Bodies {
  /** The largest body that is read. */
  static final int LIMIT = 3 * 1024 * 1024;

  static final String JSON_PATCH = "application/json-patch+json";
  static final String MERGE_PATCH = "application/merge-patch+json";
  static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";
  static final String APPLY_PATCH = "application/apply-patch+yaml";

  private static final Set<String> ANY_PATCH =
      Set.of(JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH);

  /** The patches that custom kinds take. */
  static final String PATCHES = String.join(", ", JSON_PATCH, MERGE_PATCH, APPLY_PATCH);

  static final String OBJECTS =
      "application/json, application/yaml, application/vnd.kubernetes.protobuf";

  private Bodies() {}

  /** A content type without its parameters, in lower case. */
  static String mediaType(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  static boolean isPatch(String contentType) {
    return ANY_PATCH.contains(mediaType(contentType));
  }

  /** Reads a body of this content type; that it cannot be read is told in what is returned. */
  static Call.Payload read(String contentType, byte[] bytes) {
    if (bytes.length == 0) {
      return Call.Payload.NONE;
    }
    try {
      var body = tree(contentType, bytes);
      var text = new String(bytes, StandardCharsets.UTF_8);
      return new Call.Payload(body.tree(), body.duplicates(), null, text);
    } catch (Refusal problem) {
      var text = new String(bytes, StandardCharsets.UTF_8);
      return new Call.Payload(null, List.of(), problem, text);
    }
  }

  private static JsonTree.Body tree(String contentType, byte[] bytes) {
    return switch (mediaType(contentType)) {
      case "", "*/*", "application/json", JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH ->
          JsonTree.json(bytes);
      case Protobuf.MEDIA_TYPE -> new JsonTree.Body(Protobuf.read(bytes), List.of());
      case "application/yaml", "application/x-yaml", "text/yaml" -> JsonTree.yaml(bytes);
      case APPLY_PATCH -> looksLikeJson(bytes) ? JsonTree.json(bytes) : JsonTree.yaml(bytes);
      default -> throw Refusal.unsupported(OBJECTS);
    };
  }

  /** Some clients send JSON under the name of YAML; its own reader is faster and stricter. */
  private static boolean looksLikeJson(byte[] bytes) {
    for (byte one : bytes) {
      if (!Character.isWhitespace(one)) {
        return one == '{';
      }
    }
    return false;
  }
}
