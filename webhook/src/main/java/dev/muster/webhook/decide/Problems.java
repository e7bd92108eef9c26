package dev.muster.webhook.decide;

import dev.muster.scheduler.demand.Tree;
import dev.muster.webhook.decide.Admission.Problem;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with an object, in the order in which it is found. Confined to one decision. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(Tree place, String text) {
    add(place.path(), text);
  }

  void add(String path, String text) {
    found.add(new Problem(path, text));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<Problem> all() {
    return List.copyOf(found);
  }
}
