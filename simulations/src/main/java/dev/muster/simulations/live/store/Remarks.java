package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;

/** Fields that a body had and its kind has not; an error or a warning, as the request wishes. */
final class Remarks {
  private static final int MOST = 20;

  private final List<String> unknown = new ArrayList<>();

  List<String> unknown() {
    return unknown;
  }

  /** Returns the warnings; refuses with 400 if the request is strict and there are any. */
  List<String> settle(ResourceType type, Options options) {
    var texts = unknown.stream().limit(MOST).map(path -> "unknown field \"" + path + '"').toList();
    if (!texts.isEmpty() && options.fieldValidation().equals("Strict")) {
      throw Statuses.undecodable(type, "strict decoding error: " + String.join(", ", texts));
    }
    return options.fieldValidation().equals("Ignore") ? List.of() : texts;
  }
}
