package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.ChangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** AppWrappers of MCAD's first group: a kind of their own, queued with all others. */
final class OlderGroupTest {
  private static final String OLDER = "mcad.ibm.com/v1beta1";
  private static final String TODAYS = "workload.codeflare.dev/v1beta2";
  private final Stage stage = Stage.of("1x8cpu");

  @AfterEach
  void watchdogFoundNothing() {
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  private void start() {
    stage.serveOlderGroup();
    stage.shell("one").start();
    stage.seconds(1);
  }

  private void submit(String name, String spec, int pods, int cpus, int seconds) {
    stage.create(
        """
        apiVersion: mcad.ibm.com/v1beta1
        kind: AppWrapper
        metadata: {name: %1$s, namespace: default}
        spec:
          %2$s
          resources:
            GenericItems:
            - replicas: 1
              completionstatus: Complete
              generictemplate:
                apiVersion: batch/v1
                kind: Job
                metadata: {name: %1$s-older}
                spec:
                  parallelism: %3$d
                  completions: %3$d
                  template:
                    metadata: {annotations: {demo.muster.dev/run-seconds: "%5$d"}}
                    spec:
                      restartPolicy: Never
                      containers: [{name: main, image: x, resources: {requests: {cpu: "%4$d"}}}]
        """
            .formatted(name, spec, pods, cpus, seconds));
  }

  private Map<String, @Nullable Object> status(String name) {
    return Trees.map(stage.get(OLDER, "AppWrapper", name), "status");
  }

  private String words(String name) {
    var status = status(name);
    return "%s %s %s"
        .formatted(status.get("state"), status.get("queuejobstate"), status.get("canrun"));
  }

  private String phase(String apiVersion, String name) {
    var status = Trees.map(stage.get(apiVersion, "AppWrapper", name), "status");
    return Trees.text(apiVersion.equals(OLDER) ? Trees.map(status, "v1beta2") : status, "phase");
  }

  /** The pods that are owned by a Job of this name, by their own names' beginnings. */
  private long pods(String job) {
    return stage.list("v1", "Pod").stream()
        .filter(pod -> Trees.text(pod, "metadata", "labels", "job-name").equals(job))
        .count();
  }

  private List<String> jobs() {
    return stage.list("batch/v1", "Job").stream().map(Trees::name).sorted().toList();
  }

  @Test
  void runsToItsEndInMcadsWordsAndWhatItMadeSaysWhoseItIs() {
    start();
    submit("tune", "priority: 5", 2, 1, 20);
    stage.seconds(10);
    assertThat(words("tune")).isEqualTo("Running Running true");
    assertThat(status("tune"))
        .containsEntry("running", 2L)
        .containsEntry("systempriority", 5L)
        .containsEntry("totalcpu", 2_000L)
        .containsEntry("isdispatched", true);
    assertThat(phase(OLDER, "tune")).isEqualTo("Running");
    var job = stage.list("batch/v1", "Job").getFirst();
    assertThat(Trees.maps(job, "metadata", "ownerReferences"))
        .singleElement()
        .satisfies(owner ->
            assertThat(List.of(Trees.text(owner, "apiVersion"), Trees.text(owner, "name")))
                .isEqualTo(List.of(OLDER, "tune")));

    stage.seconds(30);
    assertThat(words("tune")).isEqualTo("Completed Completed false");
    assertThat(status("tune")).containsEntry("Succeeded", 2L);
    assertThat(Trees.map(stage.get(OLDER, "AppWrapper", "tune"), "spec"))
        .containsOnlyKeys("priority", "resources"); // nobody writes there but its user
  }

  @Test
  void waitsForRoomWithTheOthersByPriority() {
    start();
    submit("first", "priority: 1", 1, 8, 30);
    stage.seconds(5);
    submit("low", "priority: 1", 1, 8, 5);
    stage.submit(
        GangBuilder.named("high")
            .spec("mcad", Stage.yaml("{priority: 9}"))
            .entry(
                Trees.object(
                    "template",
                    GangBuilder.job("high", 1, 1, PodText.asking("8").running(20)),
                    "mcad",
                    Trees.object("completionstatus", "Complete"))));
    stage.seconds(10);
    assertThat(words("low")).isEqualTo("Pending Backoff false");
    assertThat(status("low"))
        .containsEntry("message", "Insufficient resources to dispatch AppWrapper.");
    assertThat(Trees.text(status("low"), "v1beta2", "verdict", "code")).isNotEmpty();

    stage.seconds(30);
    assertThat(phase(TODAYS, "high")).isEqualTo("Running");
    assertThat(words("low")).isEqualTo("Pending Backoff false");
    stage.seconds(40);
    assertThat(words("low")).isEqualTo("Completed Completed false");
  }

  @Test
  void namesakesOfBothGroupsRunSideBySide() {
    start();
    submit("same", "priority: 1", 3, 1, 3600);
    stage.submit(
        GangBuilder.named("same").component(GangBuilder.job("same", 2, 2, PodText.asking("1"))));
    stage.seconds(10);
    assertThat(phase(OLDER, "same")).isEqualTo("Running");
    assertThat(phase(TODAYS, "same")).isEqualTo("Running");
    assertThat(status("same")).containsEntry("running", 3L);
    assertThat(jobs()).containsExactly("same", "same-older");

    stage.delete(TODAYS, "AppWrapper", "same");
    stage.seconds(10);
    assertThat(stage.phases()).isEmpty();
    assertThat(jobs()).containsExactly("same-older");
    assertThat(pods("same-older")).isEqualTo(3);
    assertThat(words("same")).isEqualTo("Running Running true");

    stage.delete(OLDER, "AppWrapper", "same");
    stage.seconds(10);
    assertThat(jobs()).isEmpty();
    assertThat(stage.list(OLDER, "AppWrapper")).isEmpty();
  }

  @Test
  void isTakenDownAndStartedAgainAsItsUserSuspendsAndResumesIt() {
    start();
    submit("g", "priority: 1", 1, 1, 3600);
    stage.seconds(5);
    stage.patch(OLDER, "AppWrapper", "g", "", "{spec: {v1beta2: {suspend: true}}}");
    stage.seconds(10);
    assertThat(phase(OLDER, "g")).isEqualTo("Suspended");
    assertThat(jobs()).isEmpty();
    stage.patch(OLDER, "AppWrapper", "g", "", "{spec: {v1beta2: {suspend: false}}}");
    stage.seconds(10);
    assertThat(words("g")).isEqualTo("Running Running true");
  }

  /** Its spec says nothing else of its own version: that it is held is no sign of another birth. */
  @Test
  void oneThatIsHeldFromTheStartIsToldOfInMcadsWordsToo() {
    start();
    submit("g", "v1beta2: {suspend: true}", 1, 1, 20);
    stage.seconds(5);
    assertThat(words("g")).isEqualTo("Pending Queueing false");
    assertThat(Trees.text(status("g"), "v1beta2", "verdict", "code")).isEqualTo("HeldByUser");
    stage.patch(OLDER, "AppWrapper", "g", "", "{spec: {v1beta2: {suspend: false}}}");
    stage.seconds(5);
    assertThat(words("g")).isEqualTo("Running Running true");
    stage.seconds(30);
    assertThat(words("g")).isEqualTo("Completed Completed false");
  }

  /** MCAD's own definition drops what Muster writes: such objects would be started for ever. */
  @Test
  void whatIsDefinedByOthersIsLeftAlone() {
    stage.create(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: appwrappers.mcad.ibm.com}
        spec:
          group: mcad.ibm.com
          names: {kind: AppWrapper, listKind: AppWrapperList, plural: appwrappers, singular: appwrapper}
          scope: Namespaced
          versions:
          - name: v1beta1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: {type: object, properties: {resources: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
                  status: {type: object, properties: {state: {type: string}}}
        """);
    stage.shell("one").start();
    submit("g", "priority: 1", 1, 1, 20);
    var other = stage.submit(GangBuilder.ofPods("other", 1, PodText.asking("1")));
    int changes = stage.changes.size();
    stage.seconds(200);
    assertThat(other.phases()).endsWith("Running");
    assertThat(jobs()).isEmpty();
    assertThat(stage.get(OLDER, "AppWrapper", "g")).doesNotContainKey("status");
    var since = stage.changes.subList(changes, stage.changes.size());
    assertThat(since).noneMatch(change -> Trees.name(change.object()).equals("g"));
    assertThat(since.stream().filter(change -> change.resource().kind().equals("Cluster")).count())
        .as("only the other one was written into the ledger, and out of it again")
        .isLessThan(8);
  }

  /** As MCAD's installer does when it comes back; what runs is nobody's to take down then. */
  @Test
  void whatOthersDefineAnewIsLeftAloneFromThenOn() {
    start();
    submit("g", "priority: 1", 2, 1, 3600);
    stage.seconds(10);
    assertThat(words("g")).isEqualTo("Running Running true");
    var schema =
        "{versions: [{name: v1beta1, served: true, storage: true, schema: {openAPIV3Schema: {type: object,"
            + " properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true},"
            + " status: {type: object, properties: {state: {type: string}}}}}}}]}";
    stage.patch(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        "appwrappers.mcad.ibm.com",
        "",
        "{spec: " + schema + "}");
    submit("late", "priority: 1", 1, 1, 5);
    stage.seconds(300);
    assertThat(deletions()).isEmpty();
    assertThat(pods("g-older")).isEqualTo(2);
    assertThat(jobs()).containsExactly("g-older");

    stage.shell("two").start();
    stage.seconds(300);
    assertThat(deletions()).isEmpty();
    assertThat(jobs()).containsExactly("g-older");
  }

  @Test
  void nextLeaderGoesOnWithoutAPodBeingRestarted() {
    stage.serveOlderGroup();
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("one", life).start();
    stage.seconds(1);
    submit("g", "priority: 1", 2, 1, 120);
    stage.seconds(10);
    life.kill();
    stage.shell("two").start();
    stage.seconds(60);
    assertThat(words("g")).isEqualTo("Running Running true");
    assertThat(deletions()).isEmpty();
    stage.seconds(90);
    assertThat(words("g")).isEqualTo("Completed Completed false");
  }

  /** What a gang has made is not taken for a stray because its kind cannot be seen. */
  @Test
  void leaderThatDoesNotSeeTheKindLeavesWhatRunsAlone() {
    stage.serveOlderGroup();
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("one", life).start();
    stage.seconds(1);
    submit("g", "priority: 1", 2, 1, 3600);
    stage.seconds(10);
    life.kill();
    var blind = MeddledApi.unanswered(stage, OLDER);
    stage.shell("two", blind).start();
    stage.seconds(400);
    assertThat(deletions()).isEmpty();
    assertThat(pods("g-older")).isEqualTo(2);

    blind.kill();
    stage.shell("three").start();
    stage.seconds(60);
    assertThat(deletions()).isEmpty();
    assertThat(words("g")).isEqualTo("Running Running true");
  }

  @Test
  void kindThatIsServedOnlyLaterIsTakenInThen() {
    stage.shell("one").start();
    stage.seconds(90);
    stage.serveOlderGroup();
    submit("g", "priority: 1", 1, 1, 5);
    stage.seconds(120);
    assertThat(words("g")).isEqualTo("Completed Completed false");
  }

  private List<String> deletions() {
    var deleted = new ArrayList<String>();
    for (var change : stage.changes) {
      if (change.type() == ChangeType.DELETED) {
        deleted.add(change.resource().kind() + " " + Trees.name(change.object()));
      }
    }
    return deleted;
  }
}
