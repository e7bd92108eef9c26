package dev.muster.webhook.decide;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long trees are as JSON text, without making it. */
final class Sizes {
  private Sizes() {}

  /** About so many bytes: as UTF-8, compact, without what has to be escaped. */
  static long bytes(@Nullable Object tree) {
    return switch (tree) {
      case null -> 4;
      case String text -> 2 + utf8(text);
      case Map<?, ?> map -> {
        long sum = 2;
        for (var entry : map.entrySet()) {
          sum += bytes(entry.getKey()) + bytes(entry.getValue()) + 2;
        }
        yield sum;
      }
      case List<?> list -> {
        long sum = 2;
        for (var item : list) {
          sum += bytes(item) + 1;
        }
        yield sum;
      }
      default -> tree.toString().length();
    };
  }

  private static long utf8(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes += 1;
      } else if (c < 0x800 || Character.isSurrogate(c)) {
        bytes += 2; // of a pair each half
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }
}
