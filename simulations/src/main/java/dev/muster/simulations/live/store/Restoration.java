package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes a store what it was, out of what its journal kept. */
final class Restoration implements Journal.Reader {
  private final Kinds kinds;
  private final Database database;
  private final Consumer<Change> follow;
  private final Identities identities;

  /**
   * @param follow told of every change that makes the store work in another way
   */
  Restoration(Kinds kinds, Database database, Consumer<Change> follow, Identities identities) {
    this.kinds = kinds;
    this.database = database;
    this.follow = follow;
    this.identities = identities;
  }

  @Override
  public void begin(Journal.Contents contents) {
    for (var kept : contents.objects()) {
      var type = type(kept.resource(), kept.object());
      var unused = database.keep(type, kept.object());
      follow.accept(
          new Change(contents.version(), ChangeType.ADDED, type, null, kept.object(), ""));
    }
    database.beginAt(contents.version());
    identities.continueAfter(contents.identities());
  }

  @Override
  public void next(Journal.Entry entry) {
    if (entry.version() <= database.version()) {
      throw new IllegalStateException(
          "the journal tells of version "
              + entry.version()
              + " after version "
              + database.version());
    }
    follow.accept(database.apply(type(entry.resource(), entry.object()), entry));
    identities.continueAfter(entry.identities());
  }

  /** Objects may outlive the definition of their kind; they stay for the next one of its name. */
  private ResourceType type(String resource, Map<String, @Nullable Object> object) {
    return kinds.stored(resource).orElseGet(() -> undefined(resource, object));
  }

  private static ResourceType undefined(String resource, Map<String, @Nullable Object> object) {
    int dot = resource.indexOf('.');
    var apiVersion = Trees.text(object.get("apiVersion"));
    return new ResourceType(
        dot < 0 ? "" : resource.substring(dot + 1),
        apiVersion.substring(apiVersion.indexOf('/') + 1),
        Trees.text(object.get("kind")),
        dot < 0 ? resource : resource.substring(0, dot),
        "",
        List.of(),
        !Key.of(object).namespace().isEmpty(),
        List.of(),
        List.of());
  }
}
