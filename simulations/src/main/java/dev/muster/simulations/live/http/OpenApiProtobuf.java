package dev.muster.simulations.live.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAPI document of version 2 as protobuf, which is how kubectl asks for it when version 3
 * does not know a kind. Numbers are those of gnostic's OpenAPIv2.proto.
 */
final class OpenApiProtobuf {
  /** What is answered; what is asked for has an @, which a content type must not have. */
  static final String MEDIA_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private static final String ASKED = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

  private static final Map<String, Integer> TEXTS =
      Map.of("$ref", 1, "format", 2, "title", 3, "description", 4, "pattern", 13);
  private static final Map<String, Integer> FRACTIONS =
      Map.of("multipleOf", 6, "maximum", 7, "minimum", 9);
  private static final Map<String, Integer> WHOLES =
      Map.of(
          "maxLength",
          11,
          "minLength",
          12,
          "maxItems",
          14,
          "minItems",
          15,
          "maxProperties",
          17,
          "minProperties",
          18);
  private static final Map<String, Integer> TRUTHS =
      Map.of("exclusiveMaximum", 8, "exclusiveMinimum", 10, "uniqueItems", 16);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private OpenApiProtobuf() {}

  /** Whether a client prefers this to JSON. */
  static boolean isAskedFor(@Nullable String accept) {
    return accept != null
        && List.of(ASKED, MEDIA_TYPE).contains(Bodies.mediaType(accept.split(",", 2)[0]));
  }

  static byte[] write(Map<String, @Nullable Object> document) {
    var info = Views.object(document.get("info"));
    return new OpenApiProtobuf()
        .text(1, String.valueOf(document.get("swagger")))
        .message(
            2,
            new OpenApiProtobuf()
                .text(1, String.valueOf(info.get("title")))
                .text(2, String.valueOf(info.get("version"))))
        .message(8, new OpenApiProtobuf())
        .message(9, named(document.get("definitions")))
        .out
        .toByteArray();
  }

  /** Schemas with their names, in field 1. */
  private static OpenApiProtobuf named(@Nullable Object schemas) {
    var all = new OpenApiProtobuf();
    Views.object(schemas)
        .forEach((name, schema) ->
            all.message(1, new OpenApiProtobuf().text(1, name).message(2, schema(schema))));
    return all;
  }

  private static OpenApiProtobuf schema(@Nullable Object node) {
    var schema = new OpenApiProtobuf();
    Views.object(node).forEach(schema::keyword);
    return schema;
  }

  private void keyword(String name, @Nullable Object value) {
    switch (name) {
      case "default" -> message(5, any(value));
      case "required" -> list(value).forEach(one -> text(19, String.valueOf(one)));
      case "enum" -> list(value).forEach(one -> message(20, any(one)));
      case "additionalProperties" -> message(21, additional(value));
      case "type" -> message(22, new OpenApiProtobuf().text(1, String.valueOf(value)));
      case "items" -> message(23, new OpenApiProtobuf().message(1, schema(value)));
      case "allOf" -> list(value).forEach(one -> message(24, schema(one)));
      case "properties" -> message(25, named(value));
      default -> simple(name, value);
    }
  }

  private void simple(String name, @Nullable Object value) {
    if (name.startsWith("x-")) {
      message(31, new OpenApiProtobuf().text(1, name).message(2, any(value)));
    } else if (TEXTS.get(name) instanceof Integer field) {
      text(field, String.valueOf(value));
    } else if (TRUTHS.get(name) instanceof Integer field) {
      number(field, Boolean.TRUE.equals(value) ? 1 : 0);
    } else if (WHOLES.get(name) instanceof Integer field && value instanceof Number number) {
      number(field, number.longValue());
    } else if (FRACTIONS.get(name) instanceof Integer field && value instanceof Number number) {
      fraction(field, number.doubleValue());
    } else {
      throw new IllegalArgumentException("OpenAPI 2 has no field " + name);
    }
  }

  private static OpenApiProtobuf additional(@Nullable Object value) {
    return value instanceof Boolean truth
        ? new OpenApiProtobuf().number(2, truth ? 1 : 0)
        : new OpenApiProtobuf().message(1, schema(value));
  }

  /** Any value, written as YAML, of which JSON is a part. */
  private static OpenApiProtobuf any(@Nullable Object value) {
    return new OpenApiProtobuf()
        .text(2, new String(JsonTree.bytes(value), StandardCharsets.UTF_8) + "\n");
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private OpenApiProtobuf text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private OpenApiProtobuf message(int field, OpenApiProtobuf message) {
    return bytes(field, message.out.toByteArray());
  }

  private OpenApiProtobuf bytes(int field, byte[] content) {
    varint((long) field << 3 | 2);
    varint(content.length);
    out.writeBytes(content);
    return this;
  }

  private OpenApiProtobuf number(int field, long number) {
    varint((long) field << 3);
    varint(number);
    return this;
  }

  private void fraction(int field, double number) {
    varint((long) field << 3 | 1);
    var eight = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(eight.putDouble(number).array());
  }

  private void varint(long number) {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
