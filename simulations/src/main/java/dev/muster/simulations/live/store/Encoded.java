package dev.muster.simulations.live.store;

import java.util.Base64;
import java.util.Optional;

/** Bytes, which objects carry in base 64. */
final class Encoded {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private Encoded() {}

  static Optional<Object> checked(Object text) {
    try {
      var unused = Base64.getDecoder().decode(text.toString());
      return Optional.of(text);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty(); // the caller says what is wrong
    }
  }

  static String problem(Object text) {
    var letters = text.toString();
    int at = 0;
    while (at < letters.length() && LETTERS.indexOf(letters.charAt(at)) >= 0) {
      at++;
    }
    return "illegal base64 data at input byte " + at;
  }
}
