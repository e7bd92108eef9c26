package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Looking at what was touched finds as much as looking at everything. */
class GarbageLawsTest {
  private static final int NAMES = 6;

  /** Keeps entries in memory, so that a second store can begin with them. */
  private static final class Memory implements Journal {
    private final List<Entry> entries = new ArrayList<>();

    @Override
    public void replay(Reader reader) {
      List.copyOf(entries).forEach(reader::next);
    }

    @Override
    public void append(Entry entry) {
      entries.add(entry);
    }

    @Override
    public boolean wantsContents() {
      return false;
    }

    @Override
    public void compact(Contents contents) {}

    @Override
    public void settle(Runnable kept, Consumer<String> lost) {
      kept.run();
    }
  }

  @Test
  void afterTheLastPassAStoreThatLooksAtEverythingFindsNothing() {
    int collected = 0;
    for (long seed = 0; seed < 400; seed++) {
      var random = new Random(seed);
      var memory = new Memory();
      var store = new Store(() -> Fixture.START, memory);
      for (int i = 0; i < 40; i++) {
        act(store, random);
        if (random.nextInt(5) == 0) {
          collected += collect(store);
        }
      }
      collect(store);
      long settled = store.version();
      var again = new Store(() -> Fixture.START, memory);
      assertThat(again.version()).as("seed %d", seed).isEqualTo(settled);
      collect(again);
      assertThat(again.version()).as("seed %d", seed).isEqualTo(settled);
    }
    assertThat(collected).isGreaterThan(1000);
  }

  private static int collect(Store store) {
    int passes = 0;
    while (store.collectGarbage()) {
      passes++;
      assertThat(passes).as("passes that find something").isLessThan(100);
    }
    return passes;
  }

  private static void act(Store store, Random random) {
    var maps = store.type("", "v1", "configmaps").orElseThrow();
    var namespaces = store.type("", "v1", "namespaces").orElseThrow();
    var namespace = "space-" + random.nextInt(2);
    var name = "map-" + random.nextInt(NAMES);
    var policies = List.of("Background", "Foreground", "Orphan");
    Map<String, @Nullable Object> options =
        Map.of("propagationPolicy", policies.get(random.nextInt(3)));
    var unused =
        switch (random.nextInt(8)) {
          case 0 ->
              store.handle(
                  Request.create(namespaces, "", Fixture.named("space-" + random.nextInt(2))));
          case 1 ->
              random.nextInt(4) == 0
                  ? store.handle(Request.delete(namespaces, "", namespace, Map.of()))
                  : store.handle(Request.get(maps, namespace, name));
          case 2, 3 -> store.handle(Request.delete(maps, namespace, name, options));
          case 4 ->
              store.handle(
                  Request.patch(
                      maps,
                      namespace,
                      name,
                      PatchKind.MERGE,
                      Fixture.object("metadata.ownerReferences", owners(store, random))));
          default ->
              store.handle(
                  Request.create(
                      maps,
                      namespace,
                      Fixture.object(
                          "metadata.name",
                          name,
                          "metadata.ownerReferences",
                          owners(store, random))));
        };
    assertThat(unused).isNotNull();
  }

  /** None, one or two references to objects that are there, or to one that never was. */
  private static List<@Nullable Object> owners(Store store, Random random) {
    var result = new ArrayList<@Nullable Object>();
    for (int i = random.nextInt(3); i > 0; i--) {
      var name = "map-" + random.nextInt(NAMES);
      var maps = store.type("", "v1", "configmaps").orElseThrow();
      var found = store.handle(Request.get(maps, "space-" + random.nextInt(2), name));
      var uid = found instanceof Response.Success success ? Metadata.uid(success.body()) : "nobody";
      result.add(
          Trees.of(
              "apiVersion",
              "v1",
              "kind",
              "ConfigMap",
              "name",
              name,
              "uid",
              uid,
              "blockOwnerDeletion",
              random.nextBoolean()));
    }
    return result;
  }
}
