package dev.muster.simulations.live.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Objects whose definition was taken away before they had gone. */
class LeftBehindTest {
  private static final String NAME = "gadgets.example.com";

  private static final Map<String, @Nullable Object> DEFINITION =
      Map.of(
          "metadata",
          Map.of("name", NAME),
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
                      Map.of("openAPIV3Schema", Map.of("type", "object"))))));

  private static final Map<String, @Nullable Object> HELD_GADGET =
      Map.of(
          "kind",
          "Gadget",
          "metadata",
          Map.of("name", "g", "finalizers", List.of("example.com/f")));

  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());

  private ChangeLog log(Disk disk, long leastChanges) {
    return new ChangeLog(disk, leastChanges, Long.MAX_VALUE, notices::add);
  }

  private static Store store(ChangeLog log) {
    return new Store(() -> 1_793_664_000_000L, log);
  }

  private static ResourceType definitions(Store store) {
    return store.type("apiextensions.k8s.io", "v1", "customresourcedefinitions").orElseThrow();
  }

  private static ResourceType gadgets(Store store) {
    return store.type("example.com", "v1", "gadgets").orElseThrow();
  }

  private static void done(Store store, Request request) {
    assertThat(store.handle(request)).isInstanceOf(Response.Success.class);
  }

  /** As whoever does not want to wait for the objects does it. */
  private static void takeAwayTheDefinition(Store store) {
    var definitions = definitions(store);
    Map<String, @Nullable Object> unguarded = Map.of("metadata", Map.of("finalizers", List.of()));
    done(store, Request.delete(definitions, "", NAME, Map.of()));
    done(store, Request.patch(definitions, "", NAME, PatchKind.MERGE, unguarded));
    assertThat(store.type("example.com", "v1", "gadgets")).isEmpty();
  }

  @Test
  void objectsOutliveTheirDefinitionAndComeBackWithTheNext() throws IOException {
    var disk = new FaultyDisk(1);
    try (var log = log(disk, Long.MAX_VALUE)) {
      var store = store(log);
      done(store, Request.create(definitions(store), "", DEFINITION));
      done(store, Request.create(gadgets(store), "default", HELD_GADGET));
      takeAwayTheDefinition(store);
    }
    try (var log = log(disk, 1)) {
      var store = store(log);
      Map<String, @Nullable Object> any = Map.of("metadata", Map.of("name", "any"));
      var configMaps = store.type("", "v1", "configmaps").orElseThrow();
      done(store, Request.create(configMaps, "default", any));
    }
    var found = disk.afterPowerLoss();
    assertThat(found.names()).anyMatch(name -> name.startsWith(Recovery.CONTENTS));
    try (var log = log(found, Long.MAX_VALUE)) {
      var store = store(log);
      done(store, Request.create(definitions(store), "", DEFINITION));
      done(store, Request.get(gadgets(store), "default", "g"));
    }
    assertThat(notices).isEmpty();
  }
}
