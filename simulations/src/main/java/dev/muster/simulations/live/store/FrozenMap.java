package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Shape;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An object of a tree: a map in the order of its making that never changes, nor does what it holds.
 * A changed copy shares the names and all values that stay.
 *
 * <p>Since it stays what it is, what was found out about it once holds for good. It keeps that, so
 * that of a tree of which little changed little has to be looked at again. Whoever reads it finds
 * out the same, so it does not matter who does, or that two do at a time.
 */
final class FrozenMap extends AbstractMap<String, @Nullable Object> {
  private final Names names;
  private final @Nullable Object[] values;
  private int hash;

  /** As what it was typed without any change; null if it never was. */
  Shape.@Nullable Mapping typed;

  /** By which schema it was pruned without any change; null if by none. */
  @Nullable Schema pruned;

  /** By which schema it got its defaults without any change; null if by none. */
  @Nullable Schema filled;

  /** How large and how deep it is, as {@link Bodies} counts; 0 if nobody counted. */
  int weight;

  /** The places that it names as the wire form of some; null if nobody read it so. */
  @Nullable FieldSet places;

  private FrozenMap(Names names, @Nullable Object[] values) {
    this.names = names;
    this.values = values;
  }

  /** The names of fields, which many maps have in common. */
  private static final class Names {
    /** So many are looked through one by one. */
    private static final int FEW = 16;

    private final String[] texts;
    private final int[] hashes;
    private final @Nullable LinkedHashMap<String, Integer> places;

    Names(String[] texts) {
      this.texts = texts;
      this.hashes = new int[texts.length];
      this.places = texts.length > FEW ? new LinkedHashMap<>(texts.length * 2) : null;
      for (int i = 0; i < texts.length; i++) {
        hashes[i] = texts[i].hashCode();
        if (places != null) {
          places.put(texts[i], i);
        }
      }
    }

    /** Where the value of that name stands; negative if there is none. */
    int find(@Nullable Object name) {
      if (!(name instanceof String text)) {
        return -1;
      }
      if (places != null) {
        return places.getOrDefault(text, -1);
      }
      int wanted = text.hashCode();
      for (int i = 0; i < hashes.length; i++) {
        if (hashes[i] == wanted && texts[i].equals(text)) {
          return i;
        }
      }
      return -1;
    }

    Names with(String name) {
      var more = Arrays.copyOf(texts, texts.length + 1);
      more[texts.length] = name;
      return new Names(more);
    }

    Names without(int place) {
      var less = new String[texts.length - 1];
      System.arraycopy(texts, 0, less, 0, place);
      System.arraycopy(texts, place + 1, less, place, less.length - place);
      return new Names(less);
    }
  }

  /** The map as it is now. */
  static FrozenMap of(Map<String, ? extends @Nullable Object> map) {
    if (map instanceof FrozenMap frozen) {
      return frozen;
    }
    var texts = new String[map.size()];
    var values = new @Nullable Object[texts.length];
    int i = 0;
    for (var entry : map.entrySet()) {
      texts[i] = entry.getKey();
      values[i++] = entry.getValue();
    }
    return new FrozenMap(new Names(texts), values);
  }

  /** The map with that value under that name, where it stands or at the end. */
  FrozenMap with(String name, @Nullable Object value) {
    int place = names.find(name);
    if (place < 0) {
      var more = Arrays.copyOf(values, values.length + 1);
      more[values.length] = value;
      return new FrozenMap(names.with(name), more);
    }
    if (isSame(values[place], value)) {
      return this;
    }
    var changed = values.clone();
    changed[place] = value;
    return new FrozenMap(names, changed);
  }

  private static boolean isSame(@Nullable Object present, @Nullable Object value) {
    return present == value || (value instanceof String text && text.equals(present));
  }

  /** The map without that name. */
  FrozenMap without(String name) {
    int place = names.find(name);
    if (place < 0) {
      return this;
    }
    var less = new @Nullable Object[values.length - 1];
    System.arraycopy(values, 0, less, 0, place);
    System.arraycopy(values, place + 1, less, place, less.length - place);
    return new FrozenMap(names.without(place), less);
  }

  /** The other map, which is this one if it holds just these very values, in this order. */
  FrozenMap same(Map<String, ? extends @Nullable Object> made) {
    if (made.size() != values.length) {
      return of(made);
    }
    var others = new @Nullable Object[values.length];
    boolean same = true;
    int i = 0;
    for (var entry : made.entrySet()) {
      if (!names.texts[i].equals(entry.getKey())) {
        return of(made);
      }
      others[i] = entry.getValue();
      same &= others[i] == values[i];
      i++;
    }
    return same ? this : new FrozenMap(names, others);
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return names.find(name) >= 0;
  }

  @Override
  public @Nullable Object get(@Nullable Object name) {
    int place = names.find(name);
    return place < 0 ? null : values[place];
  }

  @Override
  public @Nullable Object getOrDefault(@Nullable Object name, @Nullable Object otherwise) {
    int place = names.find(name);
    return place < 0 ? otherwise : values[place];
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super @Nullable Object> action) {
    for (int i = 0; i < values.length; i++) {
      action.accept(names.texts[i], values[i]);
    }
  }

  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    return new Entries();
  }

  private final class Entries extends AbstractSet<Map.Entry<String, @Nullable Object>> {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < values.length;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
          if (next >= values.length) {
            throw new NoSuchElementException();
          }
          var entry = new SimpleImmutableEntry<>(names.texts[next], values[next]);
          next++;
          return entry;
        }
      };
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    if (other instanceof FrozenMap map && map.names == names) {
      return Arrays.equals(values, map.values);
    }
    return super.equals(other);
  }

  /** As specified of maps. */
  @Override
  public int hashCode() {
    int result = hash;
    if (result == 0) {
      for (int i = 0; i < values.length; i++) {
        @Nullable Object value = values[i];
        result += names.hashes[i] ^ (value == null ? 0 : value.hashCode());
      }
      hash = result;
    }
    return result;
  }
}
