package dev.muster.simulations.live.shapes;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What may stand at one place of an object, as far as merging and ownership must know. Built-in
 * kinds have theirs from {@link KindShapes}, custom ones from the schema of their definition.
 */
public sealed interface Shape {

  /**
   * One value that is owned as a whole.
   *
   * @param type as the notation names it: {@code string}, {@code int32}, {@code quantity} and so on
   * @param values the texts that are allowed; empty if all are
   */
  record Scalar(String type, List<String> values) implements Shape {
    public Scalar {
      values = List.copyOf(values);
    }
  }

  /**
   * An object.
   *
   * @param name the full name of its type; empty if it has none
   * @param rest the shape of fields that are not named; null if there are none
   */
  record Mapping(
      String name, SequencedMap<String, Field> fields, @Nullable Shape rest, boolean atomic)
      implements Shape {
    public Mapping {
      fields = Collections.unmodifiableSequencedMap(fields);
    }

    /** The shape of what stands under that name; null if nothing may. */
    public @Nullable Shape at(String field) {
      var known = fields.get(field);
      return known == null ? rest : known.shape();
    }
  }

  /**
   * A list.
   *
   * @param keys what tells elements apart in a list of {@link Identity#KEYS}
   * @param patch how a strategic merge patch goes about it
   */
  record Listing(Shape element, Identity identity, List<String> keys, Patching patch)
      implements Shape {
    public Listing {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Anything: what is there decides.
   *
   * @param object whether at least it is an object
   */
  record Free(boolean object) implements Shape {}

  /** A type by its full name. */
  record Reference(String name) implements Shape {}

  /** What makes an element of a list the one that it is. */
  enum Identity {
    /** Nothing: the list is owned as a whole. */
    WHOLE,
    /** Its value. */
    VALUE,
    /** Some of its fields. */
    KEYS
  }

  /**
   * How a strategic merge patch treats a list or an object.
   *
   * @param key the field by which objects are matched; empty if scalars are joined
   * @param merges whether it merges at all
   * @param retains whether a patch may name the fields that are kept
   */
  record Patching(boolean merges, String key, boolean retains) {
    public static final Patching REPLACE = new Patching(false, "", false);
  }
}
