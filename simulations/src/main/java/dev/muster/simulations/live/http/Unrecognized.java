package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says of a body why it is no object of the kind that it was sent to. */
final class Unrecognized {
  static final String NO_KIND = "couldn't get version/kind; json parse error: ";
  private static final int SHOWN = 30;

  private Unrecognized() {}

  static Refusal of(ResourceType type, String why, String text) {
    return Refusal.badRequest(
        "the object provided is unrecognized (must be of type %s): %s (%s)"
            .formatted(type.kind(), why, summary(text)));
  }

  /** Refuses an object that says too little of its kind, or is of another one. */
  static void check(ResourceType type, boolean custom, Call.Payload payload) {
    var body = payload.body() instanceof Map<?, ?> map ? map : Map.of();
    for (String field : new String[] {"kind", "apiVersion"}) {
      @Nullable Object value = body.get(field);
      if (value != null && !(value instanceof String)) {
        var what =
            "json: cannot unmarshal %s into Go struct field .%s of type string"
                .formatted(JsonTree.typeOf(value), field);
        throw of(type, NO_KIND + what, payload.text());
      }
    }
    var kind = body.get("kind") instanceof String text ? text : "";
    var version = body.get("apiVersion") instanceof String text ? text : "";
    if (custom && kind.isEmpty()) {
      throw of(type, "Object 'Kind' is missing in '" + payload.text() + "'", payload.text());
    }
    if (!custom) {
      registered(
          type,
          kind.isEmpty() ? type.kind() : kind,
          version.isEmpty() ? type.apiVersion() : version);
    }
  }

  private static void registered(ResourceType type, String kind, String version) {
    if (!kind.equals(type.kind()) || !version.equals(type.apiVersion())) {
      throw Refusal.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: no kind \"%s\" is registered for version \"%s\" in scheme \"pkg/runtime/scheme.go:111\""
              .formatted(
                  kind, version.substring(version.indexOf('/') + 1), type.kind(), kind, version));
    }
  }

  /** How a body begins: as it is if it looks like an object, else as bytes. */
  private static String summary(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      return "<empty>";
    }
    int length = Math.min(SHOWN, bytes.length);
    var shown =
        bytes[0] == '{'
            ? new String(bytes, 0, length, StandardCharsets.UTF_8)
            : HexFormat.of().formatHex(bytes, 0, length);
    return bytes.length > SHOWN ? shown + " ..." : shown;
  }
}
