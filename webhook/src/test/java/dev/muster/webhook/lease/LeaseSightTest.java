package dev.muster.webhook.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.FakeApi;
import dev.muster.scheduler.kube.ManualLoop;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When somebody is said to lead. */
final class LeaseSightTest {
  private static final Api.Ref LEASE =
      new Api.Ref(new Api.Kind("coordination.k8s.io", "v1", "leases", true), "muster", "scheduler");
  private static final LeaseSight.Terms TERMS =
      new LeaseSight.Terms("muster", "scheduler", 10_000, 1_000);

  private final ManualLoop loop = new ManualLoop();
  private final FakeApi api = new FakeApi(loop);
  private final List<Boolean> answers = new ArrayList<>();

  private void renew(String holder, int renewal) {
    var spec = Map.of("holderIdentity", holder, "renewTime", String.valueOf(renewal));
    api.put(LEASE, new TreeMap<>(Map.of("metadata", new TreeMap<>(), "spec", spec)));
  }

  private LeaseSight started() {
    var sight = new LeaseSight(api, loop, TERMS);
    sight.start();
    loop.runFor(0);
    return sight;
  }

  @Test
  void whoTakesTheLeaseLeadsFromThenOnThoughNobodyLookedSince() {
    var sight = started();
    loop.runFor(1_500);
    renew("one", 1);
    assertThat(sight.leading()).isFalse();

    sight.leading(answers::add);
    loop.runFor(0);

    assertThat(answers).containsExactly(true);
    assertThat(sight.leading()).isTrue();
  }

  @Test
  void leaseThatIsNotRenewedIsNoSignOfLife() {
    renew("gone", 1);
    var sight = started();
    loop.runFor(500);

    sight.leading(answers::add);
    loop.runFor(0);
    renew("gone", 2);
    loop.runFor(1_000);
    sight.leading(answers::add);
    loop.runFor(10_000);
    sight.leading(answers::add);
    loop.runFor(0);

    assertThat(answers).containsExactly(false, true, false);
  }

  @Test
  void leaseThatWasHeldFromTheStartIsKnownByItsRenewalOrForWantOfOne() {
    renew("one", 1);
    var led = started();
    assertThat(led.isKnown()).isFalse();
    renew("one", 2);
    loop.runFor(1_000);
    assertThat(led.isKnown()).isTrue();
    assertThat(led.leading()).isTrue();

    var left = started();
    loop.runFor(9_999);
    assertThat(left.isKnown()).isFalse();
    loop.runFor(1);
    assertThat(left.isKnown()).isTrue();
    assertThat(left.leading()).isFalse();
  }

  @Test
  void leaseThatNobodyHoldsIsKnownAtOnce() {
    assertThat(started().isKnown()).isTrue();
    renew("", 1);
    assertThat(started().isKnown()).isTrue();
  }

  @Test
  void leaseThatCannotBeReadStandsInTheWayForNoLongerThanARenewalWouldTake() {
    api.fate = (verb, ref) -> FakeApi.Fate.LOST;
    var sight = started();
    loop.runFor(9_999);
    assertThat(sight.isKnown()).isFalse();
    loop.runFor(1);
    assertThat(sight.isKnown()).isTrue();
    assertThat(sight.leading()).isFalse();
  }

  @Test
  void whoAsksWhileALookIsUnderWayIsAnsweredByTheNext() {
    var sight = started();
    loop.runFor(500);

    sight.leading(answers::add);
    loop.post(() -> renew("one", 1));
    sight.leading(answers::add);
    loop.runFor(0);

    assertThat(answers).containsExactly(false, true);
  }

  @Test
  void serverThatDoesNotAnswerIsWaitedForNoLongerThanASecond() {
    var silent =
        (Api)
            Proxy.newProxyInstance(
                Api.class.getClassLoader(),
                new Class<?>[] {Api.class},
                (proxy, method, arguments) -> null);
    var sight = new LeaseSight(silent, loop, TERMS);
    sight.start();
    sight.leading(answers::add);

    loop.runFor(999);
    assertThat(answers).isEmpty();
    loop.runFor(1);
    assertThat(answers).containsExactly(false);
    loop.runFor(60_000);
    assertThat(answers).hasSize(1);
  }
}
