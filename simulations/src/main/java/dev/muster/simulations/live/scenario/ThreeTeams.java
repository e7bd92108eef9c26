package dev.muster.simulations.live.scenario;

import static dev.muster.simulations.live.scenario.SampleObjects.appWrapper;
import static dev.muster.simulations.live.scenario.SampleObjects.job;
import static dev.muster.simulations.live.scenario.SampleObjects.map;
import static dev.muster.simulations.live.scenario.SampleObjects.namespace;
import static dev.muster.simulations.live.scenario.SampleObjects.pod;
import static dev.muster.simulations.live.scenario.SampleObjects.priorityClass;
import static dev.muster.simulations.live.scenario.SampleObjects.rayCluster;
import static dev.muster.simulations.live.scenario.SampleObjects.rayJob;
import static dev.muster.simulations.live.scenario.SampleObjects.resources;
import static dev.muster.simulations.live.scenario.SampleObjects.sdkRayCluster;

import dev.muster.simulations.live.scenario.SampleObjects.PodShape;
import dev.muster.simulations.live.scenario.SampleObjects.Workers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The default story: three teams share eight GPU nodes at two priorities. Among their 24 gangs are
 * some that only an exact packing admits, and four that go wrong each in a way of its own.
 */
final class ThreeTeams {
  static final String NODES = "8x96cpu+1024Gi+8gpu:A100";

  private static final String VISION = "vision";
  private static final String SPEECH = "speech";
  private static final String NLP = "nlp";
  private static final String RESEARCH = "research";
  private static final String PRODUCTION = "production";
  private static final String SETTINGS = "workload.codeflare.dev.appwrapper/";

  private final List<Act> acts = new ArrayList<>();

  private ThreeTeams() {}

  static Scenario scenario() {
    var story = new ThreeTeams();
    story.teams();
    story.research();
    story.mistakes();
    story.secondThoughts();
    story.production();
    story.smallFry();
    return new Scenario(
        "three-teams",
        "Three teams, two priorities, 24 gangs on eight GPU nodes (the default).",
        NODES,
        story.acts);
  }

  private void teams() {
    for (var team : List.of(NLP, SPEECH, VISION)) {
      acts.add(new Act.Submit(0, namespace(team)));
    }
    acts.add(new Act.Submit(0, priorityClass(RESEARCH, 100)));
    acts.add(new Act.Submit(0, priorityClass(PRODUCTION, 1000)));
  }

  /** More than the cluster holds at once, of every shape. */
  private void research() {
    ray(100, VISION, "resnet", RESEARCH, 6, equal(4, 8));
    ray(200, SPEECH, "whisper", RESEARCH, 7, equal(2, 8));
    submit(300, NLP, "ray1", sdkRayCluster(NLP, "ray1", PodShape.running(RESEARCH, 5)));
    // Seven small workers spread one to a node would leave no node for the large one.
    ray(400, NLP, "bert", RESEARCH, 5, mixed(7, 1, 1, 8));
    ray(500, VISION, "vit", RESEARCH, 5, equal(3, 8));
    ray(600, SPEECH, "tacotron", RESEARCH, 5, equal(12, 2));
    ray(700, NLP, "gpt-small", RESEARCH, 5, equal(8, 4));
    // Four nodes of 5 + 3: neither group alone tells whether both fit.
    ray(800, NLP, "mixture", RESEARCH, 4, mixed(4, 5, 4, 3));
  }

  private void mistakes() {
    ray(900, VISION, "too-large", RESEARCH, 5, equal(9, 8));
    submit(
        1000,
        SPEECH,
        "exotic",
        rayCluster(
            "exotic",
            PodShape.running(RESEARCH, 5).on("nvidia.com/gpu.product", "H999"),
            equal(2, 1)));
    var unreadable = map("requests", map("cpu", 4L, "memory", "12 gigs"));
    submit(
        1100,
        NLP,
        "malformed",
        rayCluster(
            "malformed",
            PodShape.running(RESEARCH, 5),
            List.of(new Workers("gpu", 1, unreadable))));
    var hasty =
        map(
            SETTINGS + "retryLimit", "2",
            SETTINGS + "retryPausePeriodDuration", "1s",
            SETTINGS + "failureGracePeriodDuration", "0s");
    acts.add(
        new Act.Submit(
            1200,
            appWrapper(
                SPEECH,
                "flaky",
                hasty,
                job(
                    "flaky",
                    PodShape.running(RESEARCH, 1).exiting(3),
                    2,
                    resources(4, "16G", 0)))));
  }

  /** One is taken off the cluster by its user while it runs, and goes on later. */
  private void secondThoughts() {
    ray(50, VISION, "paused", RESEARCH, 6, equal(1, 2));
    acts.add(new Act.Suspend(4000, VISION, "paused", true));
    acts.add(new Act.Suspend(9000, VISION, "paused", false));
  }

  /** Comes later and goes first. */
  private void production() {
    ray(2500, NLP, "urgent", PRODUCTION, 4, equal(4, 8));
    ray(3000, SPEECH, "asr-release", PRODUCTION, 4, equal(8, 1));
    ray(5000, VISION, "detector-release", PRODUCTION, 4, equal(2, 8));
  }

  private void smallFry() {
    for (int i = 1; i <= 2; i++) {
      ray(2000 + 100 * i, NLP, "tune-" + i, RESEARCH, 4, equal(2, 4));
      submit(
          2400 + 100 * i,
          SPEECH,
          "eval-" + i,
          rayJob("eval-" + i, PodShape.running(RESEARCH, 3), equal(1, 1)));
      submit(
          2700 + 100 * i,
          VISION,
          "augment-" + i,
          job(
              "augment-" + i,
              new PodShape(RESEARCH, "Never", map(), map(SampleObjects.RUN_SECONDS, "4")),
              4,
              resources(8, "32G", 0)));
    }
    ray(3200, VISION, "sweep", RESEARCH, 3, equal(6, 1));
    var shape = new PodShape(RESEARCH, "Never", map(), map(SampleObjects.RUN_SECONDS, "3"));
    submit(3300, SPEECH, "probe", pod("probe", shape, resources(2, "4G", 1)));
  }

  private static List<Workers> equal(long workers, long gpus) {
    return List.of(new Workers("gpu", workers, resources(8, "64G", gpus)));
  }

  private static List<Workers> mixed(long some, long gpus, long others, long otherGpus) {
    return List.of(
        new Workers("small", some, resources(4, "32G", gpus)),
        new Workers("large", others, resources(8, "64G", otherGpus)));
  }

  private void ray(
      long at, String team, String name, String priority, int seconds, List<Workers> groups) {
    submit(at, team, name, rayCluster(name, PodShape.running(priority, seconds), groups));
  }

  private void submit(long at, String team, String name, Map<String, @Nullable Object> template) {
    acts.add(new Act.Submit(at, appWrapper(team, name, new LinkedHashMap<>(), template)));
  }
}
