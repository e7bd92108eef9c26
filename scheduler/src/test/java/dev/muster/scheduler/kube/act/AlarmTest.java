package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmTest {
  private final ManualLoop loop = new ManualLoop();
  private final long start = loop.now();
  private final List<Long> rung = new ArrayList<>();
  private final Alarm alarm = new Alarm(loop, () -> rung.add(loop.now() - start));

  @Test
  void itRingsOnceAtItsTime() {
    alarm.set(start + 5_000);
    loop.runFor(600_000);

    assertThat(rung).containsExactly(5_000L);
  }

  @Test
  void whatIsSetLaterReplacesWhatWasSetBefore() {
    alarm.set(start + 5_000);
    alarm.set(start + 9_000);
    loop.runFor(600_000);
    alarm.set(start + 700_000);
    alarm.set(start + 650_000);
    loop.runFor(600_000);

    assertThat(rung).containsExactly(9_000L, 650_000L);
  }

  @Test
  void aClockThatWasSetBackDelaysItAndDoesNotLoseIt() {
    alarm.set(start + 5_000);
    loop.runFor(1_000);
    loop.jump(-30_000);
    loop.runFor(600_000);

    assertThat(rung).containsExactly(5_000L);
  }

  @Test
  void aClockThatWasSetForwardIsNoticedWithinAMinute() {
    alarm.set(start + 3_600_000);
    loop.runFor(1_000);
    loop.jump(3_600_000);
    loop.runFor(60_000);

    assertThat(rung).hasSize(1);
  }

  @Test
  void settingItOftenLeavesOneTimerBehind() {
    for (int i = 0; i < 1_000; i++) {
      alarm.set(start + 604_800_000 + i);
      loop.runFor(10);
    }

    assertThat(loop.pending()).isEqualTo(1);
  }
}
