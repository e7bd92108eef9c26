package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a watch tells of the ConfigMaps that a selector picks, in words. */
final class SeenEvents implements AutoCloseable {
  final List<String> seen = new CopyOnWriteArrayList<>();
  private final Loop loop;
  private final Api.Subscription subscription;

  SeenEvents(Api api, Loop loop, Api.Kind kind, String selector) {
    this.loop = loop;
    var opened = new CompletableFuture<Api.Subscription>();
    loop.post(() ->
        opened.complete(api.watch(kind, selector, event -> words(event).ifPresent(seen::add))));
    subscription = opened.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Optional<String> words(WatchEvent event) {
    return switch (event) {
      case WatchEvent.Relisting relisting -> Optional.of("relisting");
      case WatchEvent.Put put ->
          Optional.of(
              "put " + Trees.name(put.object()) + " " + Trees.text(put.object(), "data", "value"));
      case WatchEvent.Gone gone -> Optional.of("gone " + Trees.name(gone.object()));
      case WatchEvent.Listed listed -> Optional.of("listed");
      case WatchEvent.Alive alive -> Optional.empty();
      case WatchEvent.Broken broken -> Optional.of("broken " + broken.problem());
    };
  }

  void until(Predicate<String> wanted) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(new ArrayList<>(seen)).anyMatch(wanted));
  }

  @Override
  public void close() {
    loop.post(subscription::close);
  }
}
