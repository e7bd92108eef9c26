package dev.muster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadLoopTest {
  private static final long AGES = Duration.ofMinutes(10).toMillis();

  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  private ThreadLoop loop(long patienceMillis) {
    return new ThreadLoop("test", Clock.systemUTC(), failures::add, patienceMillis);
  }

  /** A task that lasts until it is allowed to end. */
  private void work() {
    begun.countDown();
    try {
      mayEnd.await();
      told.add("ended");
    } catch (InterruptedException stopped) {
      told.add("interrupted");
    }
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING
        || thread.getState() == Thread.State.TERMINATED;
  }

  @Test
  void closeLetsTheTaskUnderWayEndAndDropsTheOthers() throws InterruptedException {
    var loop = loop(AGES);
    loop.post(this::work);
    begun.await();
    loop.post(() -> told.add("was due"));
    loop.after(AGES, () -> told.add("was not due"));
    var closing =
        Thread.ofPlatform()
            .start(() -> {
              loop.close();
              told.add("closed");
            });
    await().until(() -> waits(closing));
    mayEnd.countDown();
    closing.join();
    loop.post(() -> told.add("came too late"));
    assertThat(told).containsExactly("ended", "closed");
    assertThat(failures).isEmpty();
  }

  @Test
  void closeWaitsNoLongerThanItSays() throws InterruptedException {
    var loop = loop(1);
    loop.post(this::work);
    begun.await();
    assertThatThrownBy(loop::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the loop 'test' is still at its last task after 1 ms");
    mayEnd.countDown();
    await().untilAsserted(() -> assertThat(told).containsExactly("ended"));
  }

  @Test
  void whoeverIsInterruptedWhileClosingDoesNotWait() throws InterruptedException {
    var loop = loop(AGES);
    loop.post(this::work);
    begun.await();
    Thread.currentThread().interrupt();
    loop.close();
    assertThat(Thread.interrupted()).isTrue();
    mayEnd.countDown();
    await().untilAsserted(() -> assertThat(told).containsExactly("ended"));
  }

  @Test
  void aTaskThatThrowsEndsNothing() {
    var broken = new IllegalStateException("broken");
    try (var loop = loop(AGES)) {
      loop.post(() -> {
        throw broken;
      });
      loop.post(() -> told.add("next"));
      await().untilAsserted(() -> assertThat(told).containsExactly("next"));
    }
    assertThat(failures).containsExactly(broken);
  }
}
