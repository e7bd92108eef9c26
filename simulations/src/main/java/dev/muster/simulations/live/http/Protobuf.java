package dev.muster.simulations.live.http;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the protobuf bodies that kubectl's own commands send ({@code kubectl create namespace},
 * {@code kubectl auth can-i}) and that nothing makes it send as JSON. Only the kinds of {@link
 * ProtobufKinds}; anything else, and any field not listed there, is refused rather than dropped.
 */
final class Protobuf {
  static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int MAX_DEPTH = 32;

  private Protobuf() {}

  /** How the value of a field is to be read. */
  sealed interface Type {
    /** Text; left out when empty, for absent text is sent as empty. */
    record Text() implements Type {}

    /** Bytes, base64 in JSON. */
    record Bytes() implements Type {}

    /** A number; 0 is left out if {@code optional} is false, for then absent is sent as 0. */
    record Whole(boolean optional) implements Type {}

    /** A truth value; false is left out if {@code optional} is false, as in JSON. */
    record Truth(boolean optional) implements Type {}

    /** A message whose one field 1 stands for it, as a quantity's text. */
    record Wrapped(Type content) implements Type {}

    /** A map from text. */
    record Table(Type values) implements Type {}

    record Repeated(Type elements) implements Type {}

    record Message(Map<Integer, Field> fields) implements Type {}

    /** A message whose fields are those of the one around it in JSON. */
    record Inlined(Message content) implements Type {}

    /** Either of a number and a text, in a message of three fields: which, number, text. */
    record Amount() implements Type {}

    /** What only the server writes; read and left out. */
    record Ignored() implements Type {}
  }

  record Field(String name, Type type) {}

  /** One field as it came: a number, or the bytes of anything longer. */
  private record Raw(int field, long number, @Nullable ByteBuffer bytes) {}

  static Map<String, @Nullable Object> read(byte[] body) {
    try {
      return envelope(body);
    } catch (BufferUnderflowException | IllegalArgumentException broken) {
      throw Refusal.badRequest("the body is not valid protobuf");
    }
  }

