package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field selector in its text form: {@code path=value}, {@code path==value} or {@code
 * path!=value}, joined by commas. Any path of keys that leads to a text, a number or a flag can be
 * asked for; what is absent counts as empty.
 */
final class FieldSelector {
  private record Requirement(List<String> path, String value, boolean equal) {
    boolean matches(Map<String, @Nullable Object> object) {
      @Nullable Object found = Trees.at(object, path.toArray(String[]::new));
      String text = found == null || found instanceof Map<?, ?> ? "" : found.toString();
      return text.equals(value) == equal;
    }
  }

  private static final List<String> KNOWN =
      List.of("metadata.", "spec.", "status.", "involvedObject.", "regarding.");
  private static final List<String> KNOWN_ALONE =
      List.of("type", "reason", "source", "reportingComponent", "reportingController");

  private final List<Requirement> requirements;

  private FieldSelector(List<Requirement> requirements) {
    this.requirements = requirements;
  }

  /** Refuses with 400 what is not a selector, or asks for a field that cannot be selected by. */
  static FieldSelector parse(String text) {
    var requirements = new ArrayList<Requirement>();
    if (!text.isBlank()) {
      for (String part : text.split(",", -1)) {
        requirements.add(requirement(part, text));
      }
    }
    return new FieldSelector(requirements);
  }

  boolean matches(Map<String, @Nullable Object> object) {
    return requirements.stream().allMatch(requirement -> requirement.matches(object));
  }

  boolean isEmpty() {
    return requirements.isEmpty();
  }

  private static Requirement requirement(String part, String whole) {
    int at = part.indexOf('=');
    if (at < 1) {
      throw Statuses.badRequest(
          "invalid selector: \"" + whole + "\"; can't understand \"" + part + '"');
    }
    boolean equal = part.charAt(at - 1) != '!';
    String path = part.substring(0, equal ? at : at - 1).strip();
    String value = part.substring(at + 1);
    if (value.startsWith("=")) {
      value = value.substring(1);
    }
    if (KNOWN.stream().noneMatch(path::startsWith) && !KNOWN_ALONE.contains(path)) {
      throw Statuses.badRequest("field label not supported: " + path);
    }
    return new Requirement(List.of(path.split("\\.", -1)), value.strip(), equal);
  }
}
