package dev.muster.simulations.differential;

import java.util.ArrayList;
import java.util.List;

/** Requests that are made one after the other, in a namespace of their own. */
record Story(long number, List<Step> steps) {
  Story {
    steps = List.copyOf(steps);
  }

  Story without(int step) {
    var rest = new ArrayList<>(steps);
    rest.remove(step);
    return new Story(number, rest);
  }

  Story upTo(int count) {
    return new Story(number, steps.subList(0, count));
  }

  String told() {
    var lines = new StringBuilder();
    steps.forEach(step -> lines.append("  ").append(step.told()).append('\n'));
    return lines.toString();
  }
}
