package dev.muster.simulations.live.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.simulations.live.store.Journal;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A store on a log, and what tests ask of it. */
abstract class LogStage {
  static final long NEVER = Long.MAX_VALUE;
  static final String FIRST = "changes-0000000000000000000";
  static final long NOW = 1_793_664_000_000L;

  final List<String> notices = Collections.synchronizedList(new ArrayList<>());

  ChangeLog log(Disk disk, long leastChanges) {
    return log(disk, leastChanges, NEVER);
  }

  ChangeLog log(Disk disk, long leastChanges, long quietMillis) {
    return new ChangeLog(disk, leastChanges, quietMillis, notices::add);
  }

  static Store store(Journal journal) {
    return new Store(() -> NOW, journal);
  }

  static ResourceType configMaps(Store store) {
    return store.type("", "v1", "configmaps").orElseThrow();
  }

  static Response create(Store store, String name, String text) {
    Map<String, @Nullable Object> object =
        Map.of("metadata", Map.of("name", name), "data", Map.of("text", text));
    return store.handle(Request.create(configMaps(store), "default", object));
  }

  static Response remove(Store store, String name) {
    return store.handle(Request.delete(configMaps(store), "default", name, Map.of()));
  }

  static String settled(Store store) {
    var outcome = new CompletableFuture<String>();
    store.settle(() -> outcome.complete("kept"), outcome::complete);
    return outcome.join();
  }

  /** A text of the object's metadata. */
  static String text(@Nullable Object object, String field) {
    return object instanceof Map<?, ?> map
            && map.get("metadata") instanceof Map<?, ?> metadata
            && metadata.get(field) instanceof String text
        ? text
        : "";
  }

  static List<String> names(Store store) {
    var listed =
        (Response.Success) store.handle(Request.list(configMaps(store), "default", Options.NONE));
    var names = new ArrayList<String>();
    if (listed.body().get("items") instanceof List<?> items) {
      items.forEach(item -> names.add(text(item, "name")));
    }
    return names;
  }

  /** A disk whose changes are to be replaced as soon as there is another one. */
  FaultyDisk grown(long seed) throws IOException {
    var disk = new FaultyDisk(seed);
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      for (int i = 0; i < 20; i++) {
        create(store, "old-" + i, "x".repeat(200));
      }
    }
    return disk;
  }

  void assertRefused(Disk disk) throws IOException {
    var before = disk.read(FIRST);
    try (var log = log(disk, NEVER)) {
      assertThatThrownBy(() -> store(log))
          .isInstanceOf(Journal.Unwritable.class)
          .hasMessageContaining(FIRST + " is damaged at byte ")
          .hasMessageContaining("had been confirmed");
    }
    assertThat(disk.read(FIRST)).isEqualTo(before);
  }
}
