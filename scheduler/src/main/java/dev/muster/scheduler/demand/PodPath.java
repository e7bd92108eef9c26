package dev.muster.scheduler.demand;

import java.util.List;
import java.util.Map;

/**
 * The way from a component to a pod template: the word {@code template}, then {@code .field} or
 * {@code [index]} any number of times.
 */
final class PodPath {
  private static final String ROOT = "template";

  private PodPath() {}

  /**
   * Follows {@code path} from {@code template}. What is wrong with it is reported at {@code place},
   * where the path is written; the answer is then absent.
   */
  static Tree follow(String path, Tree place, Tree template) {
    var nowhere = new Tree(null, place.path(), place.findings());
    if (!path.startsWith(ROOT)) {
      place.report("must begin with " + ROOT);
      return nowhere;
    }
    var target = template;
    int at = ROOT.length();
    while (at < path.length()) {
      int end = endOfStep(path, at);
      var step = path.substring(at, end);
      target = path.charAt(at) == '[' ? item(target, step, place) : field(target, step, place);
      if (target.isAbsent()) {
        return nowhere;
      }
      at = end;
    }
    return target;
  }

  private static int endOfStep(String path, int from) {
    int end = from + 1;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    return end;
  }

  private static Tree field(Tree from, String step, Tree place) {
    var name = step.substring(1);
    if (step.charAt(0) != '.' || name.isEmpty()) {
      place.report("has " + Shown.value(step) + " where .field or [index] is due");
      return new Tree(null, place.path(), place.findings());
    }
    if (!(from.value() instanceof Map<?, ?>)) {
      place.report("asks for field " + Shown.value(name) + " of what is no object");
      return new Tree(null, place.path(), place.findings());
    }
    var target = from.get(name);
    if (target.isAbsent()) {
      place.report("leads to field " + Shown.value(name) + ", which is not there");
    }
    return target;
  }

  private static Tree item(Tree from, String step, Tree place) {
    var digits = step.endsWith("]") ? step.substring(1, step.length() - 1) : "";
    boolean index =
        !digits.isEmpty()
            && digits.length() <= 9
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!index) {
      place.report("has " + Shown.value(step) + " where [index] is due");
      return new Tree(null, place.path(), place.findings());
    }
    if (!(from.value() instanceof List<?> list)) {
      place.report("asks for an index of what is no list");
      return new Tree(null, place.path(), place.findings());
    }
    int wanted = Integer.parseInt(digits);
    if (wanted >= list.size() || list.get(wanted) == null) {
      place.report("leads to index " + wanted + ", which is not there");
      return new Tree(null, place.path(), place.findings());
    }
    return new Tree(list.get(wanted), from.path() + step, from.findings());
  }
}
