package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A label selector in its text form: requirements joined by commas, of {@code key}, {@code !key},
 * {@code key=value} (or {@code ==}), {@code key!=value}, {@code key in (a,b)} and {@code key notin
 * (a,b)}. The empty selector takes everything.
 */
final class LabelSelector {
  private enum Operator {
    EXISTS,
    ABSENT,
    IN,
    NOT_IN
  }

  private record Requirement(String key, Operator operator, TreeSet<String> values) {
    boolean matches(Map<String, @Nullable Object> labels) {
      boolean in = labels.get(key) instanceof String value && values.contains(value);
      return switch (operator) {
        case EXISTS -> labels.containsKey(key);
        case ABSENT -> !labels.containsKey(key);
        case IN -> in;
        case NOT_IN -> !in;
      };
    }
  }

  private static final Pattern SET =
      Pattern.compile("\\s*([^\\s=!,()]+)\\s+(in|notin)\\s*\\(([^()]*)\\)\\s*");
  private static final Pattern EQUALITY =
      Pattern.compile("\\s*([^\\s=!,()]+)\\s*(==|=|!=)\\s*([^\\s=!,()]*)\\s*");
  private static final Pattern PRESENCE = Pattern.compile("\\s*(!?)\\s*([^\\s=!,()]+)\\s*");

  private final List<Requirement> requirements;

  private LabelSelector(List<Requirement> requirements) {
    this.requirements = requirements;
  }

  /** Refuses with 400 what is not a selector. */
  static LabelSelector parse(String text) {
    var requirements = new ArrayList<Requirement>();
    if (!text.isBlank()) {
      for (String part : split(text)) {
        requirements.add(requirement(part, text));
      }
    }
    return new LabelSelector(requirements);
  }

  boolean matches(Map<String, @Nullable Object> object) {
    if (requirements.isEmpty()) {
      return true;
    }
    var labels = Trees.objectAt(object, "metadata", "labels");
    return requirements.stream().allMatch(requirement -> requirement.matches(labels));
  }

  boolean isEmpty() {
    return requirements.isEmpty();
  }

  private static List<String> split(String text) {
    var parts = new ArrayList<String>();
    int start = 0;
    int open = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && open == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static Requirement requirement(String part, String whole) {
    var set = SET.matcher(part);
    if (set.matches()) {
      var values = new TreeSet<String>();
      for (String value : set.group(3).split(",", -1)) {
        values.add(value.strip());
      }
      var operator = set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN;
      return new Requirement(set.group(1), operator, values);
    }
    var equality = EQUALITY.matcher(part);
    if (equality.matches()) {
      var operator = equality.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN;
      var values = new TreeSet<String>(List.of(equality.group(3)));
      return new Requirement(equality.group(1), operator, values);
    }
    var presence = PRESENCE.matcher(part);
    if (presence.matches()) {
      var operator = presence.group(1).isEmpty() ? Operator.EXISTS : Operator.ABSENT;
      return new Requirement(presence.group(2), operator, new TreeSet<>());
    }
    throw Statuses.badRequest("unable to parse requirement of the label selector \"" + whole + '"');
  }
}
