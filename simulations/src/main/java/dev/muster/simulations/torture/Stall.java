package dev.muster.simulations.torture;

import java.util.Locale;

/** What of a write has happened when a process stands still. */
enum Stall {
  /** It was answered, and what it does next it does late. */
  ANSWERED,
  /** It is on its way, and arrives late. */
  SENT;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Stall of(String word) {
    for (var stall : values()) {
      if (stall.word().equals(word)) {
        return stall;
      }
    }
    throw new IllegalArgumentException("no stall is called '" + word + "'");
  }
}
