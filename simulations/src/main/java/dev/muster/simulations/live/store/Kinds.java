package dev.muster.simulations.live.store;

import dev.muster.simulations.live.store.ConversionReview.Question;
import dev.muster.simulations.live.store.ConversionReview.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kinds that are served now: the built-in ones first, then the custom ones by name. */
final class Kinds {
  private final TreeMap<String, CustomKind> custom = new TreeMap<>();
  private final Conversions conversions;
  private List<ResourceType> types = BuiltInKinds.ALL;
  private Map<String, CustomKind> customByName = new LinkedHashMap<>();
  private final Map<String, List<ResourceType>> byPlural = new LinkedHashMap<>();
  private final Map<String, List<ResourceType>> byKind = new LinkedHashMap<>();
  private boolean converting;

  Kinds(Conversions conversions) {
    this.conversions = conversions;
    refresh();
  }

  List<ResourceType> types() {
    return types;
  }

  Optional<ResourceType> type(String group, String version, String plural) {
    for (var type : byPlural.getOrDefault(plural, List.of())) {
      if (type.group().equals(group) && type.version().equals(version)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  Optional<ResourceType> typeOfKind(String apiVersion, String kind) {
    for (var type : byKind.getOrDefault(kind, List.of())) {
      if (type.apiVersion().equals(apiVersion)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
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
    return customByName.get(type.qualifiedName());
  }

  void register(CustomKind kind) {
    custom.put(kind.qualifiedName(), kind);
    conversions.forget();
    refresh();
  }

  void unregister(String qualifiedName) {
    custom.remove(qualifiedName);
    conversions.forget();
    refresh();
  }

  private void refresh() {
    var all = new ArrayList<ResourceType>(BuiltInKinds.ALL);
    for (var kind : custom.values()) {
      kind.versions().forEach(version -> all.add(version.type()));
    }
    types = List.copyOf(all);
    customByName = new LinkedHashMap<>(custom);
    byPlural.clear();
    byKind.clear();
    for (var type : types) {
      byPlural.computeIfAbsent(type.plural(), any -> new ArrayList<>()).add(type);
      byKind.computeIfAbsent(type.kind(), any -> new ArrayList<>()).add(type);
    }
    converting = custom.values().stream().anyMatch(kind -> kind.conversion() != null);
  }

  /** The type under which objects of this kind are stored. */
  ResourceType storage(ResourceType type) {
    var kind = custom(type);
    return kind == null ? type : kind.storage();
  }

  /** The object in that version of its kind. */
  Map<String, @Nullable Object> convert(ResourceType type, Map<String, @Nullable Object> object) {
    var kind = custom(type);
    if (kind == null || type.apiVersion().equals(object.get("apiVersion"))) {
      return object;
    }
    var conversion = kind.conversion();
    return conversion == null
        ? Trees.put(object, type.apiVersion(), "apiVersion")
        : conversions.convert(conversion, type, object);
  }

  /** The webhook that must be asked for some objects in that version; null if none is. */
  @Nullable Conversion conversion(ResourceType type) {
    var kind = converting ? custom(type) : null;
    return kind == null ? null : kind.conversion();
  }

  /** Has all these stored objects converted at once, before they are viewed one by one. */
  void prepare(ResourceType type, Supplier<List<Map<String, @Nullable Object>>> stored) {
    var conversion = conversion(type);
    if (conversion != null) {
      conversions.prepare(conversion, type, stored.get());
    }
  }

  /** Whether the object can be viewed now, without asking anybody. */
  boolean ready(ResourceType type, Map<String, @Nullable Object> stored) {
    return conversion(type) == null
        || type.apiVersion().equals(stored.get("apiVersion"))
        || conversions.knows(type, stored);
  }

  /** Has these stored objects converted for a watch, which then views them through the results. */
  void resolve(
      ResourceType type,
      List<Map<String, @Nullable Object>> stored,
      Consumer<Map<Question, Result>> then) {
    var foreign =
        stored.stream()
            .filter(object -> !type.apiVersion().equals(object.get("apiVersion")))
            .toList();
    var conversion = conversion(type);
    if (conversion == null) {
      then.accept(Collections.emptyMap());
    } else {
      conversions.resolve(conversion, type, foreign, then);
    }
  }

  /** The stored object as that version shows it. */
  Map<String, @Nullable Object> view(ResourceType type, Map<String, @Nullable Object> stored) {
    return custom(type) == null ? stored : defaulted(type, convert(type, stored));
  }

  /** The same, of an object that was resolved for a watch. */
  Map<String, @Nullable Object> view(
      ResourceType type, Map<String, @Nullable Object> stored, Map<Question, Result> results) {
    return results.isEmpty()
        ? view(type, stored)
        : defaulted(type, Conversions.shown(results, type, stored));
  }

  private Map<String, @Nullable Object> defaulted(
      ResourceType type, Map<String, @Nullable Object> shown) {
    var kind = custom(type);
    if (kind == null) {
      return shown;
    }
    return kind.version(type)
        .map(version -> Defaulting.apply(version.schema(), shown))
        .orElse(shown);
  }

  /** Each kind once, under the version in which it is stored. */
  List<ResourceType> storedTypes() {
    var result = new ArrayList<ResourceType>();
    var seen = new TreeSet<String>();
    for (var type : types()) {
      if (seen.add(type.qualifiedName())) {
        result.add(storage(type));
      }
    }
    return result;
  }
}
