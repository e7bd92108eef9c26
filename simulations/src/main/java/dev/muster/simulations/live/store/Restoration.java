package dev.muster.simulations.live.store;

/** Makes a store what it was, out of what its journal kept. */
final class Restoration implements Journal.Reader {
  private final Kinds kinds;
  private final Database database;
  private final Definitions definitions;
  private final Identities identities;

  Restoration(Kinds kinds, Database database, Definitions definitions, Identities identities) {
    this.kinds = kinds;
    this.database = database;
    this.definitions = definitions;
    this.identities = identities;
  }

  @Override
  public void begin(Journal.Contents contents) {
    for (var kept : contents.objects()) {
      var type = type(kept.resource());
      var unused = database.keep(type, kept.object());
      definitions.follow(
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
    definitions.follow(database.apply(type(entry.resource()), entry));
    identities.continueAfter(entry.identities());
  }

  private ResourceType type(String resource) {
    return kinds
        .stored(resource)
        .orElseThrow(
            () -> new IllegalStateException("the journal tells of an unknown kind: " + resource));
  }
}
