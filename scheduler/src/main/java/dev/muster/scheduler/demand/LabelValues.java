package dev.muster.scheduler.demand;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names as values of labels, by which pods are told apart: the name itself where it can be a value,
 * else a fingerprint of it. The same everywhere, since one side writes them and another reads them.
 */
public final class LabelValues {
  private static final int LONGEST = 63;
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

  private LabelValues() {}

  /** Stands for a pod set's name. */
  public static String podSet(String name) {
    return isValue(name) ? name : "set-" + HexFormat.of().toHexDigits(fingerprint(name));
  }

  /** Stands for an object that is a gang by itself, among all such of its namespace. */
  public static String gang(String kind, String name) {
    var word = kind.toLowerCase(Locale.ROOT);
    var plain = word + "." + name;
    return isValue(plain) ? plain : word + "." + HexFormat.of().toHexDigits(fingerprint(name));
  }

  private static boolean isValue(String text) {
    return text.length() <= LONGEST && VALUE.matcher(text).matches();
  }

  /** A 64-bit fingerprint (FNV-1a): the same in every process. */
  public static long fingerprint(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
