package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Fields that a body had and its kind has not; an error or a warning, as the request wishes. */
final class Remarks {
  private static final int MOST = 20;

  private final List<String> unknown = new ArrayList<>();

  List<String> unknown() {
    return unknown;
  }

  /** Does the rest of a request; should it be refused, what was remarked on is told with that. */
  Response toldWith(Request request, Supplier<Response> rest) {
    try {
      return rest.get();
    } catch (Refusal refusal) {
      throw refusal.withWarnings(warnings(request.options()));
    }
  }

  /** Returns the warnings; refuses with 400 if the request is strict and there are any. */
  List<String> settle(ResourceType type, Options options) {
    var texts = texts();
    if (!texts.isEmpty() && options.fieldValidation().equals("Strict")) {
      throw Statuses.badRequest(
          type.kind()
              + " in version \""
              + type.version()
              + "\" cannot be handled as a "
              + type.kind()
              + ": strict decoding error: "
              + String.join(", ", texts));
    }
    return warnings(options);
  }

  private List<String> texts() {
    return unknown.stream().limit(MOST).map(path -> "unknown field \"" + path + '"').toList();
  }

  private List<String> warnings(Options options) {
    boolean silent = List.of("Ignore", "Strict").contains(options.fieldValidation());
    return silent ? List.of() : texts();
  }
}
