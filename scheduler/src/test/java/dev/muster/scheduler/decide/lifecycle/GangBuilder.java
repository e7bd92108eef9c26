package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.FaultTolerance;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Mcad;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Wish;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A gang of one Pod that was just submitted, unless told otherwise. */
final class GangBuilder {
  private final List<ComponentStatus> objects = new ArrayList<>();
  private final List<PodSet> podSets = new ArrayList<>();
  private Tolerance tolerance = new Tolerance();
  private List<Mcad> mcad = List.of();

  /** The periods of a {@link FaultTolerance}, to change single ones. */
  static final class Tolerance {
    long admission = 60_000;
    long warmup = 300_000;
    long failure = 60_000;
    long pause = 90_000;
    int retries = 3;
    long force = 600_000;
    long keepFailed = 0;
    long successTtl = 604_800_000;
    long runTime = 0;
    List<Integer> terminal = List.of();
    List<Integer> retryable = List.of();

    FaultTolerance build() {
      return new FaultTolerance(
          admission,
          warmup,
          failure,
          pause,
          retries,
          force,
          keepFailed,
          successTtl,
          runTime,
          terminal,
          retryable);
    }
  }

  static GangBuilder gang() {
    return new GangBuilder();
  }

  GangBuilder object(String kind, int pods) {
    return object(kind, "template.spec.template", pods);
  }

  GangBuilder object(String kind, String path, int pods) {
    int index = objects.size();
    objects.add(
        new ComponentStatus(
            kind.toLowerCase(Locale.ROOT) + "-" + index,
            kind,
            "v1",
            List.of(new ComponentStatus.EffectivePodSet(path, pods)),
            Collections.emptySortedMap()));
    return podSet(index, path, pods);
  }

  /** One more pod set of the object {@code index}. */
  GangBuilder podSet(int index, String path, int pods) {
    podSets.add(
        new PodSet(
            index + "." + podSets.size(),
            index,
            path,
            pods,
            Resources.NONE,
            Constraints.NONE,
            true,
            ""));
    return this;
  }

  GangBuilder tolerating(Consumer<Tolerance> change) {
    change.accept(tolerance);
    return this;
  }

  /** Submitted in MCAD's version. */
  GangBuilder mcad(int minAvailable, boolean secondEdition, String... completion) {
    var words = Stream.of(completion).map(w -> w.isEmpty() ? List.<String>of() : List.of(w));
    mcad = List.of(new Mcad(minAvailable, secondEdition, words.toList()));
    return this;
  }

  Gang build() {
    return build(new Demand.Readable(podSets));
  }

  Gang build(Demand demand) {
    if (objects.isEmpty()) {
      object("Pod", 1);
      return build();
    }
    var spec = new Gang.Spec("AppWrapper", "", 0, 0, demand, tolerance.build(), objects, mcad);
    var id = new GangId("team-a", "tune", "uid-1");
    return new Gang(id, spec, Wish.RUN, GangStatus.UNSEEN, Observed.NOTHING);
  }

  World world() {
    return new World(build());
  }
}
