package dev.muster.scheduler.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FreshnessTest {
  private static final long FRESH = 30_000;
  private final ManualLoop loop = new ManualLoop();
  private final Mirror mirror = new Mirror(loop, FaultToleranceDefaults.STANDARD, () -> {});

  @Test
  void whatTheWatchTellsIsFresh() {
    listAll();
    loop.runFor(29_000);
    mirror.kinds().forEach(kind -> mirror.feed(kind).accept(new WatchEvent.Alive("2")));
    loop.runFor(29_000);

    assertThat(mirror.stale(FRESH)).isFalse();
  }

  @Test
  void answersToOwnWritesDoNotHideThatAWatchIsDead() {
    listAll();
    for (int second = 1; second <= 31; second++) {
      loop.runFor(1_000);
      for (var kind : mirror.kinds()) {
        if (kind.equals(Kinds.PODS)) {
          mirror.fold(kind, pod(second));
        } else {
          mirror.feed(kind).accept(new WatchEvent.Alive("2"));
        }
      }
    }

    assertThat(mirror.stale(FRESH)).isTrue();
    assertThat(mirror.silent(FRESH)).containsExactly("pods");
  }

  @Test
  void aListThatNeverComesToItsEndIsNoNews() {
    listAll();
    for (int second = 1; second <= 31; second++) {
      loop.runFor(1_000);
      var pods = mirror.feed(Kinds.PODS);
      pods.accept(new WatchEvent.Relisting());
      pods.accept(new WatchEvent.Put(pod(second)));
      pods.accept(new WatchEvent.Broken("the second page failed"));
    }
    mirror.kinds().stream()
        .filter(kind -> !kind.equals(Kinds.PODS))
        .forEach(kind -> mirror.feed(kind).accept(new WatchEvent.Alive("2")));

    assertThat(mirror.stale(FRESH)).isTrue();
  }

  private void listAll() {
    for (var kind : mirror.kinds()) {
      mirror.feed(kind).accept(new WatchEvent.Relisting());
      mirror.feed(kind).accept(new WatchEvent.Listed("1"));
    }
  }

  private static Map<String, @Nullable Object> pod(int version) {
    return Map.of(
        "apiVersion",
        "v1",
        "kind",
        "Pod",
        "metadata",
        Map.of(
            "namespace", "default",
            "name", "pod",
            "uid", "pod-uid",
            "resourceVersion", Integer.toString(version)));
  }
}
