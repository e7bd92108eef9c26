package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds that are served now: the built-in ones first, then the custom ones by name. */
final class Kinds {
  private final TreeMap<String, CustomKind> custom = new TreeMap<>();
  private List<ResourceType> types = BuiltInKinds.ALL;

  List<ResourceType> types() {
    return types;
  }

  Optional<ResourceType> type(String group, String version, String plural) {
    return types.stream()
        .filter(type ->
            type.group().equals(group)
                && type.version().equals(version)
                && type.plural().equals(plural))
        .findFirst();
  }

  Optional<ResourceType> typeOfKind(String apiVersion, String kind) {
    return types.stream()
        .filter(type -> type.apiVersion().equals(apiVersion) && type.kind().equals(kind))
        .findFirst();
  }

  /** The type under which the objects of that plural and group are stored; empty if unknown. */
  Optional<ResourceType> stored(String qualifiedName) {
    var kind = custom.get(qualifiedName);
    return kind != null
        ? Optional.of(kind.storage())
        : BuiltInKinds.ALL.stream()
            .filter(type -> type.qualifiedName().equals(qualifiedName))
            .findFirst();
  }

  /** The type under which this object is stored; empty if its kind is unknown by now. */
  Optional<ResourceType> stored(Map<String, @Nullable Object> object) {
    var apiVersion = Trees.text(object.get("apiVersion"));
    var kind = Trees.text(object.get("kind"));
    var served = typeOfKind(apiVersion, kind).map(this::storage);
    return served.isPresent()
        ? served
        : custom.values().stream()
            .map(CustomKind::storage)
            .filter(type -> type.kind().equals(kind) && apiVersion.startsWith(type.group() + "/"))
            .findFirst();
  }

  /** The definition of a custom kind; null for a built-in one. */
  @Nullable CustomKind custom(ResourceType type) {
    return custom.get(type.qualifiedName());
  }

  void register(CustomKind kind) {
    custom.put(kind.qualifiedName(), kind);
    refresh();
  }

  void unregister(String qualifiedName) {
    custom.remove(qualifiedName);
    refresh();
  }

  private void refresh() {
    var all = new ArrayList<ResourceType>(BuiltInKinds.ALL);
    for (var kind : custom.values()) {
      kind.versions().forEach(version -> all.add(version.type()));
    }
    types = List.copyOf(all);
  }

  /** The type under which objects of this kind are stored. */
  ResourceType storage(ResourceType type) {
    var kind = custom(type);
    return kind == null ? type : kind.storage();
  }

  /** The object in that version of its kind. */
  Map<String, @Nullable Object> convert(ResourceType type, Map<String, @Nullable Object> object) {
    var kind = custom(type);
    return kind == null || type.apiVersion().equals(object.get("apiVersion"))
        ? object
        : Trees.put(object, type.apiVersion(), "apiVersion");
  }

  /** The stored object as that version shows it. */
  Map<String, @Nullable Object> view(ResourceType type, Map<String, @Nullable Object> stored) {
    var kind = custom(type);
    if (kind == null) {
      return stored;
    }
    var shown = convert(type, stored);
    return kind.version(type)
        .map(version -> Defaulting.apply(version.schema(), shown))
        .orElse(shown);
  }
}
