package dev.muster.simulations.live.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.live.log.FaultyDisk.Fault;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Which damage shows. */
class SealTest extends LogStage {
  @Test
  void damageToTheLastChangeBeforeTheCloseIsRefused() throws IOException {
    var disk = new FaultyDisk(16);
    try (var log = log(disk, NEVER)) {
      create(store(log), "last", "x");
    }
    disk.damage(FIRST, disk.read(FIRST).length - 30);
    assertRefused(disk);
  }

  @Test
  void damageToTheLastChangeBeforeAQuietTimeIsRefusedThoughNobodyClosed() throws IOException {
    var disk = new FaultyDisk(17);
    try (var log = log(disk, NEVER, 1)) {
      create(store(log), "last", "x");
      await().until(() -> Frames.isSealed(disk.read(FIRST)));
      await().until(disk::isSafe);
      var killed = disk.afterPowerLoss();
      killed.damage(FIRST, killed.read(FIRST).length - 30);
      assertRefused(killed);
    }
  }

  @Test
  void damageToTheLastChangeBeforeANewFileIsRefusedThoughThatIsEmpty() throws IOException {
    var disk = grown(18);
    try (var log = log(disk, 4000)) {
      var store = store(log);
      disk.failsTo(Fault.RENAME);
      create(store, "last", "x");
    }
    assertThat(disk.names()).anyMatch(name -> name.startsWith("changes-") && !name.equals(FIRST));
    disk.damage(FIRST, disk.read(FIRST).length - 30);
    assertRefused(disk);
  }

  @Test
  void aLogToWhichNothingIsWrittenStaysAsItIs() throws IOException {
    var disk = grown(19);
    var before = disk.read(FIRST);
    try (var log = log(disk, NEVER)) {
      assertThat(names(store(log))).contains("old-0");
    }
    assertThat(disk.read(FIRST)).isEqualTo(before);
  }

  @Test
  void aSealThatIsCutOffTakesNothingWithIt() throws IOException {
    var disk = grown(20);
    disk.cut(FIRST, disk.read(FIRST).length - 1);
    try (var log = log(disk, NEVER)) {
      assertThat(names(store(log))).contains("old-0", "old-19");
    }
    assertThat(notices).singleElement().asString().startsWith("the last 19 bytes of " + FIRST);
  }

  @Test
  void aDiskTooFullForTheSealLosesNothing() throws IOException {
    var disk = new FaultyDisk(21);
    try (var log = log(disk, NEVER)) {
      create(store(log), "last", "x");
      disk.room = 10;
    }
    assertThat(notices)
        .containsExactly(
            "nothing says yet that the last changes are safe, so damage to them would not show:"
                + " No space left on device");
    disk.room = NEVER;
    try (var log = log(disk, NEVER)) {
      assertThat(names(store(log))).containsExactly("last");
    }
    assertThat(notices).hasSize(1);
  }
}
