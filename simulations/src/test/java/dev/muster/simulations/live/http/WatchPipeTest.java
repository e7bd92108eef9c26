package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WatchPipeTest {
  /** A client that takes so much and no more. */
  private static final class FakeOutlet implements Outlet {
    final List<String> told = new ArrayList<>();
    int room;
    Runnable drained = () -> {};
    Runnable gone = () -> {};

    FakeOutlet(int room) {
      this.room = room;
    }

    @Override
    public void write(Map<String, @Nullable Object> event) {
      if (event.containsKey("broken")) {
        throw new IllegalStateException("cannot be written");
      }
      told.add(String.valueOf(event.get("n")));
      room--;
    }

    @Override
    public boolean full() {
      return room <= 0;
    }

    @Override
    public void listen(Runnable drained, Runnable gone) {
      this.drained = drained;
      this.gone = gone;
    }

    @Override
    public void end() {
      told.add("end");
    }

    @Override
    public void abort() {
      told.add("abort");
    }

    void drain(int more) {
      room += more;
      drained.run();
    }
  }

  private final ArrayDeque<Runnable> eventLoop = new ArrayDeque<>();
  private final List<String> closings = new ArrayList<>();
  private final WatchPipe pipe =
      new WatchPipe(
          eventLoop::add,
          item ->
              item instanceof WatchItem.Event event
                  ? Optional.of(event.object())
                  : Optional.empty());

  private static WatchItem event(long number) {
    return new WatchItem.Event("ADDED", Discovery.tree("n", number));
  }

  private void run() {
    while (!eventLoop.isEmpty()) {
      eventLoop.remove().run();
    }
  }

  private void open(Outlet outlet) {
    pipe.open(outlet, () -> closings.add("gone"));
  }

  @Test
  void whatIsOfferedBeforeTheClientIsThereComesInOrder() {
    var outlet = new FakeOutlet(100);
    assertThat(pipe.offer(event(1), 10)).isTrue();
    run();
    open(outlet);
    pipe.offer(event(2), 10);
    pipe.offer(new WatchItem.End(), 10);
    run();

    assertThat(outlet.told).containsExactly("1", "2", "end");
    assertThat(closings).containsExactly("gone");
    assertThat(pipe.waiting()).isZero();
    assertThat(pipe.offer(event(3), 10)).isFalse();
  }

  @Test
  void nothingIsWrittenToAClientThatIsBehindUntilItHasDrained() {
    var outlet = new FakeOutlet(1);
    open(outlet);
    for (int i = 1; i <= 3; i++) {
      pipe.offer(event(i), 10);
    }
    run();

    assertThat(outlet.told).containsExactly("1");
    assertThat(pipe.waiting()).isEqualTo(2);
    outlet.drain(2);
    assertThat(outlet.told).containsExactly("1", "2", "3");
  }

  @Test
  void clientThatFallsTooFarBehindIsCutOff() {
    var outlet = new FakeOutlet(0);
    open(outlet);
    assertThat(pipe.offer(event(1), 2)).isTrue();
    assertThat(pipe.offer(event(2), 2)).isTrue();
    assertThat(pipe.offer(event(3), 2)).isFalse();
    run();

    assertThat(outlet.told).containsExactly("abort");
    assertThat(closings).containsExactly("gone");
    outlet.drain(10);
    assertThat(outlet.told).containsExactly("abort");
  }

  @Test
  void clientThatArrivesAfterItWasCutOffIsToldSo() {
    pipe.offer(event(1), 0);
    run();
    var outlet = new FakeOutlet(10);
    open(outlet);

    assertThat(outlet.told).containsExactly("abort");
    assertThat(closings).containsExactly("gone");
  }

  @Test
  void eventThatCannotBeWrittenEndsThisWatchAlone() {
    var outlet = new FakeOutlet(10);
    open(outlet);
    pipe.offer(new WatchItem.Event("ADDED", Discovery.tree("broken", true)), 10);
    run();

    assertThat(outlet.told).containsExactly("abort");
    assertThat(closings).containsExactly("gone");
  }

  @Test
  void clientThatLeavesIsReportedOnce() {
    var outlet = new FakeOutlet(10);
    open(outlet);
    outlet.gone.run();
    outlet.gone.run();

    assertThat(closings).containsExactly("gone");
    assertThat(pipe.offer(event(1), 10)).isFalse();
  }

  @Test
  void serverThatIsClosingTakesNothingMore() {
    var stopped =
        new WatchPipe(
            task -> {
              throw new RejectedExecutionException();
            },
            item -> Optional.empty());

    assertThat(stopped.offer(event(1), 10)).isFalse();
  }
}
