package dev.muster.webhook.convert;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A spec taken apart: the wrapped objects, which both versions have, and the rest, which is of one
 * version alone. Put together again it is the same, whatever it was.
 *
 * @param rest the spec without the wrapped objects
 */
record Spec(Field rest, Templates templates) {
  /** How far there is something that both versions have. */
  enum Shape {
    NO_SPEC,
    NO_ITEMS,
    ITEMS
  }

  /**
   * The wrapped objects.
   *
   * @param each one entry an item, absent where it wraps none
   */
  record Templates(Shape shape, List<Field> each) {
    static final Templates NO_SPEC = new Templates(Shape.NO_SPEC, List.of());
    static final Templates NO_ITEMS = new Templates(Shape.NO_ITEMS, List.of());
  }

  static Spec of(Version version, Field spec) {
    if (!spec.isThere()) {
      return new Spec(spec, Templates.NO_SPEC);
    }
    if (!(spec.value() instanceof Map<?, ?> map)
        || !(version.items(map).value() instanceof List<?> items)) {
      return new Spec(spec, Templates.NO_ITEMS);
    }
    var rest = new ArrayList<@Nullable Object>();
    var templates = new ArrayList<Field>();
    for (var item : items) {
      var template =
          item instanceof Map<?, ?> fields ? Field.in(fields, version.template()) : Field.ABSENT;
      templates.add(template);
      rest.add(template.isThere() ? without((Map<?, ?>) item, version.template()) : item);
    }
    return new Spec(
        Field.of(version.with(map, Field.of(rest))), new Templates(Shape.ITEMS, templates));
  }

  private static Map<String, @Nullable Object> without(Map<?, ?> map, String name) {
    var copy = Version.copy(map);
    copy.remove(name);
    return copy;
  }

  /** What the rest is where nothing is known of it. */
  static Field blank(Version version, Templates templates) {
    return switch (templates.shape()) {
      case NO_SPEC -> Field.ABSENT;
      case NO_ITEMS -> Field.of(new LinkedHashMap<>());
      case ITEMS ->
          Field.of(version.with(new LinkedHashMap<>(), Field.of(blanks(templates.each().size()))));
    };
  }

  private static List<?> blanks(int count) {
    return Collections.nCopies(count, Collections.unmodifiableMap(new LinkedHashMap<>()));
  }

  /** Whether a rest can be put together with these. */
  static boolean fits(Version version, Field rest, Templates templates) {
    return switch (templates.shape()) {
      case NO_SPEC -> !rest.isThere();
      case NO_ITEMS -> rest.isThere() && !version.items(rest.value()).isThere();
      case ITEMS ->
          version.items(rest.value()).value() instanceof List<?> items
              && fits(version, items, templates.each());
    };
  }

  private static boolean fits(Version version, List<?> items, List<Field> templates) {
    if (items.size() != templates.size()) {
      return false;
    }
    for (int i = 0; i < items.size(); i++) {
      boolean fits =
          items.get(i) instanceof Map<?, ?> item
              ? !item.containsKey(version.template())
              : !templates.get(i).isThere();
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** The whole spec, of parts that fit. */
  Field whole(Version version) {
    if (!(rest.value() instanceof Map<?, ?> map)
        || !(version.items(map).value() instanceof List<?> items)) {
      return rest;
    }
    var whole = new ArrayList<@Nullable Object>();
    for (int i = 0; i < items.size(); i++) {
      var template = templates.each().get(i);
      whole.add(template.isThere() ? with(version, items.get(i), template) : items.get(i));
    }
    return Field.of(version.with(map, Field.of(whole)));
  }

  private static Map<String, @Nullable Object> with(
      Version version, @Nullable Object item, Field template) {
    var copy = Version.copy(item instanceof Map<?, ?> map ? map : new LinkedHashMap<>());
    template.put(copy, version.template());
    return copy;
  }
}
