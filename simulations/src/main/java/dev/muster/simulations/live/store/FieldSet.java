package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A set of places in an object, as a tree of {@link PathElement path elements}: what a manager
 * owns. Immutable; no branch is empty. An operation that changes nothing gives back the same set.
 */
final class FieldSet {
  static final FieldSet EMPTY = new FieldSet(false, new TreeMap<>());
  static final FieldSet HERE = new FieldSet(true, new TreeMap<>());
  private static final String SELF = ".";

  private final boolean member;
  private final NavigableMap<String, FieldSet> below;
  private @Nullable Map<String, @Nullable Object> own;
  private @Nullable Map<String, @Nullable Object> wire;

  FieldSet(boolean member, NavigableMap<String, FieldSet> below) {
    this.member = member;
    this.below = Collections.unmodifiableNavigableMap(below);
  }

  /** Whether the place itself is in the set, apart from what is below it. */
  boolean member() {
    return member;
  }

  NavigableMap<String, FieldSet> below() {
    return below;
  }

  /** A set that is being collected. */
  static final class Draft {
    private boolean member;
    private final TreeMap<String, Draft> below = new TreeMap<>();

    void add(Iterable<String> path) {
      var here = this;
      for (String element : path) {
        here = here.below.computeIfAbsent(element, any -> new Draft());
      }
      here.member = true;
    }

    FieldSet done() {
      if (below.isEmpty()) {
        return member ? HERE : EMPTY;
      }
      var result = new TreeMap<String, FieldSet>();
      below.forEach((element, draft) -> result.put(element, draft.done()));
      return new FieldSet(member, result);
    }
  }

  static FieldSet of(String... path) {
    var draft = new Draft();
    draft.add(List.of(path));
    return draft.done();
  }

  boolean isEmpty() {
    return !member && below.isEmpty();
  }

  /** What is below that element; empty if nothing is. */
  FieldSet at(String element) {
    return below.getOrDefault(element, EMPTY);
  }

  FieldSet union(FieldSet other) {
    if (isEmpty() || this == other) {
      return other;
    }
    if (other.isEmpty()) {
      return this;
    }
    @Nullable TreeMap<String, FieldSet> changed = null;
    for (var entry : other.below.entrySet()) {
      var present = below.get(entry.getKey());
      var union = present == null ? entry.getValue() : present.union(entry.getValue());
      if (union != present) {
        changed = changed == null ? new TreeMap<>(below) : changed;
        changed.put(entry.getKey(), union);
      }
    }
    boolean self = member || other.member;
    return changed == null && self == member
        ? this
        : new FieldSet(self, changed == null ? below : changed);
  }

  /** What is not in the other; places below one that goes stay. */
  FieldSet minus(FieldSet other) {
    return other.isEmpty() || isEmpty()
        ? this
        : each(member && !other.member, (element, set) -> set.minus(other.at(element)));
  }

  /** What is neither in the other nor below a place of it. */
  FieldSet outside(FieldSet other) {
    if (other.member) {
      return EMPTY;
    }
    return other.below.isEmpty() || isEmpty()
        ? this
        : each(member, (element, set) -> set.outside(other.at(element)));
  }

  FieldSet intersection(FieldSet other) {
    return each(member && other.member, (element, set) -> set.intersection(other.at(element)));
  }

  private FieldSet each(boolean self, BiFunction<String, FieldSet, FieldSet> next) {
    var result = new TreeMap<String, FieldSet>();
    boolean changed = self != member;
    for (var entry : below.entrySet()) {
      var set = next.apply(entry.getKey(), entry.getValue());
      changed |= set != entry.getValue();
      if (!set.isEmpty()) {
        result.put(entry.getKey(), set);
      }
    }
    if (!changed) {
      return this;
    }
    return result.isEmpty() ? (self ? HERE : EMPTY) : new FieldSet(self, result);
  }

  /** Every place, as a person reads it: {@code .spec.containers[name="a"].image}. */
  List<String> places() {
    var result = new ArrayList<String>();
    collect("", result);
    return result;
  }

  private void collect(String path, List<String> result) {
    if (member) {
      result.add(path);
    }
    below.forEach((element, set) -> set.collect(path + PathElement.shown(element), result));
  }

  /** The wire form, {@code FieldsV1}: what is equal to something known is that, by {@code same}. */
  Map<String, @Nullable Object> wire(UnaryOperator<Object> same) {
    var known = wire;
    if (known == null) {
      known = Trees.object(same.apply(wire()));
      wire = known;
    }
    return known;
  }

  private Map<String, @Nullable Object> wire() {
    var known = own;
    if (known == null) {
      known = spelled();
      own = known;
    }
    return known;
  }

  private Map<String, @Nullable Object> spelled() {
    var result = new LinkedHashMap<String, @Nullable Object>();
    below.forEach((element, set) -> {
      var inner = set.wire();
      result.put(element, set.member && !inner.isEmpty() ? withSelf(inner) : inner);
    });
    return FrozenMap.of(result);
  }

  private static Map<String, @Nullable Object> withSelf(Map<String, @Nullable Object> inner) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put(SELF, Trees.EMPTY);
    result.putAll(inner);
    return FrozenMap.of(result);
  }

  /** Reads the wire form; empty if it is none. */
  static Optional<FieldSet> read(@Nullable Object wire) {
    if (wire instanceof FrozenMap known && known.places != null) {
      return Optional.of(known.places);
    }
    var places = parsed(wire);
    if (wire instanceof FrozenMap known && places.isPresent()) {
      known.places = places.get();
    }
    return places;
  }

  private static Optional<FieldSet> parsed(@Nullable Object wire) {
    if (!(wire instanceof Map<?, ?>)) {
      return Optional.empty();
    }
    var tree = Trees.object(wire);
    var result = new TreeMap<String, FieldSet>();
    for (var entry : tree.entrySet()) {
      if (entry.getKey().equals(SELF)) {
        continue;
      }
      var inner = parsed(entry.getValue());
      if (inner.isEmpty() || !PathElement.readable(entry.getKey())) {
        return Optional.empty();
      }
      boolean self =
          Trees.object(entry.getValue()).isEmpty()
              || Trees.object(entry.getValue()).containsKey(SELF);
      result.put(entry.getKey(), new FieldSet(self, inner.get().below));
    }
    return Optional.of(result.isEmpty() ? EMPTY : new FieldSet(false, result));
  }
}
