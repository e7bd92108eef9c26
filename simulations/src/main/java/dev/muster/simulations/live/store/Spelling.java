package dev.muster.simulations.live.store;

/** The patterns that names are held to, each of them many times in a write. */
final class Spelling {
  private Spelling() {}

  /** {@code [a-z0-9]([-a-z0-9]*[a-z0-9])?}. */
  static boolean isLabel(String name) {
    return name.indexOf('.') < 0 && isSubdomain(name);
  }

  /** Labels with dots between them. */
  static boolean isSubdomain(String name) {
    boolean inside = false; // a label
    boolean closed = false; // by a letter or digit, so that the label may end here
    for (int i = 0; i < name.length(); i++) {
      char each = name.charAt(i);
      if (isSmall(each)) {
        inside = true;
        closed = true;
      } else if (each == '-' && inside) {
        closed = false;
      } else if (each == '.' && closed) {
        inside = false;
        closed = false;
      } else {
        return false;
      }
    }
    return closed;
  }

  /** {@code ([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]}. */
  static boolean isQualified(String name) {
    if (name.isEmpty() || !isAlphanumeric(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      char each = name.charAt(i);
      if (!isAlphanumeric(each) && each != '-' && each != '_' && each != '.') {
        return false;
      }
    }
    return isAlphanumeric(name.charAt(name.length() - 1));
  }

  private static boolean isSmall(char each) {
    return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9');
  }

  private static boolean isAlphanumeric(char each) {
    return isSmall(each) || (each >= 'A' && each <= 'Z');
  }
}
