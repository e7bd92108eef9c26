package dev.muster.scheduler.kube.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON bytes are the object that the library's own mapper reads, or are refused; the same as text
 * and as bytes; and an object that can be written reads as it was.
 */
public final class JsonTarget {
  private static final ObjectMapper LIBRARY =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  private JsonTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    var read = JsonText.read(input);
    if (read.isPresent()) {
      writtenReadsTheSame(read.get());
      isWhatTheLibraryReads(input, read.get());
    }
    var text = utf8(input);
    if (text.isPresent() && !isOtherEncoding(input)) {
      var again = read(text.get());
      if (!isDeep(input) && !again.equals(read)) {
        throw new AssertionError("as text " + again + ", as bytes " + read);
      }
    }
  }

  /**
   * Where the library's own tree has neither what is cut short here nor what it cannot hold, and
   * where the bytes are text: each of its parsers puts something else in the place of other bytes.
   */
  private static void isWhatTheLibraryReads(byte[] input, Map<String, @Nullable Object> object) {
    if (isDeep(input) || utf8(input).isEmpty()) {
      return;
    }
    String expected;
    try {
      expected = String.valueOf(LIBRARY.readValue(input, Object.class));
    } catch (IOException beyondItsLimits) {
      return;
    }
    if (!expected.contains("fieldsV1")
        && !expected.contains("Infinity")
        && !expected.equals(String.valueOf(object))) {
      throw new AssertionError(expected + " is read as " + object);
    }
  }

  private static void writtenReadsTheSame(Map<String, @Nullable Object> object) {
    String text;
    try {
      text = Json.write(object);
    } catch (IOException tooDeep) {
      return;
    }
    var again = read(text);
    if (!again.equals(Optional.of(object))) {
      throw new AssertionError(text + " reads as " + again);
    }
  }

  private static Optional<Map<String, @Nullable Object>> read(String text) {
    try {
      return Optional.of(Json.read(text));
    } catch (IOException noObject) {
      return Optional.empty();
    }
  }

  private static Optional<String> utf8(byte[] input) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString());
    } catch (CharacterCodingException other) {
      return Optional.empty();
    }
  }

  /** Bytes say by zeros and marks at their beginning that they are not UTF-8; a text cannot. */
  private static boolean isOtherEncoding(byte[] input) {
    for (int i = 0; i < Math.min(4, input.length); i++) {
      if (input[i] <= 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether comparing could exhaust the stack, which is not what is tried here. */
  private static boolean isDeep(byte[] input) {
    int open = 0;
    for (byte b : input) {
      open += b == '{' || b == '[' ? 1 : 0;
    }
    return open > 1_000;
  }
}
