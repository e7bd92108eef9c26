package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.store.Journal;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.store.VirtualLoop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GarbageCollectorTest {
  /** A journal that has no room for a while. */
  private static final class Full implements Journal {
    boolean full;

    @Override
    public void replay(Reader reader) {}

    @Override
    public void append(Entry entry) {
      if (full) {
        throw new Unwritable("no room", new IOException("no room"));
      }
    }

    @Override
    public boolean wantsContents() {
      return false;
    }

    @Override
    public void compact(Contents contents) {}

    @Override
    public void settle(Runnable kept, Consumer<String> lost) {
      kept.run();
    }
  }

  private final Full journal = new Full();
  private final VirtualLoop loop = new VirtualLoop(1_780_000_000_000L);
  private final Store store = new Store(loop::now, journal);
  private final ResourceType secrets = store.type("", "v1", "secrets").orElseThrow();

  private Map<String, @Nullable Object> done(Request request) {
    var response = store.handle(request);
    assertThat(response).isInstanceOf(Response.Success.class);
    return ((Response.Success) response).body();
  }

  private boolean exists(String name) {
    return store.handle(Request.get(secrets, "default", name)) instanceof Response.Success;
  }

  @Test
  void whatCouldNotBeCollectedIsCollectedWhenThereIsRoom() {
    store.onChange(new GarbageCollector(store, loop)::onChange);
    Map<String, @Nullable Object> reference =
        Map.of("apiVersion", "v1", "kind", "Secret", "name", "gone", "uid", "gone");
    done(
        Request.create(
            secrets,
            "default",
            Map.of("metadata", Map.of("name", "child", "ownerReferences", List.of(reference)))));
    journal.full = true;
    loop.runFor(5_000);
    assertThat(exists("child")).isTrue();
    journal.full = false;
    loop.runFor(5_000);
    assertThat(exists("child")).isFalse();
  }
}
