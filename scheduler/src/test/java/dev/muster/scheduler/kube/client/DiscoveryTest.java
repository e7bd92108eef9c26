package dev.muster.scheduler.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.Kind;
import dev.muster.scheduler.kube.ManualLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class DiscoveryTest {
  private static final Answer NOT_SERVED = new Answer.Refused(404, "NotFound", "no such path", 0);
  private static final Kind MPI_JOBS = new Kind("kubeflow.org", "v1", "mpijobs", true);

  private final ManualLoop loop = new ManualLoop();
  private final List<String> asked = new ArrayList<>();
  private final ArrayDeque<Consumer<Answer>> open = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final Discovery discovery =
      new Discovery(new Transport(new Mute(), loop, Limits.ACT, CallListener.NONE), loop);

  private void resolve(String apiVersion, String kind) {
    discovery.resolve(
        apiVersion, kind, found -> told.add(kind + " " + found.map(Kind::plural).orElse("none")));
  }

  private void answer(Answer answer) {
    open.remove().accept(answer);
    loop.runFor(0);
  }

  private static Answer served(Kind... kinds) {
    var resources =
        Arrays.stream(kinds)
            .map(kind -> Map.of("name", kind.plural(), "kind", "MPIJob", "namespaced", true))
            .toList();
    return new Answer.Done(Map.of("resources", resources));
  }

  @Test
  void allWhoWaitForAVersionShareOneQuestion() {
    resolve("kubeflow.org/v1", "TFJob");
    resolve("kubeflow.org/v1", "MPIJob");
    resolve("kubeflow.org/v2beta1", "MPIJob");
    resolve("kubeflow.org/v1", "TFJob");
    loop.runFor(0);
    assertThat(asked).containsExactly("apis/kubeflow.org/v1", "apis/kubeflow.org/v2beta1");

    answer(served(MPI_JOBS));
    answer(NOT_SERVED);

    assertThat(told).containsExactly("TFJob none", "MPIJob mpijobs", "TFJob none", "MPIJob none");
    assertThat(open).isEmpty();
  }

  @Test
  void whatIsMissingIsAskedForAnewAndWhatWasFoundIsNot() {
    resolve("kubeflow.org/v1", "TFJob");
    loop.runFor(0);
    answer(served(MPI_JOBS));

    resolve("kubeflow.org/v1", "MPIJob");
    loop.runFor(0);
    assertThat(told).containsExactly("TFJob none", "MPIJob mpijobs");
    assertThat(open).isEmpty();

    resolve("kubeflow.org/v1", "TFJob");
    loop.runFor(0);
    assertThat(open).hasSize(1);
  }

  /** The server may have looked before the kind of whoever comes later was there. */
  @Test
  void aNoIsNoAnswerToWhoeverComesAfterTheQuestion() {
    resolve("kubeflow.org/v1", "TFJob");
    loop.runFor(0);
    resolve("kubeflow.org/v1", "MPIJob");
    loop.runFor(0);
    assertThat(asked).containsExactly("apis/kubeflow.org/v1");

    answer(NOT_SERVED);
    assertThat(told).containsExactly("TFJob none");
    answer(served(MPI_JOBS));

    assertThat(told).containsExactly("TFJob none", "MPIJob mpijobs");
    assertThat(asked).hasSize(2);
  }

  @Test
  void aQuestionWithoutAnAnswerIsPutAgainForAllWhoWaitByThen() {
    resolve("kubeflow.org/v1", "TFJob");
    loop.runFor(0);
    answer(new Answer.Unknown("lost"));
    resolve("kubeflow.org/v1", "MPIJob");
    loop.runFor(499);
    assertThat(asked).hasSize(1);
    loop.runFor(1);
    assertThat(asked).hasSize(2);

    answer(served(MPI_JOBS));

    assertThat(told).containsExactly("TFJob none", "MPIJob mpijobs");
    loop.runFor(60_000);
    assertThat(asked).hasSize(2);
  }

  /** Answers when the test does. */
  private final class Mute implements Wire {
    @Override
    public Pending send(Call call, Bounds bounds, Consumer<Answer> then) {
      asked.add(call.path());
      open.add(then);
      return () -> {};
    }

    @Override
    public Stream watch(String path, Reader reader) {
      throw new UnsupportedOperationException("nothing is watched here");
    }

    @Override
    public void close() {}
  }
}
