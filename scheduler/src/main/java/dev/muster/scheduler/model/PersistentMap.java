package dev.muster.scheduler.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map from strings, whose versions share structure: {@link #with} costs O(log
 * n) and {@link #changesSince} costs O(changes x log n), so that looking at the world costs what
 * changed in it, not what exists.
 *
 * <p>Algorithm: a treap whose priorities are a fixed hash of the key. Its shape depends on the set
 * of keys alone, never on the order of insertion, which is what lets two versions be compared by
 * skipping every subtree that they share. Source: Seidel and Aragon, "Randomized Search Trees"
 * (1996). Worst-case depth is linear for keys chosen against the hash; the expectation for all
 * others is 2 ln n.
 */
public final class PersistentMap<V> {
  private static final PersistentMap<?> EMPTY = new PersistentMap<>(null);

  private record Tree<V>(
      String key,
      int priority,
      V value,
      @Nullable Tree<V> left,
      @Nullable Tree<V> right,
      int size) {}

  private record Split<V>(@Nullable Tree<V> less, @Nullable Tree<V> same, @Nullable Tree<V> more) {}

  /** One difference between two versions: {@code before} and {@code after} are never both empty. */
  public record Change<V>(String key, Optional<V> before, Optional<V> after) {}

  private final @Nullable Tree<V> root;

  private PersistentMap(@Nullable Tree<V> root) {
    this.root = root;
  }

  @SuppressWarnings("unchecked") // holds no value
  public static <V> PersistentMap<V> empty() {
    return (PersistentMap<V>) EMPTY;
  }

  public int size() {
    return size(root);
  }

  public boolean isEmpty() {
    return root == null;
  }

  public Optional<V> get(String key) {
    var tree = root;
    while (tree != null) {
      int order = key.compareTo(tree.key);
      if (order == 0) {
        return Optional.of(tree.value);
      }
      tree = order < 0 ? tree.left : tree.right;
    }
    return Optional.empty();
  }

  public boolean containsKey(String key) {
    return get(key).isPresent();
  }

  /** This map with {@code key} mapped to {@code value}. */
  public PersistentMap<V> with(String key, V value) {
    return new PersistentMap<>(insert(root, key, priority(key), value));
  }

  /** This map without {@code key}; this map itself if it is not there. */
  public PersistentMap<V> without(String key) {
    return containsKey(key) ? new PersistentMap<>(remove(root, key)) : this;
  }

  /** The longest path from the root: about 2 ln n, which a test holds. */
  int depth() {
    return depth(root);
  }

  private static int depth(@Nullable Tree<?> tree) {
    return tree == null ? 0 : 1 + Math.max(depth(tree.left), depth(tree.right));
  }

  /** Visits all entries in ascending order of keys. */
  public void forEach(BiConsumer<? super String, ? super V> visitor) {
    visit(root, visitor);
  }

  /** All values in ascending order of keys. */
  public List<V> values() {
    var result = new ArrayList<V>(size());
    forEach((key, value) -> result.add(value));
    return result;
  }

  /** What {@code before} needs to become this map, in ascending order of keys. */
  public List<Change<V>> changesSince(PersistentMap<V> before) {
    var changes = new ArrayList<Change<V>>();
    compare(before.root, root, changes);
    return changes;
  }

  private static <V> void compare(
      @Nullable Tree<V> before, @Nullable Tree<V> after, List<Change<V>> changes) {
    if (before == after) {
      return;
    }
    if (before == null) {
      visit(after, (k, v) -> changes.add(new Change<>(k, Optional.empty(), Optional.of(v))));
      return;
    }
    if (after == null) {
      visit(before, (k, v) -> changes.add(new Change<>(k, Optional.of(v), Optional.empty())));
      return;
    }
    var pivot = above(before, after) ? before : after;
    var old = pivot == before ? whole(before) : split(before, pivot.key);
    var now = pivot == after ? whole(after) : split(after, pivot.key);
    compare(old.less, now.less, changes);
    if (old.same == null || now.same == null || !old.same.value.equals(now.same.value)) {
      changes.add(new Change<>(pivot.key, value(old.same), value(now.same)));
    }
    compare(old.more, now.more, changes);
  }

  private static <V> Optional<V> value(@Nullable Tree<V> tree) {
    return tree == null ? Optional.empty() : Optional.of(tree.value);
  }

  private static <V> Split<V> whole(Tree<V> tree) {
    return new Split<>(tree.left, tree, tree.right);
  }

  private static <V> Split<V> split(@Nullable Tree<V> tree, String key) {
    if (tree == null) {
      return new Split<>(null, null, null);
    }
    int order = key.compareTo(tree.key);
    if (order == 0) {
      return whole(tree);
    }
    if (order < 0) {
      var part = split(tree.left, key);
      // An unsplit subtree must stay the same object, or the comparison would walk all of it.
      var more = part.more == tree.left ? tree : join(tree, part.more, tree.right);
      return new Split<>(part.less, part.same, more);
    }
    var part = split(tree.right, key);
    var less = part.less == tree.right ? tree : join(tree, tree.left, part.less);
    return new Split<>(less, part.same, part.more);
  }

  private static <V> Tree<V> insert(@Nullable Tree<V> tree, String key, int priority, V value) {
    if (tree == null) {
      return new Tree<>(key, priority, value, null, null, 1);
    }
    int order = key.compareTo(tree.key);
    if (order == 0) {
      return new Tree<>(key, priority, value, tree.left, tree.right, tree.size);
    }
    if (before(priority, key, tree)) {
      var parts = split(tree, key);
      return new Tree<>(
          key, priority, value, parts.less, parts.more, 1 + size(parts.less) + size(parts.more));
    }
    return order < 0
        ? join(tree, insert(tree.left, key, priority, value), tree.right)
        : join(tree, tree.left, insert(tree.right, key, priority, value));
  }

  private static <V> @Nullable Tree<V> remove(@Nullable Tree<V> tree, String key) {
    if (tree == null) {
      return null;
    }
    int order = key.compareTo(tree.key);
    if (order == 0) {
      return merge(tree.left, tree.right);
    }
    return order < 0
        ? join(tree, remove(tree.left, key), tree.right)
        : join(tree, tree.left, remove(tree.right, key));
  }

  private static <V> @Nullable Tree<V> merge(@Nullable Tree<V> less, @Nullable Tree<V> more) {
    if (less == null) {
      return more;
    }
    if (more == null) {
      return less;
    }
    return above(less, more)
        ? join(less, less.left, merge(less.right, more))
        : join(more, merge(less, more.left), more.right);
  }

  private static <V> Tree<V> join(Tree<V> at, @Nullable Tree<V> left, @Nullable Tree<V> right) {
    return new Tree<>(at.key, at.priority, at.value, left, right, 1 + size(left) + size(right));
  }

  private static <V> void visit(
      @Nullable Tree<V> tree, BiConsumer<? super String, ? super V> visitor) {
    if (tree != null) {
      visit(tree.left, visitor);
      visitor.accept(tree.key, tree.value);
      visit(tree.right, visitor);
    }
  }

  private static int size(@Nullable Tree<?> tree) {
    return tree == null ? 0 : tree.size;
  }

  private static boolean above(Tree<?> one, Tree<?> other) {
    return before(one.priority, one.key, other);
  }

  private static boolean before(int priority, String key, Tree<?> other) {
    return priority != other.priority
        ? priority > other.priority
        : key.compareTo(other.key) < 0; // equal hashes: any fixed rule keeps the shape canonical
  }

  /** FNV-1a with a final avalanche: {@code String.hashCode} alone is nearly sorted for names. */
  private static int priority(String key) {
    int hash = 0x811c9dc5;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x01000193;
    }
    hash ^= hash >>> 16;
    hash *= 0x7feb352d;
    hash ^= hash >>> 15;
    hash *= 0x846ca68b;
    return hash ^ (hash >>> 16);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof PersistentMap<?> that) || size() != that.size()) {
      return false;
    }
    return asEntries().equals(that.asEntries());
  }

  @Override
  public int hashCode() {
    return asEntries().hashCode();
  }

  @Override
  public String toString() {
    return asEntries().toString();
  }

  private List<Object> asEntries() {
    var entries = new ArrayList<Object>();
    forEach((key, value) -> entries.add(List.of(key, value)));
    return entries;
  }
}
