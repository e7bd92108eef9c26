package dev.muster.scheduler.kube.rights;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who was seen to have which right lately. Requests can be made up by anybody, so what is kept of
 * each is of one size: a digest.
 */
final class Rights {
  private static final int MOST = 1_000;

  private final long memoryMillis;
  private final Map<String, Long> until = new LinkedHashMap<>();

  Rights(long memoryMillis) {
    this.memoryMillis = memoryMillis;
  }

  boolean has(Right right, long now) {
    var end = until.get(digest(right));
    return end != null && now < end;
  }

  void learn(Right right, boolean allowed, long now) {
    var key = digest(right);
    until.remove(key); // so that what was learned last stands last
    if (allowed) {
      until.put(key, now + memoryMillis);
    }
    var eldest = until.entrySet().iterator();
    while (eldest.hasNext() && (eldest.next().getValue() <= now || until.size() > MOST)) {
      eldest.remove();
    }
  }

  /** Each part with its length before it, so that no two rights have the same bytes. */
  private static String digest(Right right) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var kind = right.kind();
      for (var part : new String[] {kind.group(), kind.version(), kind.plural()}) {
        add(digest, part);
      }
      add(digest, right.namespace());
      var user = right.user();
      add(digest, user.name());
      add(digest, user.uid());
      add(digest, user.groups());
      add(digest, user.extra().keySet());
      user.extra().values().forEach(values -> add(digest, values));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void add(MessageDigest digest, Collection<String> parts) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(parts.size()).flip());
    parts.forEach(part -> add(digest, part));
  }

  private static void add(MessageDigest digest, String part) {
    var bytes = part.getBytes(StandardCharsets.UTF_16BE); // each half of a pair stays its own
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }
}
