package dev.muster.simulations.live.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.log.FaultyDisk.Fault;
import dev.muster.simulations.live.store.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** From file to file, on a disk that fails in between. */
class LogFilesTest extends LogStage {
  @Test
  void aFileThatCannotBeBegunLeavesNothingBehind() throws IOException {
    var disk = grown(12);
    try (var log = log(disk, 4000)) {
      var store = store(log);
      disk.failsTo(Fault.FORCE_NAMES);
      create(store, "last", "x");
      assertThat(notices)
          .containsExactly("the data log goes on in the old file: Input/output error");
      assertThat(disk.names()).containsExactly(FIRST);
      assertThat(disk.openFiles).isEqualTo(1);
      disk.failsTo();
      create(store, "next", "x");
      assertThat(settled(store)).isEqualTo("kept");
    }
    try (var log = log(disk, NEVER)) {
      assertThat(names(store(log))).contains("last", "next");
    }
  }

  @Test
  void tornEndIsCutOffAlsoIfAnEmptyFileCouldNotBeRemoved() throws IOException {
    var disk = grown(13);
    try (var log = log(disk, 4000)) {
      var store = store(log);
      disk.failsTo(Fault.FORCE_NAMES, Fault.DELETE);
      create(store, "whole", "x");
      disk.failsTo();
      create(store, "torn", "x");
    }
    assertThat(disk.names()).hasSize(2);
    disk.cut(FIRST, disk.read(FIRST).length - 30);
    notices.clear();
    try (var log = log(disk, NEVER)) {
      var store = store(log);
      assertThat(names(store)).contains("whole").doesNotContain("torn");
      create(store, "next", "x");
    }
    assertThat(notices).singleElement().asString().contains("kept as " + FIRST + ".torn-");
    try (var log = log(disk, NEVER)) {
      assertThat(names(store(log))).contains("next", "whole");
    }
  }

  @Test
  void aFileThatCannotBeClosedStopsNobody() throws IOException {
    var disk = grown(14);
    try (var log = log(disk, 4000)) {
      var store = store(log);
      disk.failsTo(Fault.CLOSE);
      create(store, "last", "x");
      assertThat(create(store, "next", "x")).isInstanceOf(Response.Success.class);
      assertThat(settled(store)).isEqualTo("kept");
      assertThat(log.problem()).isEmpty();
      disk.failsTo();
    }
    assertThat(notices)
        .contains("a file whose changes are all safe was not closed: Input/output error");
    try (var log = log(disk, NEVER)) {
      assertThat(names(store(log))).contains("last", "next");
    }
  }

  @Test
  void contentsThatCannotBeNamedLeaveTheChangesAsTheyAre() throws IOException {
    var disk = grown(15);
    try (var log = log(disk, 4000)) {
      var store = store(log);
      disk.failsTo(Fault.RENAME);
      create(store, "last", "x");
    }
    assertThat(notices)
        .containsExactly(
            "the data folder was not tidied up, its changes stay as they are: Input/output error");
    assertThat(disk.names()).contains(FIRST);
    try (var log = log(disk, NEVER)) {
      assertThat(names(store(log))).contains("old-0", "last");
    }
    assertThat(disk.names()).noneMatch(name -> name.startsWith("contents-"));
  }
}
