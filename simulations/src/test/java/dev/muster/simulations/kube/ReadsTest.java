package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.simulations.kube.GangBuilder.PodText;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * R03, R32: what a scheduler asks of the API server depends on what happens there, never on how
 * much waits: it decides on what its watches told, and writes what changed.
 */
final class ReadsTest {
  private final Map<String, Integer> calls = new TreeMap<>();

  /** The calls but those for the lease, counted by name. */
  private Api counted(Api api) {
    return (Api)
        Proxy.newProxyInstance(
            Api.class.getClassLoader(),
            new Class<?>[] {Api.class},
            (proxy, method, arguments) -> {
              boolean lease =
                  arguments[0] instanceof Api.Ref ref && ref.kind().plural().equals("leases");
              if (!lease) {
                calls.merge(method.getName(), 1, Integer::sum);
              }
              return method.invoke(api, arguments);
            });
  }

  /** Ten gangs run one after the other while so many wait for a node that is not there. */
  private Map<String, Integer> played(int waiting) {
    var stage = Stage.of("1x8cpu");
    var books = new Books(stage);
    for (int i = 0; i < waiting; i++) {
      stage.submit(GangBuilder.ofPods("giant-" + i, 1, PodText.asking(9 + i % 7 + "")));
    }
    books.scheduler(
        "one", new Life(stage.loop, counted(stage.api()), 0, Life.Moment.BEFORE_SENDING));
    stage.seconds(60);
    int cycles = books.cycles();
    calls.clear();
    for (int i = 0; i < 10; i++) {
      var gang = stage.submit(GangBuilder.ofPods("g-" + i, 2, PodText.asking("4").running(5)));
      stage.seconds(10);
      assertThat(gang.phases()).endsWith("Succeeded");
    }
    assertThat(books.cycles() - cycles).isGreaterThan(30);
    return new TreeMap<>(calls);
  }

  @Test
  void decisionsReadNothingAndWriteAsMuchHoweverManyWait() {
    var few = played(5);
    var many = played(300);

    assertThat(few).isEqualTo(many).doesNotContainKeys("get", "list", "watch");
  }
}
