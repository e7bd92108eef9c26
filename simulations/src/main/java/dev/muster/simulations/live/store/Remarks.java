package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fields that a body had and its kind has not; an error or a warning, as the request wishes. */
final class Remarks {
  private static final int MOST = 20;

  private final List<String> unknown = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  List<String> unknown() {
    return unknown;
  }

  /** Something that is told in any case. */
  void say(String remark) {
    said.add(remark);
  }

  /** Does the rest of a request; should it be refused, what was remarked on is told with that. */
  <T> T toldWith(Request request, Supplier<T> rest) {
    try {
      return rest.get();
    } catch (Refusal refusal) {
      throw refusal.withWarnings(warnings(request.options()));
    }
  }

  /** Returns the warnings; refuses if the request is strict and there are any. */
  List<String> settle(Request request, Map<String, @Nullable Object> sent) {
    var texts = texts();
    if (texts.isEmpty() || !request.options().fieldValidation().equals("Strict")) {
      return warnings(request.options());
    }
    var refusal =
        Statuses.undecodable(request.type(), "strict decoding error: " + String.join(", ", texts));
    boolean patched = request.verb() == Verb.PATCH && request.patchKind() != PatchKind.APPLY;
    throw patched ? Statuses.unfit(request.type(), sent, refusal) : refusal;
  }

  private List<String> texts() {
    if (unknown.isEmpty()) {
      return List.of();
    }
    return unknown.stream()
        .distinct()
        .limit(MOST)
        .map(path -> "unknown field \"" + path + '"')
        .toList();
  }

  private List<String> warnings(Options options) {
    boolean silent = List.of("Ignore", "Strict").contains(options.fieldValidation());
    var all = new ArrayList<>(silent ? List.<String>of() : texts());
    all.addAll(said);
    return all;
  }
}
