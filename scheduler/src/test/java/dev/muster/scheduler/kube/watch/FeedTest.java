package dev.muster.scheduler.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.ManualLoop;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FeedTest {
  private final ManualLoop loop = new ManualLoop();
  private final TreeMap<String, String> known = new TreeMap<>();
  private final Quarantine quarantine = new Quarantine();
  private final Feed feed = feed(false);

  private Feed feed(boolean mayReturn) {
    return new Feed(
        loop,
        new Feed.Sink() {
          @Override
          public void put(Meta meta, Map<String, @Nullable Object> object) {
            if (meta.name().equals("poison")) {
              throw new IllegalStateException("cannot be read");
            }
            known.put(meta.uid(), meta.version());
          }

          @Override
          public void remove(String uid) {
            known.remove(uid);
          }
        },
        quarantine,
        () -> {},
        mayReturn);
  }

  private static Map<String, @Nullable Object> object(String uid, int version) {
    return named(uid, uid, version);
  }

  private static Map<String, @Nullable Object> named(String name, String uid, int version) {
    return Map.of("metadata", Map.of("name", name, "uid", uid, "resourceVersion", "" + version));
  }

  private void put(String uid, int version) {
    feed.accept(new WatchEvent.Put(object(uid, version)));
  }

  @Test
  void versionsNeverGoBack() {
    put("a", 5);
    feed.put(object("a", 9)); // the answer to an own write overtakes the watch
    put("a", 7);
    put("a", 5);

    assertThat(known).containsExactly(Map.entry("a", "9"));
  }

  @Test
  void whatIsGoneNeverReturns() {
    put("a", 5);
    feed.accept(new WatchEvent.Gone(object("a", 6)));
    feed.put(object("a", 4)); // a late answer

    assertThat(known).isEmpty();
  }

  @Test
  void whatMayHaveLostItsLabelReturnsWhenItIsNewer() {
    var selected = feed(true);
    selected.put(object("a", 5));
    selected.accept(new WatchEvent.Gone(object("a", 6)));
    selected.put(object("a", 4)); // a late answer
    assertThat(known).isEmpty();
    selected.put(object("a", 8));
    assertThat(known).containsExactly(Map.entry("a", "8"));
  }

  @Test
  void aNewListSweepsOutWhatItLacksUnlessThatIsNewer() {
    put("stays", 1);
    put("goes", 2);
    feed.accept(new WatchEvent.Relisting());
    feed.put(object("new", 12)); // created after the list was made
    put("stays", 1);
    assertThat(known).containsOnlyKeys("stays", "goes", "new");
    feed.accept(new WatchEvent.Relisting()); // the first attempt broke off
    put("stays", 1);
    feed.accept(new WatchEvent.Listed("10"));

    assertThat(known).containsOnlyKeys("stays", "new");
    assertThat(feed.synced()).isTrue();
  }

  @Test
  void aRecreatedObjectOfTheSameNameIsAnotherOne() {
    feed.accept(new WatchEvent.Put(named("x", "first", 1)));
    feed.accept(new WatchEvent.Put(named("x", "second", 3)));
    feed.accept(new WatchEvent.Gone(named("x", "first", 2)));

    assertThat(known).containsExactly(Map.entry("second", "3"));
  }

  @Test
  void whatCannotBeReadIsPutAsideAndStopsNoOther() {
    feed.accept(new WatchEvent.Put(named("poison", "p", 1)));
    put("a", 2);

    assertThat(known).containsOnlyKeys("a");
    assertThat(quarantine.problems()).containsOnlyKeys("p");
    feed.accept(new WatchEvent.Put(named("cured", "p", 3)));
    assertThat(known).containsOnlyKeys("a", "p");
    assertThat(quarantine.problems()).isEmpty();
  }

  @Test
  void silenceMakesItOldAndAnySignMakesItYoung() {
    put("a", 1);
    loop.runFor(31_000);
    assertThat(feed.age()).isEqualTo(31_000);
    feed.accept(new WatchEvent.Broken("no route"));
    feed.put(object("a", 2)); // the answer to a write proves nothing of the watch
    assertThat(feed.age()).isEqualTo(31_000);
    feed.accept(new WatchEvent.Alive("7"));
    assertThat(feed.age()).isZero();
  }
}