  private static Map<String, @Nullable Object> envelope(byte[] body) {
    if (body.length < MAGIC.length || !ByteBuffer.wrap(body, 0, 4).equals(ByteBuffer.wrap(MAGIC))) {
      throw Refusal.badRequest("the body is not protobuf of Kubernetes");
    }
    var apiVersion = "";
    var kind = "";
    var content = ByteBuffer.allocate(0);
    for (var raw : fields(ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length))) {
      if (raw.field == 1) {
        for (var part : fields(bytes(raw))) {
          apiVersion = part.field == 1 ? text(bytes(part)) : apiVersion;
          kind = part.field == 2 ? text(bytes(part)) : kind;
        }
      } else if (raw.field == 2) {
        content = bytes(raw);
      }
    }
    var name = apiVersion + " " + kind;
    var message = ProtobufKinds.message(apiVersion, kind);
    if (message.isEmpty()) {
      throw Refusal.unreadable(MEDIA_TYPE + " of " + name);
    }
    var object = new LinkedHashMap<String, @Nullable Object>();
    object.put("kind", kind);
    object.put("apiVersion", apiVersion);
    object.putAll(message(message.get(), content, name, MAX_DEPTH));
    return object;
  }

  private static LinkedHashMap<String, @Nullable Object> message(
      Type.Message type, ByteBuffer content, String path, int depth) {
    if (depth == 0) {
      throw Refusal.badRequest("the body nests too deep at " + path);
    }
    var object = new LinkedHashMap<String, @Nullable Object>();
    for (var raw : fields(content)) {
      var field = type.fields().get(raw.field);
      if (field == null) {
        throw Refusal.unreadable("%s with field %d of %s".formatted(MEDIA_TYPE, raw.field, path));
      }
      put(object, field, raw, path + "." + field.name(), depth - 1);
    }
    return object;
  }

  private static void put(
      Map<String, @Nullable Object> object, Field field, Raw raw, String path, int depth) {
    switch (field.type()) {
      case Type.Repeated repeated -> {
        var value = value(repeated.elements(), raw, path, depth);
        var list = new ArrayList<@Nullable Object>();
        if (object.get(field.name()) instanceof List<?> earlier) {
          list.addAll(earlier);
        }
        list.add(value == null ? "" : value);
        object.put(field.name(), list);
      }
      case Type.Table table -> {
        var entries = Views.object(object.get(field.name()));
        entry(table, entries, raw, path, depth);
        object.put(field.name(), entries);
      }
      case Type.Inlined inlined ->
          object.putAll(message(inlined.content(), bytes(raw), path, depth));
      default -> {
        var value = value(field.type(), raw, path, depth);
        if (value != null && !(value instanceof Map<?, ?> empty && empty.isEmpty())) {
          object.put(field.name(), value);
        }
      }
    }
  }

  private static void entry(
      Type.Table table, Map<String, @Nullable Object> entries, Raw raw, String path, int depth) {
    var key = "";
    Object value = "";
    for (var part : fields(bytes(raw))) {
      if (part.field == 1) {
        key = text(bytes(part));
      } else {
        var read = value(table.values(), part, path, depth);
        value = read == null ? "" : read;
      }
    }
    entries.put(key, value);
  }

  private static @Nullable Object value(Type type, Raw raw, String path, int depth) {
    return switch (type) {
      case Type.Text text -> {
        var read = text(bytes(raw));
        yield read.isEmpty() ? null : read;
      }
      case Type.Bytes bytes -> {
        var content = new byte[bytes(raw).remaining()];
        bytes(raw).get(content);
        yield Base64.getEncoder().encodeToString(content);
      }
      case Type.Whole whole -> raw.number == 0 && !whole.optional() ? null : (Object) raw.number;
      case Type.Truth truth -> raw.number == 0 && !truth.optional() ? null : (raw.number != 0);
      case Type.Amount amount -> amount(raw);
      case Type.Wrapped wrapped ->
          message(
                  new Type.Message(Map.of(1, new Field("is", wrapped.content()))),
                  bytes(raw),
                  path,
                  depth)
              .get("is");
      case Type.Message message -> message(message, bytes(raw), path, depth);
      case Type.Ignored ignored -> null;
      case Type.Table table -> throw new IllegalArgumentException("a map inside of " + path);
      case Type.Repeated repeated -> throw new IllegalArgumentException("a list inside of " + path);
      case Type.Inlined inlined -> throw new IllegalArgumentException("fields of no object");
    };
  }

  private static Object amount(Raw raw) {
    boolean isText = false;
    long number = 0;
    var text = "";
    for (var part : fields(bytes(raw))) {
      isText = part.field == 1 ? part.number == 1 : isText;
      number = part.field == 2 ? part.number : number;
      text = part.field == 3 ? text(bytes(part)) : text;
    }
    return isText ? text : (Object) number;
  }

  private static List<Raw> fields(ByteBuffer content) {
    var in = content.duplicate();
    var fields = new ArrayList<Raw>();
    while (in.hasRemaining()) {
      long key = varint(in);
      int field = (int) (key >>> 3);
      fields.add(
          switch ((int) (key & 7)) {
            case 0 -> new Raw(field, varint(in), null);
            case 2 -> {
              int length = length(in);
              var slice = in.slice(in.position(), length);
              in.position(in.position() + length);
              yield new Raw(field, 0, slice);
            }
            default -> throw new IllegalArgumentException("unknown wire type");
          });
    }
    return fields;
  }

  private static int length(ByteBuffer in) {
    long length = varint(in);
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a length beyond the end");
    }
    return (int) length;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of too many bytes");
  }

  private static ByteBuffer bytes(Raw raw) {
    if (raw.bytes == null) {
      throw new IllegalArgumentException("a number where bytes are expected");
    }
    return raw.bytes.duplicate();
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }
}
