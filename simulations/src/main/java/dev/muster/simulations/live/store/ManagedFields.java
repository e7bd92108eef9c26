package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Who owns what of an object: {@code metadata.managedFields}, read. */
final class ManagedFields {
  private static final String ANCIENT = "ancient-changes";
  private static final int MOST_UPDATERS = 10;

  /** The fields of an entry in their order: of the object itself, and of a part of it. */
  private static final FrozenMap WHOLE =
      FrozenMap.of(
          Trees.of(
              "manager",
              "",
              "operation",
              "",
              "apiVersion",
              "",
              "time",
              "",
              "fieldsType",
              "FieldsV1",
              "fieldsV1",
              Trees.EMPTY));

  private static final FrozenMap PART = WHOLE.with("subresource", "");

  private final TreeMap<Owner, Share> shares = new TreeMap<>();

  /** One who wrote, and how. */
  record Owner(String manager, boolean applies, String apiVersion, String subresource)
      implements Comparable<Owner> {
    static Owner applying(String manager, String subresource) {
      return new Owner(manager, true, "", subresource);
    }

    @Override
    public int compareTo(Owner other) {
      int order = manager.compareTo(other.manager);
      order = order != 0 ? order : Boolean.compare(applies, other.applies);
      order = order != 0 ? order : apiVersion.compareTo(other.apiVersion);
      return order != 0 ? order : subresource.compareTo(other.subresource);
    }
  }

  /**
   * What one owns.
   *
   * @param apiVersion of the object in which the places were named
   * @param time when it last changed; empty if that is not known
   */
  record Share(FieldSet places, String apiVersion, String time) {}

  /** The entries of an object that is stored or was sent; empty if one cannot be read. */
  static Optional<ManagedFields> read(@Nullable Object entries) {
    var result = new ManagedFields();
    for (Object entry : Trees.list(entries)) {
      var tree = Trees.object(entry);
      var operation = Trees.text(tree.get("operation"));
      var places = FieldSet.read(tree.get("fieldsV1"));
      boolean applies = operation.equals("Apply");
      if (places.isEmpty() || !(applies || operation.equals("Update"))) {
        return Optional.empty();
      }
      var apiVersion = Trees.text(tree.get("apiVersion"));
      var owner =
          new Owner(
              Trees.text(tree.get("manager")),
              applies,
              applies ? "" : apiVersion,
              Trees.text(tree.get("subresource")));
      result.put(owner, new Share(places.get(), apiVersion, Trees.text(tree.get("time"))));
    }
    return Optional.of(result);
  }

  static ManagedFields of(Map<String, @Nullable Object> object) {
    return read(Trees.at(object, "metadata", "managedFields")).orElseGet(ManagedFields::new);
  }

  /** Whether the list that was sent says that nobody owns anything. */
  static boolean clears(@Nullable Object entries) {
    return entries instanceof List<?> list
        && (list.isEmpty() || (list.size() == 1 && Trees.object(list.getFirst()).isEmpty()));
  }

  boolean isEmpty() {
    return shares.isEmpty();
  }

  List<Owner> owners() {
    return List.copyOf(shares.keySet());
  }

  @Nullable Share get(Owner owner) {
    return shares.get(owner);
  }

  FieldSet places(Owner owner) {
    var share = shares.get(owner);
    return share == null ? FieldSet.EMPTY : share.places();
  }

  void put(Owner owner, Share share) {
    shares.put(owner, share);
  }

  void remove(Owner owner) {
    shares.remove(owner);
  }

  /** Takes places from an owner, who goes when it has none left. */
  void take(Owner owner, FieldSet lost) {
    var share = shares.get(owner);
    if (share == null) {
      return;
    }
    var rest = share.places().minus(lost);
    if (rest.isEmpty()) {
      shares.remove(owner);
    } else if (rest != share.places()) {
      shares.put(owner, new Share(rest, share.apiVersion(), share.time()));
    }
  }

  FieldSet all() {
    var result = FieldSet.EMPTY;
    for (var share : shares.values()) {
      result = result.union(share.places());
    }
    return result;
  }

  /** Merges the oldest of too many updaters of one version into one entry. */
  void cap() {
    if (shares.size() <= MOST_UPDATERS) {
      return;
    }
    var updaters =
        new ArrayList<>(shares.keySet().stream().filter(owner -> !owner.applies()).toList());
    updaters.sort(
        Comparator.comparing((Owner owner) -> time(owner))
            .thenComparing(Comparator.naturalOrder()));
    int excess = updaters.size() - MOST_UPDATERS;
    var first = new TreeMap<String, Owner>();
    for (int i = 0; i < updaters.size() && excess > 0; i++) {
      var owner = updaters.get(i);
      var share = Objects.requireNonNull(shares.get(owner));
      var oldest = first.putIfAbsent(share.apiVersion(), owner);
      if (oldest == null) {
        continue;
      }
      var bucket = new Owner(ANCIENT, false, share.apiVersion(), "");
      if (!shares.containsKey(bucket)) {
        shares.put(bucket, Objects.requireNonNull(shares.remove(oldest)));
      }
      shares.remove(owner);
      var union = share.places().union(places(bucket));
      shares.put(bucket, new Share(union, share.apiVersion(), share.time()));
      excess--;
    }
  }

  private String time(Owner owner) {
    var share = shares.get(owner);
    return share == null ? "" : share.time();
  }

  /** The wire form, in its order; what is equal to something known is that, by {@code same}. */
  List<@Nullable Object> wire(UnaryOperator<Object> same) {
    var owners = new ArrayList<>(shares.keySet());
    owners.sort(
        Comparator.comparing((Owner owner) -> owner.applies() ? 0 : 1)
            .thenComparing(this::time)
            .thenComparing(Owner::manager)
            .thenComparing(owner -> Objects.requireNonNull(shares.get(owner)).apiVersion())
            .thenComparing(Owner::subresource));
    var result = new ArrayList<@Nullable Object>();
    owners.forEach(
        owner -> result.add(entry(owner, Objects.requireNonNull(shares.get(owner)), same)));
    return Trees.frozen(result);
  }

  private static Map<String, @Nullable Object> entry(
      Owner owner, Share share, UnaryOperator<Object> same) {
    var entry =
        owner.subresource().isEmpty() ? WHOLE : PART.with("subresource", owner.subresource());
    entry = share.time().isEmpty() ? entry.without("time") : entry.with("time", share.time());
    return entry
        .with("manager", owner.manager())
        .with("operation", owner.applies() ? "Apply" : "Update")
        .with("apiVersion", share.apiVersion())
        .with("fieldsV1", share.places().wire(same));
  }

  /**
   * Whether two states of an object are the same but for when somebody last changed what they own:
   * what a webhook put back was no change.
   */
  static boolean differInTimesAlone(
      Map<String, @Nullable Object> one, Map<String, @Nullable Object> other) {
    return withoutTimes(one).equals(withoutTimes(other));
  }

  private static Map<String, @Nullable Object> withoutTimes(Map<String, @Nullable Object> object) {
    var timeless = new ArrayList<@Nullable Object>();
    if (Trees.at(object, "metadata", "managedFields") instanceof List<?> entries) {
      for (var entry : entries) {
        timeless.add(
            entry instanceof Map<?, ?> map ? Trees.remove(Trees.object(map), "time") : entry);
      }
    }
    return Trees.put(object, timeless, "metadata", "managedFields");
  }
}
