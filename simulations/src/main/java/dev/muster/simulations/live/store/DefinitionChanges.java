package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a definition must not change, so that objects of its kind that are stored stay in reach. */
final class DefinitionChanges {
  private DefinitionChanges() {}

  static List<Cause> problems(
      Map<String, @Nullable Object> old, Map<String, @Nullable Object> next) {
    var causes = new ArrayList<Cause>();
    if (Definitions.established(old)) {
      same(old, next, causes, "spec", "scope");
      same(old, next, causes, "spec", "names", "kind");
    }
    same(old, next, causes, "spec", "group");
    same(old, next, causes, "spec", "names", "plural");
    keepStored(next, causes);
    return causes;
  }

  private static void same(
      Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> next,
      List<Cause> causes,
      String... path) {
    @Nullable Object value = Trees.at(next, path);
    if (!Objects.equals(Trees.at(old, path), value)) {
      causes.add(Cause.invalid(String.join(".", path), value, "field is immutable"));
    }
  }

  private static void keepStored(Map<String, @Nullable Object> next, List<Cause> causes) {
    var names =
        Definitions.versions(next).stream().map(one -> Trees.text(one.get("name"))).toList();
    var stored = Trees.texts(Trees.at(next, "status", "storedVersions"));
    for (int i = 0; i < stored.size(); i++) {
      var version = stored.get(i);
      if (!names.contains(version)) {
        causes.add(
            Cause.invalid(
                "status.storedVersions[" + i + "]",
                version,
                ("missing from spec.versions; %1$s was previously a storage version, and must"
                        + " remain in spec.versions until a storage migration ensures no data"
                        + " remains persisted in %1$s and removes %1$s from status.storedVersions")
                    .formatted(version)));
      }
    }
  }

  /** The definition that tells of all versions in which objects may be stored. */
  static Map<String, @Nullable Object> withStored(Map<String, @Nullable Object> definition) {
    var stored =
        new ArrayList<@Nullable Object>(
            Trees.texts(Trees.at(definition, "status", "storedVersions")));
    for (var version : Definitions.versions(definition)) {
      @Nullable Object name = version.get("name");
      if (Boolean.TRUE.equals(version.get("storage")) && !stored.contains(name)) {
        stored.add(name);
      }
    }
    return Trees.put(definition, Trees.frozen(stored), "status", "storedVersions");
  }
}
