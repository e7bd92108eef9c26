package dev.muster.simulations.torture;

import java.util.Locale;

/** Where in a write a process ends. */
enum Moment {
  BEFORE_SENDING,
  DONE_BUT_UNHEARD,
  AFTER_THE_ANSWER;

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Moment of(String word) {
    for (var moment : values()) {
      if (moment.word().equals(word)) {
        return moment;
      }
    }
    throw new IllegalArgumentException("no moment is called '" + word + "'");
  }
}
