package dev.muster.simulations.world;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One replayed gang, as its trace has it.
 *
 * @param row place in the trace, from 0: breaks every tie
 * @param submit arrival, in milliseconds of the trace's own clock
 * @param run how long all its pods run, in milliseconds; at least 1 s, or 0 if the trace does not
 *     say
 */
public record Job(int row, Name name, Size size, long submit, long run) {
  /** The resource that stands for GPUs in every simulated cluster. */
  public static final String GPU = "nvidia.com/gpu";

  /**
   * What people call it.
   *
   * @param priority higher goes first
   */
  public record Name(String id, String queue, String user, int priority) {}

  /**
   * What it asks for: {@code pods} pods, all alike but perhaps the last.
   *
   * @param lastPod requests of the last pod, at most those of the others
   */
  public record Size(int pods, Resources pod, Resources lastPod) {
    public Size {
      if (pods < 0) {
        throw new IllegalArgumentException("a gang of " + pods + " pods");
      }
      pod = pods <= 1 ? lastPod : pod;
    }

    /** Milli-GPUs of all pods. */
    public long milliGpus() {
      return total(GPU);
    }

    /** What all pods ask of one resource. */
    public long total(String resource) {
      return pods == 0 ? 0 : pod.get(resource) * (pods - 1) + lastPod.get(resource);
    }

    /** Whether no pod asks for anything. */
    public boolean isNothing() {
      return pods == 0 || (pod.isEmpty() && lastPod.isEmpty());
    }

    /** The same pods with other requests. */
    Size map(UnaryOperator<Resources> change) {
      return new Size(pods, change.apply(pod), change.apply(lastPod));
    }

    /** One set of identical pods, or two if the last one differs. */
    List<PodSet> podSets(Constraints constraints) {
      if (pod.equals(lastPod)) {
        return List.of(podSet("pods", pods, pod, constraints));
      }
      return List.of(
          podSet("pods", pods - 1, pod, constraints), podSet("last", 1, lastPod, constraints));
    }

    private static PodSet podSet(String name, int count, Resources each, Constraints constraints) {
      return new PodSet(name, 0, "", count, each, constraints, true, "");
    }
  }
}
