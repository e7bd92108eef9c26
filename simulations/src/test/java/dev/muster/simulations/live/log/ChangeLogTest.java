package dev.muster.simulations.live.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.live.log.FaultyDisk.Fault;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeLogTest extends LogStage {
  /** Everything that can be read, of all kinds. */
  private static Map<String, @Nullable Object> everything(Store store) {
    var result = new TreeMap<String, @Nullable Object>();
    for (var type : store.types()) {
      var listed = store.handle(Request.list(type, "", Options.NONE));
      result.put(type.apiVersion() + type.plural(), ((Response.Success) listed).body());
    }
    return result;
  }

  private static final Map<String, @Nullable Object> GADGETS =
      Map.of(
          "metadata",
          Map.of("name", "gadgets.example.com"),
          "spec",
          Map.of(
              "group",
              "example.com",
              "scope",
              "Namespaced",
              "names",
              Map.of("plural", "gadgets", "kind", "Gadget"),
              "versions",
              List.of(
                  Map.of(
                      "name",
                      "v1",
                      "served",
                      true,
                      "storage",
                      true,
                      "schema",
                      Map.of(
                          "openAPIV3Schema",
                          Map.of(
                              "type", "object", "x-kubernetes-preserve-unknown-fields", true))))));

  @Test
  void everythingIsThereAgain() throws IOException {
    var disk = new FaultyDisk(1);
    Map<String, @Nullable Object> before;
    long version;
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      var definitions =
          store.type("apiextensions.k8s.io", "v1", "customresourcedefinitions").orElseThrow();
      assertThat(store.handle(Request.create(definitions, "", GADGETS)))
          .isInstanceOf(Response.Success.class);
      var gadgets = store.type("example.com", "v1", "gadgets").orElseThrow();
      Map<String, @Nullable Object> gadget =
          Map.of("kind", "Gadget", "metadata", Map.of("name", "café"), "size", 0.5, "on", true);
      create(store, "gone", "soon");
      remove(store, "gone");
      create(store, "kept", "ü\n\u0000");
      assertThat(store.handle(Request.create(gadgets, "default", named(gadget, "cafe"))))
          .isInstanceOf(Response.Success.class);
      before = everything(store);
      version = store.version();
    }
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      assertThat(everything(store)).isEqualTo(before);
      assertThat(store.version()).isEqualTo(version);
    }
    assertThat(notices).isEmpty();
  }

  private static Map<String, @Nullable Object> named(
      Map<String, @Nullable Object> object, String name) {
    var copy = new TreeMap<String, @Nullable Object>(object);
    copy.put("metadata", Map.of("name", name));
    return copy;
  }

  @Test
  void versionsGoOnAndNoIdentityComesTwice() throws IOException {
    var disk = new FaultyDisk(2);
    var uids = new TreeSet<String>();
    long last = 0;
    for (int start = 0; start < 4; start++) {
      try (var log = log(disk, NEVER)) {
        var store = store(log);
        assertThat(store.version()).isGreaterThanOrEqualTo(last);
        for (int i = 0; i < 10; i++) {
          var made = create(store, "map-" + start + "-" + i, "x");
          var body = ((Response.Success) made).body();
          assertThat(uids.add(text(body, "uid"))).isTrue();
        }
        last = store.version();
      }
    }
    assertThat(uids).hasSize(40);
  }

  @Test
  void watcherGoesOnFromAVersionBeforeTheRestart() throws IOException {
    var disk = new FaultyDisk(3);
    long seen;
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      create(store, "seen", "x");
      seen = store.version();
      create(store, "unseen", "x");
      remove(store, "seen");
    }
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      var told = new ArrayList<String>();
      var options = Options.NONE.withResourceVersion(Long.toString(seen));
      var watch =
          store.watch(
              configMaps(store),
              "default",
              options,
              change -> {
                told.add(change.type() + " " + text(change.object(), "name"));
              });
      assertThat(watch).isPresent();
      assertThat(told).containsExactly("ADDED unseen", "DELETED seen");
    }
  }

  @Test
  void contentsReplaceChangesAndTheFolderStaysSmall() throws IOException {
    var disk = new FaultyDisk(4);
    Map<String, @Nullable Object> before;
    long version;
    try (var log = log(disk, 4000)) {
      var store = store(log);
      for (int i = 0; i < 400; i++) {
        create(store, "map", "x".repeat(100));
        remove(store, "map");
        assertThat(settled(store)).isEqualTo("kept");
      }
      create(store, "last", "x");
      before = everything(store);
      version = store.version();
    }
    assertThat(disk.names()).anyMatch(name -> name.startsWith("contents-"));
    long bytes = 0;
    for (String name : disk.names()) {
      bytes += disk.read(name).length;
    }
    assertThat(bytes).isLessThan(60_000); // of some 300,000 that were written
    try (var log = log(disk, 4000)) {
      var store = store(log);
      assertThat(everything(store)).isEqualTo(before);
      assertThat(store.version()).isEqualTo(version);
    }
  }

  @Test
  void tornEndIsCutOffKeptAsideAndTold() throws IOException {
    var disk = new FaultyDisk(5);
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      create(store, "whole", "x");
      assertThat(settled(store)).isEqualTo("kept");
    }
    int whole = disk.read(FIRST).length;
    try (var log = log(disk, NEVER)) {
      create(store(log), "torn", "x");
    }
    disk.cut(FIRST, whole + 30);
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      assertThat(names(store)).containsExactly("whole");
      assertThat(create(store, "next", "x")).isInstanceOf(Response.Success.class);
    }
    assertThat(notices)
        .singleElement()
        .asString()
        .startsWith("the last 30 bytes of changes-0000000000000000000 were not written")
        .contains("kept as changes-0000000000000000000.torn-" + whole)
        .contains("everything up to version ");
    try (var log = log(disk, NEVER)) {
      assertThat(names(store(log))).containsExactly("next", "whole");
    }
  }

  @Test
  void damageToWhatWasConfirmedIsRefusedAndNothingIsTouched() throws IOException {
    var disk = new FaultyDisk(6);
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      create(store, "one", "x");
      assertThat(settled(store)).isEqualTo("kept");
      create(store, "two", "x");
      assertThat(settled(store)).isEqualTo("kept");
    }
    disk.damage(FIRST, 40);
    assertRefused(disk);
  }

  @Test
  void fullDiskRefusesWritesLosesNothingAndGoesOnWhenThereIsRoom() throws IOException {
    var disk = new FaultyDisk(7);
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      create(store, "before", "x");
      long version = store.version();
      disk.room = 50;
      var refused = create(store, "refused", "x");
      assertThat(refused).isInstanceOf(Response.Failure.class);
      assertThat(((Response.Failure) refused).code()).isEqualTo(500);
      assertThat(((Response.Failure) refused).message())
          .isEqualTo(
              "Internal error occurred: the data folder cannot be written: No space left on device;"
                  + " nothing was stored: free room and try again");
      assertThat(log.problem())
          .contains("the data folder cannot be written: No space left on device");
      assertThat(remove(store, "before")).isInstanceOf(Response.Failure.class);
      assertThat(names(store)).containsExactly("before");
      assertThat(store.version()).isEqualTo(version);
      assertThat(settled(store)).isEqualTo("kept");
      disk.room = NEVER;
      assertThat(create(store, "after", "x")).isInstanceOf(Response.Success.class);
      assertThat(log.problem()).isEmpty();
    }
    try (var log = log(disk, NEVER)) {
      assertThat(names(store(log))).containsExactly("after", "before");
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void failedForcingLosesWhoeverWaitsAndAllWhoComeLater() throws IOException {
    var disk = new FaultyDisk(8);
    var log = log(disk, NEVER);
    var store = store(log);
    assertThat(settled(store)).isEqualTo("kept");
    disk.failsTo(Fault.FORCE);
    create(store, "perhaps", "x");
    assertThat(settled(store))
        .isEqualTo("the data log cannot be forced to the disk: Input/output error");
    disk.failsTo();
    assertThat(settled(store)).startsWith("the data log cannot be forced");
    assertThat(create(store, "later", "x")).isInstanceOf(Response.Failure.class);
    assertThat(log.problem()).isPresent();
    assertThatThrownBy(log::close).hasMessageContaining("cannot be forced");
  }

  @Test
  void aChangeAfterTheCloseIsRefusedAndTheFileStaysAsItWas() throws IOException {
    var disk = new FaultyDisk(11);
    var log = log(disk, NEVER);
    var store = store(log);
    create(store, "before", "x");
    log.close();
    var kept = disk.read(FIRST);
    assertThat(((Response.Failure) create(store, "after", "x")).message())
        .endsWith("the data log is closed");
    assertThat(names(store)).containsExactly("before");
    assertThat(disk.read(FIRST)).isEqualTo(kept);
  }

  @Test
  void whoeverIsInterruptedStillClosesTheLogProperly(@TempDir Path folder) throws IOException {
    var log = log(new FolderDisk(folder), NEVER);
    create(store(log), "last", "x");
    Thread.currentThread().interrupt();
    log.close();
    assertThat(Thread.interrupted()).isTrue();
    try (var again = log(new FolderDisk(folder), NEVER)) {
      assertThat(names(store(again))).containsExactly("last");
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void manyWritesShareAForcing() throws IOException {
    var disk = new FaultyDisk(9);
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      assertThat(settled(store)).isEqualTo("kept");
      int before = disk.forcings;
      for (int i = 0; i < 100; i++) {
        create(store, "map-" + i, "x");
      }
      assertThat(settled(store)).isEqualTo("kept");
      assertThat(disk.forcings).isEqualTo(before + 1);
    }
  }

  @Test
  void thoseWhoWaitAreToldInOrder() throws IOException {
    var disk = new FaultyDisk(10);
    var told = Collections.synchronizedList(new ArrayList<Integer>());
    var expected = new ArrayList<Integer>();
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      Consumer<String> lost = why -> told.add(-1);
      for (int i = 0; i < 500; i++) {
        int number = i;
        if (i % 3 == 0) {
          create(store, "map-" + i, "x");
        }
        store.settle(() -> told.add(number), lost);
        expected.add(number);
      }
      await().until(() -> told.size() == 500);
    }
    assertThat(told).isEqualTo(expected);
  }

  /** Whatever fails when, what was confirmed is there after the power went. */
  @Test
  void nothingConfirmedIsLostWhateverFails() throws IOException {
    for (long seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var disk = new FaultyDisk(seed);
      var confirmed = new TreeMap<String, Long>();
      for (int life = 0; life < 4; life++) {
        disk.room = NEVER;
        live(disk, random, confirmed, "seed " + seed + ", life " + life);
        disk = disk.afterPowerLoss();
      }
    }
  }

  /**
   * @param confirmed the version of each object that was there when somebody was told so, or of its
   *     deletion as a negative number
   */
  private void live(
      FaultyDisk disk, Random random, TreeMap<String, Long> confirmed, String description)
      throws IOException {
    var log = log(disk, 1500, random.nextBoolean() ? 1 : NEVER);
    var store = store(log);
    confirmed.forEach((name, version) -> {
      boolean there = names(store).contains(name);
      assertThat(there).as("%s: %s", description, name).isEqualTo(version > 0);
    });
    var pending = new TreeMap<String, Long>();
    for (int i = 0; i < 12; i++) {
      misbehave(disk, random);
      var name = "map-" + random.nextInt(4);
      var response =
          names(store).contains(name) ? remove(store, name) : create(store, name, "x".repeat(50));
      if (response instanceof Response.Success) {
        pending.put(name, names(store).contains(name) ? store.version() : -store.version());
      } else {
        assertThat(log.problem()).as("%s: %s", description, response).isPresent();
      }
      if (random.nextInt(3) == 0) {
        var outcome = settled(store);
        if (outcome.equals("kept")) {
          confirmed.putAll(pending);
          pending.clear();
        }
      }
    }
    // What was not confirmed may be there or not, so nothing is known of it any more.
    pending.keySet().forEach(confirmed::remove);
    if (random.nextBoolean()) {
      try {
        log.close();
      } catch (IOException failing) {
        assertThat(failing).hasMessageContaining("Input/output error");
      }
    }
  }

  private static void misbehave(FaultyDisk disk, Random random) {
    int fault = random.nextInt(40);
    disk.room = fault < 2 ? random.nextInt(200) : NEVER;
    if (fault == 0) {
      disk.failsTo(Fault.TRUNCATE);
    } else if (fault >= 40 - Fault.values().length) {
      disk.failsTo(Fault.values()[40 - 1 - fault]);
    } else {
      disk.failsTo();
    }
  }
}
