package dev.muster.scheduler.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.watch.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ListerTest {
  private final ManualLoop loop = new ManualLoop();
  private final List<String> asked = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  /**
   * R23: with a version, be it 0, a server may answer from a cache that is older than a failover.
   */
  @Test
  void everyPageIsAskedOfTheStoreItself() {
    var transport = new Transport(new TwoPages(), loop, Limits.ACT, CallListener.NONE);
    new Lister(transport).list(Kinds.NODES, "", "", new Told());
    loop.runFor(1_000);

    assertThat(asked)
        .containsExactly("api/v1/nodes?limit=500", "api/v1/nodes?limit=500&continue=more");
    assertThat(told).containsExactly("first of version 7", "next of version 7", "all of version 7");
  }

  private final class TwoPages implements Wire {
    @Override
    public Pending send(Call call, Bounds bounds, Consumer<Answer> then) {
      asked.add(call.path());
      var more = call.path().contains("continue") ? "" : "more";
      then.accept(
          new Answer.Done(
              Map.of(
                  "metadata",
                  Map.of("resourceVersion", "7", "continue", more),
                  "items",
                  List.of())));
      return () -> {};
    }

    @Override
    public Stream watch(String path, Reader reader) {
      throw new UnsupportedOperationException("nothing is watched here");
    }

    @Override
    public void close() {}
  }

  private final class Told implements Lister.Reader {
    @Override
    public boolean page(
        boolean first, String version, List<Map<String, @Nullable Object>> objects) {
      told.add((first ? "first" : "next") + " of version " + version);
      return true;
    }

    @Override
    public void complete(String version) {
      told.add("all of version " + version);
    }

    @Override
    public void failed(Answer why) {
      told.add("failed: " + why);
    }
  }
}
