package dev.muster.simulations.live.store;

import java.util.function.Consumer;

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
      var type = type(kept.resource());
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
    follow.accept(database.apply(type(entry.resource()), entry));
    identities.continueAfter(entry.identities());
  }

  private ResourceType type(String resource) {
    return kinds
        .stored(resource)
        .orElseThrow(
            () -> new IllegalStateException("the journal tells of an unknown kind: " + resource));
  }
}
