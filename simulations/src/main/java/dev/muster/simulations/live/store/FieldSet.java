package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A set of places in an object, as a tree of {@link PathElement path elements}: what a manager
 * owns. Immutable; no branch is empty.
 *
 * @param member whether the place itself is in the set, apart from what is below it
 */
record FieldSet(boolean member, NavigableMap<String, FieldSet> below) {
  static final FieldSet EMPTY = new FieldSet(false, new TreeMap<>());
  static final FieldSet HERE = new FieldSet(true, new TreeMap<>());
  private static final String SELF = ".";

  FieldSet {
    below = Collections.unmodifiableNavigableMap(below);
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
    var result = new TreeMap<>(below);
    other.below.forEach((element, set) -> result.merge(element, set, FieldSet::union));
    return new FieldSet(member || other.member, result);
  }

  /** What is not in the other; places below one that goes stay. */
  FieldSet minus(FieldSet other) {
    return other.isEmpty() || isEmpty()
        ? this
        : each(member && !other.member, element -> at(element).minus(other.at(element)));
  }

  /** What is neither in the other nor below a place of it. */
  FieldSet outside(FieldSet other) {
    if (other.member) {
      return EMPTY;
    }
    return other.below.isEmpty() || isEmpty()
        ? this
        : each(member, element -> at(element).outside(other.at(element)));
  }

  FieldSet intersection(FieldSet other) {
    return each(member && other.member, element -> at(element).intersection(other.at(element)));
  }

  private FieldSet each(boolean self, Function<String, FieldSet> next) {
    var result = new TreeMap<String, FieldSet>();
    for (String element : below.keySet()) {
      var set = next.apply(element);
      if (!set.isEmpty()) {
        result.put(element, set);
      }
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

  /** The wire form, {@code FieldsV1}. */
  Map<String, @Nullable Object> wire() {
    var result = new LinkedHashMap<String, @Nullable Object>();
    below.forEach((element, set) -> {
      var inner = set.wire();
      result.put(element, set.member && !inner.isEmpty() ? withSelf(inner) : inner);
    });
    return Collections.unmodifiableMap(result);
  }

  private static Map<String, @Nullable Object> withSelf(Map<String, @Nullable Object> inner) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put(SELF, Trees.EMPTY);
    result.putAll(inner);
    return Collections.unmodifiableMap(result);
  }

  /** Reads the wire form; empty if it is none. */
  static Optional<FieldSet> read(@Nullable Object wire) {
    if (!(wire instanceof Map<?, ?>)) {
      return Optional.empty();
    }
    var tree = Trees.object(wire);
    var result = new TreeMap<String, FieldSet>();
    for (var entry : tree.entrySet()) {
      if (entry.getKey().equals(SELF)) {
        continue;
      }
      var inner = read(entry.getValue());
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
