package dev.muster.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GangTimesTest {
  private static final GangTemplate TEMPLATE =
      Shape.parse("2x1cpu").asGangs(new Shape.Pods(false, false, -1, "busybox"));

  private final GangTimes gang = new GangTimes();
  private int version;

  private static Map<String, @Nullable Object> written(int version, String phase, String... types) {
    var conditions =
        List.of(types).stream()
            .<@Nullable Object>map(type -> Trees.object("type", type, "status", "True"))
            .toList();
    var status =
        phase.isEmpty() ? Trees.object() : Trees.object("phase", phase, "conditions", conditions);
    return Trees.object(
        "metadata", Trees.object("resourceVersion", "" + version), "status", status);
  }

  private void write(long now, String phase, String... conditions) {
    gang.put(written(++version, phase, conditions), TEMPLATE, now);
  }

  @Test
  void writesCountFromTheQueueOnAndOnceEach() {
    write(10, "");
    write(20, "Suspended");
    write(30, "Resuming", "QuotaReserved");
    gang.put(written(version, "Resuming", "QuotaReserved"), TEMPLATE, 31); // told twice
    gang.bound("pod-1", 2, 40);
    gang.bound("pod-1", 2, 41);
    write(45, "Running", "QuotaReserved");
    gang.bound("pod-2", 2, 50);
    write(60, "Succeeded");

    assertThat(gang.admittedAt()).isEqualTo(30);
    assertThat(gang.boundAt()).isEqualTo(50);
    assertThat(gang.succeededAt()).isEqualTo(60);
    assertThat(gang.writesToAdmission()).isEqualTo(1);
    assertThat(gang.writesToBound()).isEqualTo(2);
    assertThat(gang.writes()).isEqualTo(4);
  }

  @Test
  void aGangThatIsAdmittedByItsFirstWriteNeverWaited() {
    write(10, "");
    write(20, "Resuming", "QuotaReserved");

    assertThat(gang.isAdmitted()).isTrue();
    assertThat(gang.writesToAdmission()).isEqualTo(1);
    assertThat(gang.isBound()).isFalse();
    assertThat(gang.isSucceeded()).isFalse();
  }

  @Test
  void aGangThatIsResetOrAdmittedAnewIsTriedAgain() {
    write(10, "Resuming", "QuotaReserved");
    write(20, "Running", "QuotaReserved");
    assertThat(gang.isTriedAgain()).isFalse();

    var reset = written(++version, "Resetting", "QuotaReserved");
    Trees.map(reset, "status").put("resettingCount", 1L);
    gang.put(reset, TEMPLATE, 30);
    assertThat(gang.isTriedAgain()).isTrue();

    var other = new GangTimes();
    for (var phase : List.of("Resuming", "Suspended", "Resuming")) {
      assertThat(other.isTriedAgain()).isFalse();
      var types = phase.equals("Resuming") ? new String[] {"QuotaReserved"} : new String[0];
      other.put(written(++version, phase, types), TEMPLATE, 40);
    }
    assertThat(other.isTriedAgain()).isTrue();
    assertThat(other.admittedAt()).isEqualTo(40);
  }

  @Test
  void aGangThatSucceedsNeedsOneAttempt() {
    write(10, "Resuming", "QuotaReserved");
    write(20, "Succeeded");

    assertThat(gang.isTriedAgain()).isFalse();
    assertThat(gang.isSucceeded()).isTrue();
  }
}
