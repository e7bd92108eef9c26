package dev.muster.scheduler.demand;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A place in an untyped tree of maps, lists and plain values, with the path that leads there.
 *
 * <p>Every accessor is total: what is absent gives the fallback, what has the wrong type is
 * reported to the {@link Findings} and gives the fallback too. {@code null} counts as absent, as in
 * Kubernetes.
 *
 * <p>A place knows the one above it and its own step from there; the path is put together when
 * somebody asks, for hardly any place is ever reported.
 */
public final class Tree {
  private static final int LONGEST_KEY = 64;

  private final @Nullable Object value;
  private final Findings findings;
  private final @Nullable Tree above;
  private final String step; // a field's name, or the path of a root
  private final int index; // in a list; negative for a field

  private Tree(
      @Nullable Object value, Findings findings, @Nullable Tree above, String step, int index) {
    this.value = value;
    this.findings = findings;
    this.above = above;
    this.step = step;
    this.index = index;
  }

  /** A root that is called {@code path} when it is reported. */
  public Tree(@Nullable Object value, String path, Findings findings) {
    this(value, findings, null, path, -1);
  }

  /** The root of an object whose problems nobody asks for. */
  public static Tree lenient(@Nullable Object value) {
    return new Tree(value, "", new Findings());
  }

  /** What stands here; null if nothing does. */
  public @Nullable Object value() {
    return value;
  }

  public Findings findings() {
    return findings;
  }

  /** The way here from the root of the object, as {@code spec.components[0].template}. */
  public String path() {
    if (above == null) {
      return step;
    }
    return index < 0 ? above.fieldPath(step) : above.path() + "[" + index + "]";
  }

  public boolean isAbsent() {
    return value == null;
  }

  /** The field of an object. */
  public Tree get(String field) {
    if (value instanceof Map<?, ?> map) {
      return field(map.get(field), field);
    }
    wrongTypeUnlessAbsent("an object");
    return field(null, field);
  }

  /** The field at the end of a chain of fields. */
  public Tree get(String first, String... more) {
    var place = get(first);
    for (var field : more) {
      place = place.get(field);
    }
    return place;
  }

  /** The entries of a list in their order; none if absent. */
  public List<Tree> items() {
    if (!(value instanceof List<?> list)) {
      wrongTypeUnlessAbsent("a list");
      return List.of();
    }
    var items = new ArrayList<Tree>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(new Tree(list.get(i), findings, this, "", i));
    }
    return items;
  }

  /** The fields of an object in ascending order of their names; none if absent. */
  public SortedMap<String, Tree> fields() {
    if (!(value instanceof Map<?, ?> map)) {
      wrongTypeUnlessAbsent("an object");
      return Collections.emptySortedMap();
    }
    var fields = new TreeMap<String, Tree>();
    map.forEach((key, entry) -> {
      var name = String.valueOf(key);
      fields.put(name, field(entry, name));
    });
    return fields;
  }

  /** An object whose fields are all strings. */
  public SortedMap<String, String> texts() {
    var texts = new TreeMap<String, String>();
    fields().forEach((name, field) -> texts.put(name, field.text("")));
    return texts;
  }

  /** A string. */
  public String text(String fallback) {
    if (value instanceof String text) {
      return text;
    }
    wrongTypeUnlessAbsent("a string");
    return fallback;
  }

  /** A boolean. */
  public boolean flag(boolean fallback) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    wrongTypeUnlessAbsent("a boolean");
    return fallback;
  }

  /** A whole number from {@code least} to the greatest that Kubernetes counts to (32 bits). */
  public int count(int least, int fallback) {
    if (!(value instanceof Long || value instanceof Integer)) {
      if (value instanceof Number) {
        report("is " + Shown.value(value) + ", not a whole number that can be counted to");
      } else {
        wrongTypeUnlessAbsent("a whole number");
      }
      return fallback;
    }
    long whole = ((Number) value).longValue();
    if (whole < least) {
      report("is " + whole + ", must be at least " + least);
      return fallback;
    }
    if (whole > Integer.MAX_VALUE) {
      report("is " + whole + ", must be at most " + Integer.MAX_VALUE);
      return fallback;
    }
    return (int) whole;
  }

  /** Reports a problem of this place. */
  public void report(String problem) {
    findings.report(path(), problem);
  }

  /** The path of a field of this place, whether it exists or not. */
  String fieldPath(String field) {
    var shown = field.length() <= LONGEST_KEY ? field : field.substring(0, LONGEST_KEY) + "...";
    var path = path();
    if (isName(shown)) {
      return path.isEmpty() ? shown : path + "." + shown;
    }
    return path + "[\"" + Shown.text(shown) + "\"]";
  }

  private static boolean isName(String field) {
    return !field.isEmpty()
        && field
            .chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'));
  }

  private Tree field(@Nullable Object content, String name) {
    return new Tree(content, findings, this, name, -1);
  }

  private void wrongTypeUnlessAbsent(String wanted) {
    if (value != null) {
      report("is " + Shown.type(value) + ", must be " + wanted);
    }
  }
}
