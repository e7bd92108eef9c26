package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.store.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The loop's side of a watch, in virtual time. */
final class WatchFeedTest {
  private final VirtualLoop loop = new VirtualLoop(0);
  private final Store store = new Store(loop::now);
  private final ResourceType type = store.type("", "v1", "configmaps").orElseThrow();
  private final List<String> told = new ArrayList<>();
  private final WatchPipe pipe = new WatchPipe(Runnable::run, this::note);

  private Optional<Map<String, @Nullable Object>> note(WatchItem item) {
    told.add(
        switch (item) {
          case WatchItem.Event event ->
              event.type() + " " + Views.object(event.object().get("metadata")).get("name");
          case WatchItem.Bookmark bookmark ->
              bookmark.version() == store.version() ? "bookmark" : "wrong bookmark";
          case WatchItem.Failed failed -> "failed " + failed.status().get("code");
          case WatchItem.End end -> "end at " + loop.monotonic();
        });
    return Optional.empty();
  }

  private WatchFeed start(long millis, boolean bookmarks, int patience) {
    var terms = new WatchFeed.Terms(millis, bookmarks, patience);
    var feed = new WatchFeed(loop, store::version, terms, pipe);
    feed.follow(store.watch(type, "", Options.NONE, feed).orElseThrow());
    return feed;
  }

  private void create(String name) {
    var object = Discovery.tree("metadata", Discovery.tree("name", name));
    assertThat(store.handle(Request.create(type, "default", object)))
        .isInstanceOf(Response.Success.class);
  }

  private void open() {
    pipe.open(new Sink(), () -> {});
  }

  /** A client that takes everything. */
  private static final class Sink implements Outlet {
    @Override
    public void write(Map<String, @Nullable Object> event) {}

    @Override
    public boolean full() {
      return false;
    }

    @Override
    public void listen(Runnable drained, Runnable gone) {}

    @Override
    public void end() {}

    @Override
    public void abort() {}
  }

  @Test
  void bookmarksComeEveryTenSecondsAndRightBeforeTheEnd() {
    create("before");
    open();
    start(25_000, true, 10);
    loop.runFor(15_000);
    create("later");
    loop.runFor(60_000);
    create("too-late");

    assertThat(told)
        .containsExactly(
            "ADDED before", "bookmark", "ADDED later", "bookmark", "bookmark", "end at 25000");
    assertThat(loop.step()).isFalse();
  }

  @Test
  void withoutBookmarksThereAreOnlyEventsAndTheEnd() {
    open();
    start(25_000, false, 10);
    loop.runFor(60_000);

    assertThat(told).containsExactly("end at 25000");
  }

  @Test
  void nothingIsToldAfterTheClientLeft() {
    open();
    var feed = start(25_000, true, 10);
    create("one");
    feed.stop();
    create("two");
    loop.runFor(60_000);

    assertThat(told).containsExactly("ADDED one");
  }

  @Test
  void whatWasThereBeforeDoesNotCountAgainstTheClient() {
    for (int i = 0; i < 5; i++) {
      create("present-" + i);
    }
    start(25_000, false, 2);
    create("new-1");
    create("new-2");
    open();

    assertThat(told).hasSize(7);
  }

  @Test
  void clientThatFallsBehindIsUnsubscribedAfterTheStoreHasToldTheOthers() {
    start(25_000, false, 2);
    for (int i = 0; i < 5; i++) {
      create("new-" + i);
    }
    loop.runFor(0);
    int waiting = pipe.waiting();
    create("later");

    assertThat(waiting).isEqualTo(3);
    assertThat(pipe.waiting()).isEqualTo(waiting);
    assertThat(told).isEmpty();
  }
}
