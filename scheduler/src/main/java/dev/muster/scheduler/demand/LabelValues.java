package dev.muster.scheduler.demand;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names that are made, and names as values of labels, by which pods are told apart: the name itself
 * where it can be a value, else a fingerprint of it. The same everywhere, since one side writes
 * them and another reads them.
 */
public final class LabelValues {
  private static final int LONGEST = 63;
  private static final int SUFFIX = 5;
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

  /**
   * The name that is made of {@code generateName}, as long as an API server would make it, and the
   * same whenever it is made of the same seed: five letters or digits more.
   */
  public static String generated(String base, String seed) {
    var name = new StringBuilder(base.substring(0, Math.min(base.length(), LONGEST - SUFFIX)));
    long rest = fingerprint(seed);
    for (int i = 0; i < SUFFIX; i++) {
      name.append(Character.forDigit((int) Long.remainderUnsigned(rest, 36), 36));
      rest = Long.divideUnsigned(rest, 36);
    }
    return name.toString();
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
