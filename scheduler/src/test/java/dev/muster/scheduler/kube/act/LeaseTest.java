package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.FakeApi;
import dev.muster.scheduler.kube.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeaseTest {
  private static final LeaseTerms TERMS = LeaseTerms.of("one", "kube-system");
  private final ManualLoop loop = new ManualLoop();
  private final FakeApi api = new FakeApi(loop);
  private final List<String> told = new ArrayList<>();

  private Lease candidate(String identity) {
    var lease =
        new Lease(
            api,
            loop,
            LeaseTerms.of(identity, "kube-system"),
            () -> told.add(identity + " leads"),
            () -> told.add(identity + " lost"));
    lease.start();
    return lease;
  }

  @Test
  void oneLeadsAndTheOtherWaits() {
    var one = candidate("one");
    loop.runFor(1_000);
    var two = candidate("two");
    loop.runFor(600_000);

    assertThat(told).containsExactly("one leads");
    assertThat(one.holds()).isTrue();
    assertThat(two.holds()).isFalse();
  }

  @Test
  void whoWaitsStandsByAsLongAsItSeesTheLease() {
    var one = candidate("one");
    loop.runFor(1_000);
    var two = candidate("two");
    assertThat(two.standsBy()).as("before the first look").isFalse();
    loop.runFor(60_000);
    assertThat(two.standsBy()).isTrue();
    assertThat(one.standsBy()).as("the leader").isFalse();

    api.fate = (verb, ref) -> FakeApi.Fate.LOST;
    loop.runFor(TERMS.durationMillis() + TERMS.retryMillis());

    assertThat(two.standsBy()).as("when the server is gone").isFalse();
  }

  @Test
  void whoCannotRenewStopsBeforeAnybodyElseStarts() {
    var one = candidate("one");
    loop.runFor(60_000);
    var two = candidate("two");
    loop.runFor(3_000);
    api.fate = (verb, ref) -> verb.equals("patch") ? FakeApi.Fate.LOST : FakeApi.Fate.DONE;
    loop.runFor(TERMS.deadlineMillis());
    assertThat(one.holds()).isFalse();
    assertThat(told).containsExactly("one leads", "one lost");
    api.fate = (verb, ref) -> FakeApi.Fate.DONE;
    loop.runFor(TERMS.durationMillis());

    assertThat(told).containsExactly("one leads", "one lost", "two leads");
    assertThat(two.holds()).isTrue();
  }

  @Test
  void theClockOnTheWallDecidesNothing() {
    var one = candidate("one");
    loop.runFor(10_000);
    var two = candidate("two");
    for (int i = 0; i < 20; i++) {
      loop.jump(i % 2 == 0 ? 3_600_000 : -7_200_000);
      loop.runFor(5_000);
    }

    assertThat(told).containsExactly("one leads");
    assertThat(one.holds() && !two.holds()).isTrue();
  }

  @Test
  void renewalThatWasDoneButNotAnsweredIsNotTakenForAnother() {
    api.fate = (verb, ref) -> FakeApi.Fate.UNACKNOWLEDGED;
    var one = candidate("one");
    loop.runFor(5_000);
    api.fate = (verb, ref) -> FakeApi.Fate.DONE;
    loop.runFor(5_000);

    assertThat(told).containsExactly("one leads");
    assertThat(one.holds()).isTrue();
  }

  @Test
  void whoGivesItBackIsFollowedAtOnce() {
    var one = candidate("one");
    loop.runFor(5_000);
    candidate("two");
    loop.runFor(3_000);
    one.release(() -> told.add("released"));
    loop.runFor(TERMS.retryMillis() + 100);

    assertThat(told).containsExactly("one leads", "released", "two leads");
    assertThat(one.holds()).isFalse();
  }
}
